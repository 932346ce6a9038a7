#include "gateway/config/gateway_config.h"

#include "gateway/config/settings.h"

#include <string_view>
#include <utility>

namespace gateway::config {
namespace {

constexpr std::uint64_t kMiB = std::uint64_t{1} << 20U;

void check_listen(Settings& settings, const std::string& listen) {
  // Debian's libzmq also has ws, norm, pgm and tipc compiled in; none of them carries CURVE the way
  // the rest of the gateway relies on.
  if (listen.empty() || listen.starts_with("tcp://") || listen.starts_with("ipc://")) return;
  settings.complain("gateway.listen", "'gateway.listen' has an unknown transport",
                    "use tcp://ADDRESS:PORT or ipc://PATH");
}

void check_limits(Settings& settings, const GatewayConfig& config) {
  if (config.max_frame < kMiB / 16 || config.max_frame > kMiB) {
    settings.complain("limits.max_frame", "'limits.max_frame' is out of range",
                      "use 64 KiB to 1 MiB");
  }
  if (config.edge_memory < 256 * kMiB) {
    settings.complain("limits.edge_memory", "'limits.edge_memory' is too small to serve anybody",
                      "use 256 MiB or more");
  }
  if (config.handshake < base::Millis(100) || config.handshake > base::Millis(30'000)) {
    settings.complain("limits.handshake", "'limits.handshake' is out of range",
                      "use 100 ms to 30 s");
  }
}

}  // namespace

std::variant<GatewayConfig, base::Diagnostics> load_gateway_config(
    const std::filesystem::path& file) {
  Settings settings = Settings::load(file);
  GatewayConfig config;
  config.listen = settings.text("gateway.listen");
  check_listen(settings, config.listen);
  config.zap_domain = settings.text("gateway.zap_domain");
  const std::string clock = settings.choice("gateway.clock", {"system", "training"}, "system");
  config.clock = clock == "training" ? ClockMode::kTraining : ClockMode::kSystem;
  config.state = settings.path("folders.state");
  config.log = settings.path("folders.log");
  config.run = settings.path("folders.run");
  const std::string notices = settings.text("folders.notices", "");
  config.notices =
      notices.empty() ? config.state.parent_path() / "notices" : settings.folder() / notices;
  config.trust = settings.path("folders.trust");
  config.policy = settings.path("folders.policy");
  config.curve_key = settings.path("keys.curve");
  config.log_key = settings.path("keys.log");
  config.release_key = settings.path("keys.release");
  config.session_key = settings.path("keys.session");
  config.store_key = settings.path("keys.store");
  config.edge_memory = settings.size("limits.edge_memory", 512 * kMiB);
  config.max_frame = settings.size("limits.max_frame", kMiB);
  config.requests_per_second =
      settings.number("limits.requests_per_second", 20'000, {1, 1'000'000});
  config.mailbox_limit = settings.number("limits.mailbox", 100'000, {1, 10'000'000});
  config.handshake = settings.duration("limits.handshake", base::Millis(3000));
  config.ack_timeout = settings.duration("limits.ack_timeout", base::Millis(30'000));
  check_limits(settings, config);
  base::Diagnostics wrong = settings.finish();
  if (!wrong.empty()) return wrong;
  return config;
}

}  // namespace gateway::config
