#pragma once

#include "gateway/base/bytes.h"
#include "gateway/base/result.h"
#include "gateway/crypto/agreement_key.h"
#include "gateway/crypto/secret_bytes.h"
#include "gateway/ipc/frame.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace gateway::ipc {

/// A connection, as its edge numbers it: from 1 up, never used twice by one edge process. A new
/// edge starts again, so the core forgets all of them when an edge ends.
enum class PeerId : std::uint64_t {};

/// Whose connection it is, for rate limits: the core's own numbering (a partner number will do).
enum class OwnerId : std::uint32_t {};

struct AdmittedKey {
  crypto::AgreementPublicKey key;  ///< The CURVE key of one connection endpoint.
  OwnerId owner{};

  friend bool operator==(const AdmittedKey&, const AdmittedKey&) = default;
};

/// Per owner where nothing else is said; an owner beyond its rate is disconnected, nobody else.
struct Limits {
  std::uint32_t max_message_bytes = 1U << 20U;  ///< 1 KiB to 1 MiB.
  std::uint32_t handshake_millis = 2'500;       ///< 100 to 30,000.
  std::uint64_t memory_bytes = 512U << 20U;     ///< Of the whole edge; 0 = no limit.
  std::uint32_t messages_per_second = 50'000;
  std::uint32_t bytes_per_second = 256U << 20U;

  friend bool operator==(const Limits&, const Limits&) = default;
};

// Core to edge.

struct Config {
  static constexpr FrameType kType = FrameType::kConfig;
  std::string endpoint;  ///< tcp://host:port (port 0 or * = any free one) or ipc://path.
  crypto::SecretBytes<32> secret_key;  ///< The CURVE server key.
  Limits limits;
  std::vector<AdmittedKey> admitted;
};

/// Replaces the whole list. Connections of keys that are no longer on it end at once.
struct Admit {
  static constexpr FrameType kType = FrameType::kAdmit;
  std::vector<AdmittedKey> admitted;
};

struct Send {
  static constexpr FrameType kType = FrameType::kSend;
  PeerId peer{};
  base::ByteView payload;
};

struct Kick {
  static constexpr FrameType kType = FrameType::kKick;
  PeerId peer{};
};

struct Shutdown {
  static constexpr FrameType kType = FrameType::kShutdown;
};

// Edge to core.

/// The self-attack went as it must and the edge serves.
struct Ready {
  static constexpr FrameType kType = FrameType::kReady;
  std::string endpoint;         ///< As bound, with the real port.
  std::uint8_t attacks = 0;     ///< How many hostile dials were tried and refused.
  base::Digest options_digest;  ///< Over the socket options as read back.
};

struct Received {
  static constexpr FrameType kType = FrameType::kReceived;
  PeerId peer{};
  crypto::AgreementPublicKey key;  ///< The CURVE key it authenticated with: a routing hint only.
  base::ByteView payload;
};

/// Comes once for every peer that sent anything, and is the last word about it.
struct Gone {
  static constexpr FrameType kType = FrameType::kGone;
  PeerId peer{};
};

enum class SendFailure : std::uint8_t {
  kQueueFull = 1,    ///< Try later.
  kUnreachable = 2,  ///< Unknown or gone; a GONE follows unless it came before.
};

struct SendFailed {
  static constexpr FrameType kType = FrameType::kSendFailed;
  PeerId peer{};
  SendFailure reason{};
};

enum class FaultCode : std::uint8_t {
  kBadConfig = 1,      ///< A value of CONFIG is out of its range.
  kCannotBind = 2,     ///< The address is taken or not ours.
  kOptionsDiffer = 3,  ///< A socket option read back differently from what was set.
  kSelfAttack = 4,     ///< A stranger got in, or the positive control did not.
  kBadFrame = 5,
  kLibrary = 6,  ///< libzmq failed where it never should.
};
std::string_view to_text(FaultCode code);

/// The edge ends after this.
struct Fault {
  static constexpr FrameType kType = FrameType::kFault;
  FaultCode code{};
};

/// Totals since the edge started; sent at most once a second, when they changed.
struct Counters {
  static constexpr FrameType kType = FrameType::kCounters;
  std::uint64_t accepted = 0;            ///< Connections that came.
  std::uint64_t refused_handshakes = 0;  ///< Of them: not let in.
  std::uint64_t kicked = 0;              ///< For breaking a rule, or by the core.
  std::uint64_t over_rate = 0;           ///< Of the kicked: for sending too much.

  friend bool operator==(const Counters&, const Counters&) = default;
};

using FromCore = std::variant<Config, Admit, Send, Kick, Shutdown>;
using FromEdge = std::variant<Ready, Received, Gone, SendFailed, Fault, Counters>;

}  // namespace gateway::ipc
