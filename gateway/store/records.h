#pragma once

#include "gateway/base/bytes.h"
#include "gateway/base/time.h"
#include "gateway/model/handling.h"
#include "gateway/model/ids.h"
#include "gateway/model/role.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

// What the store keeps, as values. It understands only what it needs to find a record again; codes
// of other modules (states, stages, kinds of notes) are numbers to it.

namespace gateway::store {

/// An envelope has at most this many rows.
inline constexpr std::uint8_t kMaxRows = 64;

/// Number of the delivery for one row of a message: rises with the message, then with the row.
constexpr std::uint64_t delivery_id(std::uint64_t message, std::uint8_t row) {
  return message * kMaxRows + row;
}

struct MessageRecord {
  std::uint64_t sequence = 0;  ///< From 1; the gateway's own number.
  model::PartnerNumber sender = model::PartnerNumber::kNobody;
  model::MessageId message;
  model::EnvelopeId envelope;
  base::Time accepted;
  base::Time expires;
  std::uint64_t size = 0;  ///< Of the container as it was accepted.
  base::Bytes container;   ///< Empty once it was erased.

  friend bool operator==(const MessageRecord&, const MessageRecord&) = default;
};

struct DeliveryRecord {
  std::uint64_t message = 0;
  std::uint8_t row = 0;  ///< Below kMaxRows.
  model::UnitRef unit;   ///< With the role: the mailbox.
  model::Role role = model::Role::kNone;
  model::Urgency urgency = model::Urgency::kNone;
  model::ConversationId conversation;
  std::uint32_t bytes = 0;
  base::Time accepted;
  base::Time expires;
  std::uint8_t state = 0;
  std::uint8_t reason = 0;  ///< Of the state, where it has one.
  std::uint32_t attempts = 0;
  bool escalated = false;
  std::optional<std::uint64_t> deliver_leaf;

  friend bool operator==(const DeliveryRecord&, const DeliveryRecord&) = default;
};

using Leaf = std::array<std::uint8_t, 152>;

struct ReplayRecord {
  model::PartnerNumber sender = model::PartnerNumber::kNobody;
  model::MessageId message;
  model::EnvelopeId envelope;
  base::Time until;
  std::uint64_t accept_leaf = 0;

  friend bool operator==(const ReplayRecord&, const ReplayRecord&) = default;
};

struct ConsentRecord {
  model::ConsentHandle handle;
  base::Bytes entry;

  friend bool operator==(const ConsentRecord&, const ConsentRecord&) = default;
};

struct SubscriptionRecord {
  model::UnitRef unit;
  std::uint64_t counter = 0;
  std::string topic;
  std::string note;

  friend bool operator==(const SubscriptionRecord&, const SubscriptionRecord&) = default;
};

/// A signed note: a version of the directory or root, a policy, a freeze.
struct NoteRecord {
  std::uint8_t kind = 0;
  std::uint64_t version = 0;
  base::Bytes bytes;

  friend bool operator==(const NoteRecord&, const NoteRecord&) = default;
};

/// 16 halves of 32 bytes, sealed, with room to spare.
inline constexpr std::size_t kMaxHalvesSize = 638;

/// The sealed second halves of one row's keys, at most kMaxHalvesSize bytes.
struct HalvesRecord {
  std::uint64_t message = 0;
  std::uint8_t row = 0;
  base::Bytes sealed;

  friend bool operator==(const HalvesRecord&, const HalvesRecord&) = default;
};

struct ReceiptRecord {
  model::EnvelopeId envelope;
  std::uint8_t row = 0;
  std::uint8_t stage = 0;
  std::uint64_t leaf = 0;
  base::Bytes receipt;  ///< With its signature, as it came.

  friend bool operator==(const ReceiptRecord&, const ReceiptRecord&) = default;
};

}  // namespace gateway::store
