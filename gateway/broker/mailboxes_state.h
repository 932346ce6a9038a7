#pragma once

#include "gateway/base/time.h"
#include "gateway/broker/delivery.h"
#include "gateway/broker/mailboxes.h"
#include "gateway/broker/quota.h"
#include "gateway/broker/ready_queue.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <utility>
#include <vector>

namespace gateway::broker {

struct Box {
  Mailbox mailbox;
  ReadyQueue ready;
  std::set<DeliveryId> members;   ///< Ready, in flight or quarantined.
  std::vector<Consumer> servers;  ///< Sessions, in the order they came.
  std::size_t in_flight = 0;
  std::size_t quarantined = 0;
  bool frozen = false;
  bool muted = false;
};

struct Session {
  std::uint32_t credit = 0;
  std::set<DeliveryId> held;
  std::vector<Box*> boxes;

  [[nodiscard]] std::size_t room() const { return credit > held.size() ? credit - held.size() : 0; }
};

/// Where a delivery is inside the broker.
enum class Whereabouts : std::uint8_t { kReady, kInFlight, kQuarantined, kWithRecipient };

struct Item {
  Delivery delivery;
  Box* box = nullptr;
  Whereabouts place = Whereabouts::kReady;
  bool was_sent = false;
  Consumer holder{};     ///< While in flight.
  base::Millis due{0};   ///< While in flight: when to send it again.
  base::Time escalates;  ///< Once Delivery::escalated is false and its urgency knows a time.
};

/// The data behind Mailboxes and the moves that keep its indexes in step. Each item is in exactly
/// one place; the sets hold exactly the items they are named for.
struct Mailboxes::State {
  explicit State(const MailboxSettings& with) : settings(with), quota(with.quota) {}

  Box& box_for(const Mailbox& mailbox);
  Item* item(DeliveryId id);

  /// Takes in a delivery that is not known yet, without sending anything.
  void admit(const Delivery& delivery, Actions& out);
  /// Takes the item out of wherever it is; it must then be put somewhere or erased.
  void lift(Item& item);
  void make_ready(Item& item);
  void quarantine(Item& item, QuarantineReason reason, Actions& out);
  /// The recipient has it; remembered until somebody opens it or it expires.
  void hand_over(Item& item);
  /// Forgets a lifted item.
  void finish(Item& item);
  /// Sends what fits now where lift() freed credit or conversations.
  void refill(Actions& out);

  /// Sends what the session has room for.
  void fill(Consumer consumer, Session& session, Actions& out);
  /// Sends what the mailbox's sessions have room for.
  void fill(Box& box, Actions& out);
  void send(Box& box, Consumer consumer, Session& session, Actions& out);

  /// One more attempt was in vain; true when that was the last one and it is in quarantine now.
  bool count_attempt(Item& item, Actions& out);
  void set_due(Item& item);

  MailboxSettings settings;
  Quota quota;
  base::Millis now{0};
  std::vector<std::pair<Consumer, Box*>> freed;  ///< Since the last refill().
  std::map<DeliveryId, Item> items;
  std::map<Mailbox, Box> boxes;
  std::map<Consumer, Session> sessions;
  std::set<std::pair<base::Millis, DeliveryId>> due;
  std::set<std::pair<base::Time, DeliveryId>> expiries;
  std::set<std::pair<base::Time, DeliveryId>> escalations;
};

}  // namespace gateway::broker
