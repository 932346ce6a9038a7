#include "gateway/daemon/startup.h"

#include "gateway/base/text.h"
#include "gateway/config/key_file.h"
#include "gateway/crypto/digest.h"
#include "gateway/daemon/clock.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <optional>
#include <utility>

namespace gateway::daemon {
namespace {

using base::Diagnostics;
using crypto::KeyUse;
using crypto::SecretBytes;

std::optional<SecretBytes<32>> read(const std::filesystem::path& file, KeyUse use,
                                    Diagnostics& wrong) {
  auto key = config::read_key_file(file, use, "");
  if (auto* const fault = std::get_if<base::Diagnostic>(&key)) {
    wrong.push_back(std::move(*fault));
    return std::nullopt;
  }
  return std::get<SecretBytes<32>>(std::move(key));
}

std::optional<GatewaySecrets> read_secrets(const config::GatewayConfig& config,
                                           Diagnostics& wrong) {
  auto curve = read(config.curve_key, KeyUse::kCurve, wrong);
  const auto log = read(config.log_key, KeyUse::kLog, wrong);
  const auto release = read(config.release_key, KeyUse::kRelease, wrong);
  const auto session = read(config.session_key, KeyUse::kSession, wrong);
  auto store = read(config.store_key, KeyUse::kStore, wrong);
  if (!curve || !log || !release || !session || !store) return std::nullopt;
  return GatewaySecrets{*std::move(curve), *crypto::SigningKey::from_seed(log->bytes()),
                        *crypto::AgreementKey::from_secret(release->bytes()),
                        *crypto::SigningKey::from_seed(session->bytes()), *std::move(store)};
}

// Partners pin these keys through the directory: with others the gateway would talk to nobody.
void check_keys(const config::GatewayConfig& config, const GatewaySecrets& secrets,
                const directory::GatewayKeys& keys, Diagnostics& wrong) {
  const auto complain = [&](const std::filesystem::path& file) {
    wrong.push_back({file.string(), 0, 0, "is not the key the directory names for this gateway",
                     "use the right key file, or have trustees sign a directory with this key"});
  };
  const auto curve = crypto::AgreementKey::from_secret(secrets.curve.bytes());
  if (!curve || curve->public_key() != keys.curve) complain(config.curve_key);
  if (keys.logs.empty() || keys.logs.back().key != secrets.log.public_key()) {
    complain(config.log_key);
  }
  if (secrets.release.public_key() != keys.release) complain(config.release_key);
  if (secrets.session.public_key() != keys.session) complain(config.session_key);
}

base::Digest digest_of_file(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  const std::string text(std::istreambuf_iterator<char>(in), {});
  return crypto::sha256(base::bytes_of(text));
}

}  // namespace

base::Time starting_time(const config::GatewayConfig& config) {
  switch (config.clock) {
    case config::ClockMode::kSystem:
      return SystemClock().now();
    case config::ClockMode::kTraining:
      return *base::parse_time("2026-01-01T00:00:00Z");
  }
  return SystemClock().now();
}

std::variant<Prepared, Diagnostics> prepare(const std::filesystem::path& config_file) {
  auto loaded = config::load_gateway_config(config_file);
  if (auto* const wrong = std::get_if<Diagnostics>(&loaded)) return std::move(*wrong);
  auto& config = std::get<config::GatewayConfig>(loaded);
  Diagnostics wrong;
  auto secrets = read_secrets(config, wrong);
  auto trusted = trust::load(config.trust, config.policy, starting_time(config));
  if (auto* const faults = std::get_if<Diagnostics>(&trusted)) {
    std::ranges::move(*faults, std::back_inserter(wrong));
  }
  if (!wrong.empty()) return wrong;
  auto& trust = std::get<trust::Trust>(trusted);
  check_keys(config, *secrets, trust.directory->data().gateway, wrong);
  if (!wrong.empty()) return wrong;
  return Prepared{std::move(config), *std::move(secrets), std::move(trust),
                  digest_of_file(config_file)};
}

}  // namespace gateway::daemon
