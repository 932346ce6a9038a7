// safeconduct-edge --fd N: the process that talks to the network. The core starts it with one end
// of a socket pair as descriptor N and tells it everything else through that.

#include "gateway/base/text.h"
#include "gateway/crypto/random.h"
#include "gateway/edge/edge.h"
#include "gateway/edge/hardening.h"
#include "gateway/ipc/frame_pipe.h"

#include <limits>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace {

constexpr std::uint64_t kFirstFreeDescriptor = 3;

std::optional<int> parse_descriptor(std::span<char*> arguments) {
  if (arguments.size() != 3 || std::string_view(arguments[1]) != "--fd") return std::nullopt;
  const auto number = gateway::base::parse_decimal(arguments[2]);
  if (!number || *number < kFirstFreeDescriptor || *number > std::numeric_limits<int>::max()) {
    return std::nullopt;
  }
  return static_cast<int>(*number);
}

}  // namespace

int main(int argc, char** argv) {
  using gateway::edge::ExitCode;
  spdlog::set_default_logger(spdlog::stderr_logger_st("edge"));
  spdlog::set_pattern("%Y-%m-%dT%H:%M:%S.%e edge %l %v");

  const auto fd = parse_descriptor(std::span(argv, static_cast<std::size_t>(argc)));
  if (!fd) {
    spdlog::error("usage: safeconduct-edge --fd N (started by safeconductd, not by hand)");
    return static_cast<int>(ExitCode::kUsage);
  }
  auto pipe = gateway::ipc::FramePipe::adopt(*fd);
  if (!pipe) {
    spdlog::error("--fd is not a stream socket");
    return static_cast<int>(ExitCode::kUsage);
  }
  gateway::edge::harden_process(*fd);
  gateway::crypto::SystemRandom random;
  return static_cast<int>(gateway::edge::run_edge(*std::move(pipe), random));
}
