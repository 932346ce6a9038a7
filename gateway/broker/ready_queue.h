#pragma once

#include "gateway/broker/delivery.h"
#include "gateway/model/handling.h"
#include "gateway/model/ids.h"

#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>

namespace gateway::broker {

/// What waits in one mailbox, in the order in which it goes out. Each operation is O(log n).
class ReadyQueue {
 public:
  /// A conversation stands where its most urgent waiting message would stand alone; its oldest
  /// waiting message goes first.
  struct Place {
    model::Urgency urgency = model::Urgency::kNone;
    DeliveryId first{};

    friend bool operator==(const Place&, const Place&) = default;
    friend std::strong_ordering operator<=>(const Place& a, const Place& b) {
      if (a.urgency != b.urgency) return b.urgency <=> a.urgency;
      return a.first <=> b.first;
    }
  };

  void put(const Delivery& delivery);
  /// A delivery that waits here.
  void remove(const Delivery& delivery);

  /// Where the best that this consumer may take stands. A conversation of which another consumer
  /// holds something is not for it.
  [[nodiscard]] std::optional<Place> best_for(Consumer consumer) const;
  /// Takes it out; best_for() gave one. Its conversation is the consumer's until settle().
  DeliveryId take(Consumer consumer);
  /// A delivery that was taken is acknowledged, quarantined, or about to be put back.
  void settle(const Delivery& delivery);

  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  struct Key {
    model::PartnerNumber sender = model::PartnerNumber::kNobody;
    model::ConversationId conversation;
    DeliveryId alone{};  ///< The delivery itself, when it belongs to no conversation.

    friend auto operator<=>(const Key&, const Key&) = default;
  };
  struct Conversation {
    std::map<DeliveryId, model::Urgency> waiting;
    std::set<Place> places;
    std::uint32_t taken = 0;
    Consumer holder{};  ///< Whose it is while something is taken.
  };
  using Conversations = std::map<Key, Conversation>;
  using Line = std::map<Place, Conversations::iterator>;

  static Key key_of(const Delivery& delivery);
  void leave_line(const Conversation& conversation);
  void join_line(Conversations::iterator conversation);
  [[nodiscard]] const Line* line_of(Consumer consumer) const;

  Conversations conversations_;
  Line free_;                      ///< Conversations of which nothing is taken.
  std::map<Consumer, Line> held_;  ///< The others, by who has them; only where something waits.
  std::size_t size_ = 0;
};

}  // namespace gateway::broker
