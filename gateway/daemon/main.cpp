#include "gateway/crypto/random.h"
#include "gateway/daemon/service.h"

#include <filesystem>
#include <iostream>
#include <memory>
#include <string_view>
#include <system_error>
#include <vector>

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <sys/prctl.h>
#include <sys/resource.h>

namespace {

constexpr int kUsage = 2;

int usage() {
  std::cerr << "usage: safeconductd --config GATEWAY.TOML\n"
               "       safeconductd --version\n";
  return kUsage;
}

// No core file, no debugger: this process holds the keys of log, release and session.
void shut_windows() {
  const rlimit none{0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
  ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string_view> arguments(argv, argv + argc);
  if (arguments.size() == 2 && arguments[1] == "--version") {
    std::cerr << "safeconductd " SAFECONDUCT_VERSION "\n";
    return 0;
  }
  if (arguments.size() != 3 || arguments[1] != "--config") return usage();
  shut_windows();
  spdlog::set_default_logger(std::make_shared<spdlog::logger>(
      "safeconductd", std::make_shared<spdlog::sinks::stderr_sink_mt>()));
  std::error_code failed;
  const auto self = std::filesystem::read_symlink("/proc/self/exe", failed);
  if (failed) {
    spdlog::error("event=not-started reason=\"/proc is not mounted\"");
    return 1;
  }
  gateway::crypto::SystemRandom random;
  return static_cast<int>(gateway::daemon::serve(std::filesystem::path(arguments[2]),
                                                 self.parent_path() / "safeconduct-edge", random));
}
