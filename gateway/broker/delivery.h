#pragma once

#include "gateway/base/enum_text.h"
#include "gateway/base/time.h"
#include "gateway/model/handling.h"
#include "gateway/model/ids.h"
#include "gateway/model/role.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

namespace gateway::broker {

/// Given by the store, rising in the order of acceptance, never used twice.
enum class DeliveryId : std::uint64_t {};

/// A session that mail is sent to, by the number its owner gave it.
enum class Consumer : std::uint64_t {};

/// The durable queue of one unit in one of its roles.
struct Mailbox {
  model::UnitRef unit;
  model::Role role = model::Role::kNone;

  friend auto operator<=>(const Mailbox&, const Mailbox&) = default;
};

/// Where a delivery stands. Stored and shown to the sender: add at the end, never renumber.
enum class DeliveryState : std::uint8_t {
  kNone = 0,         ///< Never valid.
  kWaiting = 1,      ///< Accepted; not yet acknowledged by the recipient's client.
  kFetched = 2,      ///< On the recipient's disk; nobody has opened it.
  kOpened = 3,       ///< A person opened it.
  kActed = 4,        ///< Somebody says it was acted on.
  kQuarantined = 5,  ///< Held back; the sender is told.
  kExpired = 6,      ///< Its time ran out before it was fetched.
  kSkipped = 7,      ///< The recipient muted the topic after the audience was resolved.
};

inline constexpr std::array<base::EnumText<DeliveryState>, 7> kDeliveryStateTexts{{
    {DeliveryState::kWaiting, "waiting"},
    {DeliveryState::kFetched, "fetched"},
    {DeliveryState::kOpened, "opened"},
    {DeliveryState::kActed, "acted"},
    {DeliveryState::kQuarantined, "quarantined"},
    {DeliveryState::kExpired, "expired"},
    {DeliveryState::kSkipped, "skipped"},
}};
constexpr std::string_view to_text(DeliveryState value) {
  return base::text_in(kDeliveryStateTexts, value);
}
constexpr bool is_known(DeliveryState value) { return base::known_in(kDeliveryStateTexts, value); }

/// One message for one mailbox.
struct Delivery {
  DeliveryId id{};
  std::uint64_t message = 0;  ///< The gateway's sequence number of the message.
  std::uint8_t row = 0;       ///< Which row of the envelope.
  model::EnvelopeId envelope;
  model::PartnerNumber sender = model::PartnerNumber::kNobody;
  Mailbox mailbox;
  model::Urgency urgency = model::Urgency::kNone;
  model::ConversationId conversation;  ///< Zero: belongs to none.
  std::uint32_t bytes = 0;             ///< What it counts against quotas.
  base::Time accepted;
  base::Time expires;  ///< First instant at which it is no longer delivered.
  DeliveryState state = DeliveryState::kWaiting;
  std::uint32_t attempts = 0;  ///< How often it was sent in vain.
  bool escalated = false;      ///< Escalate was given once; it is not given again.

  friend bool operator==(const Delivery&, const Delivery&) = default;
};

/// How far a recipient says it got, or that it cannot use the delivery.
enum class Receipt : std::uint8_t {
  kComplaint = 0,  ///< It does not verify, or breaks its rules.
  kFetched = 1,
  kOpened = 2,
  kActed = 3,
};

/// What a receipt makes of a state. A receipt never takes back what an earlier one said: what was
/// opened is beyond complaint. It says nothing about a delivery that expired or was skipped.
DeliveryState after(DeliveryState state, Receipt receipt);

/// How soon after acceptance a person must have opened a message of this urgency; nothing for BULK.
std::optional<base::Millis> human_ack_within(model::Urgency urgency);

// ── what the broker wants done ──

enum class QuarantineReason : std::uint8_t {
  kFrozen = 0,     ///< The mailbox, or the one who sent it, is frozen.
  kPoison = 1,     ///< It was sent again and again and never acknowledged.
  kComplaint = 2,  ///< The recipient's client cannot use it.
  kRecalled = 3,   ///< The sender recalled it, or consent was withdrawn.
};

/// Send it for the first time since the start.
struct Deliver {
  Delivery delivery;
  Consumer to{};
  friend bool operator==(const Deliver&, const Deliver&) = default;
};
/// Send it again: an earlier attempt was not acknowledged.
struct Redeliver {
  Delivery delivery;
  Consumer to{};
  friend bool operator==(const Redeliver&, const Redeliver&) = default;
};
/// Record it as quarantined, write the leaf and tell the sender.
struct Quarantine {
  Delivery delivery;
  QuarantineReason reason = QuarantineReason::kFrozen;
  friend bool operator==(const Quarantine&, const Quarantine&) = default;
};
/// Record it as expired and write the leaf.
struct Expire {
  Delivery delivery;
  friend bool operator==(const Expire&, const Expire&) = default;
};
/// Nobody opened it in time: record that and tell the people named for it.
struct Escalate {
  Delivery delivery;
  friend bool operator==(const Escalate&, const Escalate&) = default;
};

using Action = std::variant<Deliver, Redeliver, Quarantine, Expire, Escalate>;

}  // namespace gateway::broker
