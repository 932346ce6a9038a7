#pragma once

#include "gateway/base/diagnostic.h"
#include "gateway/base/time.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <variant>

namespace gateway::config {

/// What a training network and a real one differ in: the training clock stands still until a
/// message moves it, and never reads the real one.
enum class ClockMode : std::uint8_t { kSystem = 0, kTraining = 1 };

/// gateway.toml, checked. Paths are absolute or relative to the working directory of the reader.
struct GatewayConfig {
  std::string listen;      ///< tcp:// or ipc://; "tcp://127.0.0.1:*" takes a free port.
  std::string zap_domain;  ///< Never empty.
  ClockMode clock = ClockMode::kSystem;

  std::filesystem::path state;    ///< Database and head record.
  std::filesystem::path log;      ///< Checkpoint and tiles, for everybody to read.
  std::filesystem::path run;      ///< Endpoint and status files.
  std::filesystem::path notices;  ///< What trustees are told of. Beside `state` unless it is named.
  std::filesystem::path trust;    ///< Root and directory notes.
  std::filesystem::path policy;   ///< Signed policies.

  std::filesystem::path curve_key;
  std::filesystem::path log_key;
  std::filesystem::path release_key;
  std::filesystem::path session_key;
  std::filesystem::path store_key;

  std::uint64_t edge_memory = 0;          ///< Bytes of address space.
  std::uint64_t max_frame = 0;            ///< Bytes.
  std::uint64_t requests_per_second = 0;  ///< Per connected partner key.
  std::uint64_t mailbox_limit = 0;        ///< Waiting messages per mailbox.
  base::Millis handshake{0};
  base::Millis ack_timeout{
      0};  ///< How long a delivery may stay unacknowledged before it is sent again.
};

/// The configuration, or everything that is wrong with it.
std::variant<GatewayConfig, base::Diagnostics> load_gateway_config(
    const std::filesystem::path& file);

}  // namespace gateway::config
