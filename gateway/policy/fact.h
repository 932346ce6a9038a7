#pragma once

#include "gateway/base/time.h"
#include "gateway/model/legal.h"
#include "gateway/model/section.h"
#include "gateway/policy/condition.h"
#include "gateway/policy/decide.h"
#include "gateway/policy/words.h"

#include <string>
#include <variant>
#include <vector>

// Facts about one share that could be otherwise: what a "no" may be waiting for.

namespace gateway::policy {

/// The message is sent for one of these purposes.
struct PurposeIs {
  EnumSet<model::Purpose> purposes;
  friend bool operator==(const PurposeIs&, const PurposeIs&) = default;
};
/// It is decided about at this time or later.
struct NotBefore {
  base::Time time;
  friend bool operator==(const NotBefore&, const NotBefore&) = default;
};

/// Something that is so, or that is known not to be so. Where it names several values (never none),
/// each of them will do.
struct Fact {
  std::variant<ConsentCovers, OverrideRecorded, BasisIs, SubjectIsChild, UrgencyIs, MarkingIs,
               HandlingIs, Sanitised, AreaMatches, SectorMatches, TopicIs, ApprovedBy, PurposeIs,
               NotBefore>
      what;
  Answer holds = Answer::kYes;  ///< kYes or kNo.
  friend bool operator==(const Fact&, const Fact&) = default;
};

using Facts = std::vector<Fact>;

/// The same share with this fact; `sanitised` and approvals are about `section`.
ShareFacts with(ShareFacts share, const Fact& fact, model::Section section);
ShareFacts with(ShareFacts share, const Facts& facts, model::Section section);

/// In the words of the policy language: "consent covers HEALTH", "not override", "for PREVENTION",
/// "from 2027-01-01".
std::string to_text(const Fact& fact);

}  // namespace gateway::policy
