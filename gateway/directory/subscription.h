#pragma once

#include "gateway/directory/directory.h"
#include "gateway/model/kind.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gateway::directory {

/// What a message is published to: "intel.report/northvale/labour".
struct Topic {
  model::Kind kind = model::Kind::kNone;
  std::string area;    ///< Text of a base::Name.
  std::string sector;  ///< Text of a base::Name.

  friend auto operator<=>(const Topic&, const Topic&) = default;
};
std::string to_text(const Topic& topic);
/// kMalformed unless all three segments are there, the kind is known and nothing is a wildcard.
base::Result<Topic> parse_topic(std::string_view text);

/// What a unit subscribes to: a topic in which "*" may stand for any segment.
struct TopicPattern {
  std::optional<model::Kind> kind;
  std::optional<std::string> area;
  std::optional<std::string> sector;

  [[nodiscard]] bool matches(const Topic& topic) const;

  friend auto operator<=>(const TopicPattern&, const TopicPattern&) = default;
};
std::string to_text(const TopicPattern& pattern);
base::Result<TopicPattern> parse_topic_pattern(std::string_view text);

enum class SubscriptionState : std::uint8_t { kOff = 0, kOn = 1 };

struct Subscription {
  model::UnitRef unit;
  TopicPattern pattern;
  SubscriptionState state = SubscriptionState::kOff;
  std::uint64_t counter = 0;              ///< From 1, one higher for each subscription of the unit.
  std::optional<model::Digest> previous;  ///< Hash of the unit's subscription before; none for 1.

  friend bool operator==(const Subscription&, const Subscription&) = default;
};

/// The text of the note that the unit signs; its SHA-256 is the next one's `previous`.
std::string to_text(const Subscription& subscription);
base::Result<Subscription> parse_subscription(std::string_view text,
                                              std::size_t* bad_line = nullptr);
model::Digest hash_of(const Subscription& subscription);

inline constexpr std::size_t kMaxSubscriptionNoteSize = std::size_t{4} << 10U;
/// A subscription note signed by a key of the unit it names, valid now, of an active partner.
base::Result<Subscription> verify_subscription(std::string_view note, const Directory& directory,
                                               base::Time now);

/// One recipient a message is wrapped for.
struct Listener {
  model::UnitRef unit;
  model::Role role = model::Role::kNone;

  friend auto operator<=>(const Listener&, const Listener&) = default;
};

/// Whether this unit in this role may receive this kind at all (policy and agreement say).
using MayReceive =
    std::function<bool(const model::UnitRef& unit, model::Role role, model::Kind kind)>;

/// Who a message published to `topic` goes to: units with a matching subscription that is on, are
/// active, have area and sector in their own scope, in each role of theirs that may receive the
/// kind. A wildcard asks for more and widens nothing. In the order of units and roles, none twice.
std::vector<Listener> audience(const Topic& topic, const Directory& directory,
                               std::span<const Subscription> subscriptions,
                               const MayReceive& may_receive, base::Time now);

/// All subscriptions in force, and the chain of each unit.
class SubscriptionSet {
 public:
  static constexpr std::size_t kMaxPatternsOfUnit = 256;

  /// Takes in a verified subscription; keeps `note` to show to senders. kMalformed unless it is the
  /// next in its unit's chain; kTooLarge beyond kMaxPatternsOfUnit patterns that are on.
  base::Result<base::Done> apply(const Subscription& subscription, std::string note);

  struct Active {
    Subscription subscription;
    std::string note;
  };
  /// The subscriptions that are on and match.
  [[nodiscard]] std::vector<Active> matching(const Topic& topic) const;

  /// What the unit's next subscription must carry.
  struct Next {
    std::uint64_t counter = 1;
    std::optional<model::Digest> previous;
  };
  [[nodiscard]] Next next_of(const model::UnitRef& unit) const;

 private:
  struct Chain {
    Next next;
    std::map<TopicPattern, Active> on;
  };
  std::map<model::UnitRef, Chain> units_;
};

}  // namespace gateway::directory
