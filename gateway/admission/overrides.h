#pragma once

#include "gateway/admission/facts.h"
#include "gateway/base/time.h"
#include "gateway/directory/directory.h"
#include "gateway/directory/freeze.h"

#include <cstdint>

// Whether the override that a message claims is a named person's decision about this very message.

namespace gateway::admission {

/// Zero refuses. Stored: add at the end, never renumber.
enum class OverrideStanding : std::uint8_t {
  kInvalid = 0,  ///< One is claimed, and it does not hold.
  kNone = 1,     ///< None is claimed.
  kValid = 2,
};

/// When the question is asked.
enum class DecisionMoment : std::uint8_t {
  kArrival = 0,  ///< The decision must be recent, and its key valid still.
  kLater = 1,    ///< It was when the message arrived; that the key has run out since is no matter.
};

/// kValid when the ground is one on which consent may be overridden, the key is that of a decider
/// of the sender's active partner, valid at the time of the decision, the signature is over this
/// message's id and salt, and neither key nor partner is frozen; on arrival also when the decision
/// was made before the message was and at most model::kMaxDecisionAge ago.
[[nodiscard]] OverrideStanding override_standing(const directory::Directory& directory,
                                                 const directory::FreezeSet& freezes,
                                                 const MessageFacts& message, base::Time now,
                                                 DecisionMoment moment);

}  // namespace gateway::admission
