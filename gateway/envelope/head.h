#pragma once

#include "gateway/base/bytes.h"
#include "gateway/base/time.h"
#include "gateway/crypto/signing_key.h"
#include "gateway/model/handling.h"
#include "gateway/model/ids.h"
#include "gateway/model/kind.h"
#include "gateway/model/section.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What everybody who handles an envelope may read. Format of all of this module: FORMAT.md.

namespace gateway::envelope {

inline constexpr std::uint16_t kVersion = 3;
/// X25519, HKDF-SHA256, ChaCha20-Poly1305 (HPKE), XChaCha20-Poly1305, Ed25519, SHA-256.
inline constexpr std::uint16_t kSuite = 1;

/// The largest container, in bytes: it fits one frame of the wire protocol.
inline constexpr std::size_t kMaxEnvelope = std::size_t{768} * 1024;
inline constexpr std::size_t kMaxSections = 16;
inline constexpr std::size_t kMaxRows = 64;
inline constexpr std::size_t kMaxTopic = 128;
inline constexpr base::Millis kMaxLifetime = std::chrono::hours{14 * 24};
inline constexpr base::Millis kMaxFlashLifetime = std::chrono::hours{48};

using LogKeyId = base::FixedBytes<struct LogKeyIdTag, 4>;

/// The latest checkpoint its sender verified, so that two histories of the log collide at the first
/// message between those who saw them. Size 0 stands for none, and then all of it is zero.
struct Gossip {
  std::uint64_t size = 0;
  base::Digest root;
  LogKeyId key_id;
  crypto::Signature signature;

  friend bool operator==(const Gossip&, const Gossip&) = default;
};

struct SectionEntry {
  model::Section section = model::Section::kNone;
  model::SectionMode mode = model::SectionMode::kNone;
  std::uint64_t padded_length = 0;  ///< Of the plaintext; a Padmé length, at least 64.
  base::Digest commitment;          ///< To the content key.

  friend bool operator==(const SectionEntry&, const SectionEntry&) = default;
};

/// The part of a head that the sender decides; sealing computes the rest.
struct Cover {
  model::MessageId message_id;
  model::Salt salt;  ///< Random. Overrides and approvals are signed over message id and salt.
  model::UnitRef sender;
  model::KeyId sender_key;
  base::Time created;  ///< Whole minutes; sealing cuts off the rest.
  base::Time expires;  ///< After `created`, by at most kMaxLifetime (FLASH kMaxFlashLifetime).
  model::DirectoryVersion directory_version{};
  base::Digest directory_hash;
  model::Kind kind = model::Kind::kNone;
  std::string topic;  ///< Empty when addressed, not published.
  model::Marking marking = model::Marking::kNone;
  model::HandlingCode handling_code = model::HandlingCode::kNone;
  model::Urgency urgency = model::Urgency::kNone;
  Gossip gossip;

  friend bool operator==(const Cover&, const Cover&) = default;
};

struct Head : Cover {
  std::vector<SectionEntry> sections;         ///< Ascending by section, 1 to 16.
  std::vector<base::Digest> row_commitments;  ///< Ascending; 2, 4, 8, 16, 32 or 64.
  base::Digest gateway_row_commitment;
  base::Digest reason_commitment;  ///< Of the override in the gateway row; zero without one.

  friend bool operator==(const Head&, const Head&) = default;
};

/// Position of `section` in head.sections: the index of its key slot and of its bit in `granted`.
std::optional<std::size_t> index_of(const Head& head, model::Section section);

/// Whether any section is in release mode: then every row has a `halves` part.
bool has_release(const Head& head);

/// 1 to kMaxTopic of a-z, 0-9, '-', '_', '.', '/'.
bool is_well_formed_topic(std::string_view topic);

}  // namespace gateway::envelope
