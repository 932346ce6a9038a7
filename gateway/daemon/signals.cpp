#include "gateway/daemon/signals.h"

#include "gateway/base/check.h"

#include <csignal>
#include <utility>

#include <sys/signalfd.h>
#include <unistd.h>

namespace gateway::daemon {

Signals Signals::block() {
  static_cast<void>(std::signal(SIGPIPE, SIG_IGN));
  sigset_t set;
  ::sigemptyset(&set);
  for (const int number : {SIGTERM, SIGINT, SIGHUP, SIGCHLD}) ::sigaddset(&set, number);
  base::check(::sigprocmask(SIG_BLOCK, &set, nullptr) == 0, "signals can be blocked");
  const int fd = ::signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
  base::check(fd >= 0, "there is a descriptor for signals");
  return Signals(fd);
}

Signals::Signals(Signals&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

Signals::~Signals() {
  if (fd_ >= 0) ::close(fd_);
}

std::optional<Signal> Signals::next() {
  signalfd_siginfo info{};
  while (::read(fd_, &info, sizeof info) == static_cast<ssize_t>(sizeof info)) {
    if (info.ssi_signo == SIGTERM || info.ssi_signo == SIGINT) return Signal::kStop;
    if (info.ssi_signo == SIGHUP) return Signal::kReload;
    if (info.ssi_signo == SIGCHLD) return Signal::kChildEnded;
  }
  return std::nullopt;
}

}  // namespace gateway::daemon
