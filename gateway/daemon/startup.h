#pragma once

#include "gateway/base/diagnostic.h"
#include "gateway/config/gateway_config.h"
#include "gateway/crypto/agreement_key.h"
#include "gateway/crypto/secret_bytes.h"
#include "gateway/crypto/signing_key.h"
#include "gateway/trust/trust.h"

#include <filesystem>
#include <variant>

namespace gateway::daemon {

struct GatewaySecrets {
  crypto::SecretBytes<32> curve;
  crypto::SigningKey log;
  crypto::AgreementKey release;
  crypto::SigningKey session;
  crypto::SecretBytes<32> store;
};

/// Everything the gateway needs before it opens its store.
struct Prepared {
  config::GatewayConfig config;
  GatewaySecrets secrets;
  trust::Trust trust;
  base::Digest configuration;  ///< Digest of the configuration file.
};

/// Reads configuration, keys, directory and policy. Refuses with everything that is wrong: besides
/// what each reader refuses, keys that are not the ones the directory names for this gateway.
std::variant<Prepared, base::Diagnostics> prepare(const std::filesystem::path& config_file);

/// When the clock of this gateway starts: now, or the fixed start of training networks.
base::Time starting_time(const config::GatewayConfig& config);

}  // namespace gateway::daemon
