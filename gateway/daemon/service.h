#pragma once

#include "gateway/base/diagnostic.h"
#include "gateway/config/gateway_config.h"
#include "gateway/crypto/random.h"

#include <cstdint>
#include <filesystem>

namespace gateway::daemon {

/// How a run of the gateway ended; the process's exit code.
enum class RunEnd : int {
  kStopped = 0,
  kFailed = 1,  ///< The store or the log failed: restart recovers from what is on disk.
  kBadConfiguration = 78,
};

/// Runs the gateway until SIGTERM or SIGINT (drains what was accepted) or a failure that must not
/// be survived. SIGHUP reloads trust and policy and keeps the old on any error. Writes RUN/endpoint
/// once it serves and RUN/pid while it runs.
RunEnd serve(const std::filesystem::path& config_file, const std::filesystem::path& edge_program,
             crypto::Random& random);

}  // namespace gateway::daemon
