#pragma once

#include "gateway/policy/fact.h"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace gateway::policy::detail {

/// What facts have to be on one way to a "yes". As made by nobody, nothing is asked for.
struct Need {
  EnumSet<model::ConsentPurpose> consents;
  EnumSet<model::ConsentPurpose> no_consents;
  EnumSet<model::LegalBasis> bases;
  EnumSet<model::LegalBasis> no_bases;
  Answer override_recorded = Answer::kUnknown;  ///< kUnknown: may be anything. So below.
  Answer subject_is_child = Answer::kUnknown;
  Answer area_matches = Answer::kUnknown;
  Answer sector_matches = Answer::kUnknown;
  Answer sanitised = Answer::kUnknown;
  bool not_unsanitised = false;  ///< `sanitised` may be unknown, but not no.
  std::optional<EnumSet<model::Urgency>> urgencies;
  std::optional<EnumSet<model::Marking>> markings;
  std::optional<EnumSet<model::HandlingCode>> codes;
  std::optional<EnumSet<model::Purpose>> purposes;
  std::vector<std::string> topics;  ///< At most one: patterns that must all match are made one.
  std::vector<std::string> no_topics;
  std::size_t min_approvals = 0;
  std::size_t max_approvals = 255;
  std::optional<base::Time> from;
  std::optional<base::Time> before;  ///< The first instant that is too late.

  friend bool operator==(const Need&, const Need&) = default;
};

/// Ways to a "yes", any one of which will do. None: there is no way.
using Needs = std::vector<Need>;

/// Both; nothing when they contradict each other.
std::optional<Need> both(const Need& a, const Need& b);

/// How a condition becomes `wanted` (kYes or kNo). Exact for the language's three-valued logic as
/// long as nothing is cut off.
Needs ways_to(const Condition& condition, Answer wanted, const ShareFacts& share,
              model::Section section);

/// Each way of the one with each of the other. Beyond a limit the ways that ask for most are cut
/// off.
Needs each_with_each(const Needs& a, const Needs& b, const ShareFacts& share,
                     model::Section section);

/// What of the need is not so yet, as facts; nothing when time has passed it by.
std::optional<Facts> missing(const Need& need, const ShareFacts& share, model::Section section);

}  // namespace gateway::policy::detail
