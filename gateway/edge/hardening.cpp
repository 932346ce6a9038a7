#include "gateway/edge/hardening.h"

#include "gateway/base/check.h"

#include <csignal>

#include <malloc.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace gateway::edge {

namespace {

void close_between(unsigned first, unsigned last) {
  if (first <= last) (void)::close_range(first, last, 0);
}

}  // namespace

void harden_process(int kept) {
  const auto keep = static_cast<unsigned>(kept);
  close_between(STDERR_FILENO + 1, keep - 1);
  close_between(keep + 1, ~0U);

  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGPIPE}) (void)std::signal(signal, SIG_IGN);

  const rlimit no_core{0, 0};
  base::check(::setrlimit(RLIMIT_CORE, &no_core) == 0, "core dumps can be turned off");
  base::check(::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0, "privileges can be given up");
  if constexpr (!kSanitized) {
    base::check(::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0, "tracing can be turned off");
    (void)::mallopt(M_ARENA_MAX, 1);
  }
}

void limit_memory(std::uint64_t bytes) {
  if (kSanitized || bytes == 0) return;
  const rlimit limit{bytes, bytes};
  base::check(::setrlimit(RLIMIT_AS, &limit) == 0, "a lower memory limit can always be set");
}

}  // namespace gateway::edge
