#pragma once

#include "gateway/base/time.h"
#include "gateway/model/ids.h"

#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <utility>
#include <vector>

namespace gateway::broker {

/// How a message is known: the same id from another sender is another message.
struct ReplayKey {
  model::PartnerNumber sender = model::PartnerNumber::kNobody;
  model::MessageId message;

  friend auto operator<=>(const ReplayKey&, const ReplayKey&) = default;
};

/// Zero refuses.
enum class Replay : std::uint8_t {
  kDiffers = 0,  ///< Other bytes under the same id: refuse with kReplayDiffers.
  kSame = 1,     ///< Accepted before: give the same answer, do nothing.
  kNew = 2,
};

/// What was accepted lately. A message is remembered until a day after it expires, when it could
/// not be accepted any more.
class ReplayWindow {
 public:
  static constexpr base::Millis kKeptAfterExpiry = std::chrono::hours(24);

  struct Entry {
    model::EnvelopeId envelope;
    base::Time until;               ///< First instant at which it may be forgotten.
    std::uint64_t accept_leaf = 0;  ///< What the same answer is built from.

    friend bool operator==(const Entry&, const Entry&) = default;
  };

  struct Verdict {
    Replay replay = Replay::kDiffers;
    std::uint64_t accept_leaf = 0;  ///< For kSame.
  };
  [[nodiscard]] Verdict check(const ReplayKey& key, const model::EnvelopeId& envelope) const;

  /// A message that check() called new. Call it while deciding, before the commit: the second of
  /// two equal messages in one group is then a replay too, and a failed commit ends the process.
  void remember(const ReplayKey& key, const Entry& entry);

  /// Forgets what is due and gives its keys, so that the store can forget them too.
  std::vector<ReplayKey> prune(base::Time now);

  [[nodiscard]] std::size_t size() const { return entries_.size(); }

 private:
  // A tree, not a hash table: senders choose the ids.
  std::map<ReplayKey, Entry> entries_;
  std::set<std::pair<base::Time, ReplayKey>> by_time_;
};

}  // namespace gateway::broker
