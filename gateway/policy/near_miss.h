#pragma once

#include "gateway/policy/condition.h"
#include "gateway/policy/decide.h"
#include "gateway/policy/fact.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace gateway::policy {

/// Why no fact about this share could make it a "yes".
enum class Obstacle : std::uint8_t {
  kNone = 0,
  kWordUnknown,       ///< A kind, role or section that this version does not know.
  kNoRule,            ///< The NGO's text lets this sender send this kind to this role in no case.
  kNoRuleForSection,  ///< It does, but never this section.
  kNoOwnText,         ///< The sender has neither signed the NGO's text nor one of its own.
  kNoOwnRule,         ///< The sender's own text never gives it.
  kNoAgreement,       ///< `partner` has no agreement that lists the kind.
  kAgreementEnded,    ///< It had one.
  kNoCommonPurpose,   ///< No purpose stands in the rule and in the agreements.
  kForbidden,         ///< `rule` forbids it, whatever the facts.
  kRuleEnded,         ///< The rules that gave it have ended.
  kRulesContradict,   ///< Each way asks for something that the next thing excludes.
};

/// What stands between a share and a "yes".
struct NearMiss {
  /// Sets of facts, fewest first. All facts of one set make it a "yes", no part of them does. One
  /// empty set when it is one already, none when no fact can.
  std::vector<Facts> ways;
  bool has_more = false;                ///< There are other ways with as many facts or more.
  Obstacle obstacle = Obstacle::kNone;  ///< When there is no way.
  RuleId rule = RuleId::kNone;
  std::optional<model::PartnerName> partner;
};

struct NearMissQuestion {
  const ShareFacts& share;
  model::Section section = model::Section::kNone;
  /// What has to hold besides the texts, if anything: the gate of consent.
  std::optional<Condition> besides = std::nullopt;
};

/// The smallest sets of facts with which the section would be given. Who sends what to whom stays
/// as it is, and time only goes on. Pure.
[[nodiscard]] NearMiss near_miss(const PolicySet& set, const NearMissQuestion& question);

/// For people of the partner: "needs A and B, or C"; why nothing helps; "" when it is a "yes"
/// already.
std::string in_words(const PolicySet& set, const NearMissQuestion& question, const NearMiss& miss);

}  // namespace gateway::policy
