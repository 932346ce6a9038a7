#pragma once

#include "gateway/base/diagnostic.h"
#include "gateway/config/gateway_config.h"

#include <filesystem>
#include <string>
#include <variant>

namespace gateway::config {

/// context.toml: which partner and unit a person or a program is, and where its keys and memory
/// lie.
struct Context {
  std::string partner;
  std::string unit;
  std::string endpoint;  ///< "tcp://…", or "file:PATH" of a file that holds it (training network).
  std::string gateway_curve_key;  ///< Public key text; what the connection is pinned to.
  ClockMode clock = ClockMode::kSystem;

  std::filesystem::path signing_key;
  std::filesystem::path curve_key;
  std::filesystem::path prekeys;  ///< Folder: ROLE.key
  std::filesystem::path token_key;
  std::filesystem::path evidence_key;  ///< Empty: no content key is kept.
  /// In a training network only: the key of the person who decides, so that none has to be at hand.
  /// Elsewhere a person gives the key with each decision. Empty for none.
  std::filesystem::path decider_key;
  std::filesystem::path trust;   ///< Folder: root and directory notes.
  std::filesystem::path policy;  ///< Folder: signed policies.
  std::filesystem::path state;   ///< Folder: outbox, inbox, last log head.
};

/// The context, or everything that is wrong with it.
std::variant<Context, base::Diagnostics> load_context(const std::filesystem::path& file);

}  // namespace gateway::config
