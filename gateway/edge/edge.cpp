#include "gateway/edge/edge.h"

#include "gateway/edge/doorkeeper.h"
#include "gateway/edge/hardening.h"
#include "gateway/edge/self_attack.h"
#include "gateway/edge/server.h"
#include "gateway/ipc/message_codec.h"
#include "gateway/net/context.h"
#include "gateway/net/endpoint.h"
#include "gateway/net/router_socket.h"
#include "gateway/net/zap_handler.h"

#include <cstdlib>
#include <optional>
#include <utility>
#include <variant>

#include <poll.h>
#include <spdlog/spdlog.h>

namespace gateway::edge {

using base::ErrorCode;
using base::Millis;
using ipc::Config;
using ipc::FaultCode;
using ipc::FramePipe;

namespace {

constexpr const char* kZapDomain = "safeconduct";
constexpr int kFarewellMillis = 1'000;
constexpr std::uint64_t kLeastMemory = 64U << 20U;

/// Waits as long as it takes; empty when the core is gone, with an error when it broke the format.
base::Result<std::optional<Config>> await_config(FramePipe& pipe) {
  while (true) {
    pollfd waiting{pipe.fd(), POLLIN, 0};
    (void)::poll(&waiting, 1, -1);
    const bool core_lives = pipe.receive().has_value();
    const auto frame = pipe.next();
    if (!frame) return frame.error();
    if (frame->has_value()) {
      auto message = ipc::parse_from_core(**frame);
      if (!message) return message.error();
      if (auto* const config = std::get_if<Config>(&*message)) {
        return std::optional<Config>(std::move(*config));
      }
      if (std::holds_alternative<ipc::Shutdown>(*message)) return std::optional<Config>();
      return base::fail(ErrorCode::kMalformed, "the first message configures");
    }
    if (!core_lives) return std::optional<Config>();
  }
}

bool within_limits(const ipc::Limits& limits) {
  return limits.max_message_bytes >= 1'024 && limits.max_message_bytes <= (1U << 20U) &&
         limits.handshake_millis >= 100 && limits.handshake_millis <= 30'000 &&
         (limits.memory_bytes == 0 || limits.memory_bytes >= kLeastMemory) &&
         limits.messages_per_second > 0 && limits.bytes_per_second > 0;
}

/// Says why, waits until the core could read it, and gives the exit code back.
ExitCode give_up(FramePipe& pipe, FaultCode fault, ExitCode code) {
  spdlog::error("gives up: {} (exit {})", ipc::to_text(fault), static_cast<int>(code));
  (void)ipc::send(pipe, ipc::Fault{fault});
  while (pipe.flush() && pipe.unsent() > 0) {
    pollfd waiting{pipe.fd(), POLLOUT, 0};
    if (::poll(&waiting, 1, kFarewellMillis) <= 0) break;
  }
  return code;
}

[[noreturn]] void end_process_without_zap() {
  // Nobody guards the door: no farewell, no destructors.
  std::_Exit(static_cast<int>(ExitCode::kInternal));
}

ExitCode after_serving(FramePipe& pipe, ServingEnd end) {
  switch (end) {
    case ServingEnd::kAsked:
      spdlog::info("ends");
      return ExitCode::kOk;
    case ServingEnd::kCoreBroke:
      return give_up(pipe, FaultCode::kBadFrame, ExitCode::kBadFrame);
    case ServingEnd::kLibraryFailed:
      return give_up(pipe, FaultCode::kLibrary, ExitCode::kInternal);
  }
  return ExitCode::kInternal;
}

ExitCode serve(FramePipe& pipe, Config config, crypto::Random& random) {
  const auto endpoint = net::Endpoint::parse(config.endpoint);
  const auto own_key = crypto::AgreementKey::from_secret(config.secret_key.bytes());
  if (!endpoint || !own_key || !within_limits(config.limits)) {
    return give_up(pipe, FaultCode::kBadConfig, ExitCode::kBadConfig);
  }
  limit_memory(config.limits.memory_bytes);

  net::Context context(random);
  Doorkeeper doorkeeper(random);
  doorkeeper.replace(config.admitted);
  // Before any listening socket, and until after the last one is gone.
  const auto zap = net::ZapHandler::start(
      context, kZapDomain,
      [&doorkeeper](const crypto::AgreementPublicKey& key) { return doorkeeper.user_id_for(key); },
      end_process_without_zap);
  if (!zap) return give_up(pipe, FaultCode::kLibrary, ExitCode::kInternal);

  const net::RouterOptions options{*endpoint, kZapDomain, config.limits.max_message_bytes,
                                   Millis(config.limits.handshake_millis)};
  auto router = net::RouterSocket::bind(context, options, config.secret_key);
  if (!router && router.error().code == ErrorCode::kUnsupported) {
    return give_up(pipe, FaultCode::kOptionsDiffer, ExitCode::kRefusesToServe);
  }
  if (!router) return give_up(pipe, FaultCode::kCannotBind, ExitCode::kCannotBind);
  if (!withstands_attack(context, *router, doorkeeper, own_key->public_key(), random)) {
    return give_up(pipe, FaultCode::kSelfAttack, ExitCode::kRefusesToServe);
  }

  spdlog::info("serves {}, {} attacks of its own refused", router->endpoint().text(), kAttacks);
  (void)ipc::send(pipe, ipc::Ready{router->endpoint().text(), kAttacks, router->options_digest()});
  Server server(*std::move(router), pipe, doorkeeper, config.limits);
  return after_serving(pipe, server.run());
}

}  // namespace

ExitCode run_edge(FramePipe pipe, crypto::Random& random) {
  auto config = await_config(pipe);
  if (!config) return give_up(pipe, FaultCode::kBadFrame, ExitCode::kBadFrame);
  if (!config->has_value()) return ExitCode::kOk;
  return serve(pipe, **std::move(config), random);
}

}  // namespace gateway::edge
