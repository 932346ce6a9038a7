#pragma once

#include "gateway/policy/decide.h"
#include "gateway/policy/policy_set.h"

#include <optional>
#include <string>
#include <vector>

// Who may get what from whom, as the texts say it: not about one share, but about all.

namespace gateway::policy {

/// A forbid that may stand in the way of an access. Absent parties: it is about everybody there.
struct Guard {
  RuleId forbid = RuleId::kNone;
  std::optional<Party> only_from;
  std::optional<Party> only_to;
  friend bool operator==(const Guard&, const Guard&) = default;
};

/// What one permit gives: one section of one kind from one party to another, as the permit names
/// them.
struct Access {
  model::Kind kind = model::Kind::kNone;
  model::Section section = model::Section::kNone;
  Party from;
  Party to;
  RuleId permit = RuleId::kNone;
  std::vector<Guard> guards;  ///< In the order of rules.
};

/// Everything the permits in the text of `owner` give, in the order of rules, kinds, sections and
/// parties; forbids are left aside. A section that a kind does not have is answered as if it had
/// it.
[[nodiscard]] std::vector<Access> offers(const PolicySet& set, const model::PartnerName& owner);

/// It wrote a text; having signed the NGO's is not that.
[[nodiscard]] bool has_own_text(const PolicySet& set, const model::PartnerName& partner);

/// The offers of the NGO's text with what stands in their way; without what some forbid stops for
/// everybody and for ever. Nothing passes that is not in here.
[[nodiscard]] std::vector<Access> accesses(const PolicySet& set);

/// Whoever `narrow` means is meant by `wide`, too, whatever a directory says.
[[nodiscard]] bool covers(const Party& wide, const Party& narrow);

/// Parties of a rule about one side of the accesses wanted.
struct Who {
  std::optional<model::PartnerName> partner;  ///< Absent: whoever holds one of the roles.
  std::optional<model::UnitName> unit;        ///< Absent: any unit of the partner.
  EnumSet<model::Role> roles;
};

/// `who` may be meant by the party: by name, by a role, or because anybody is. Somebody of whom
/// only the role is known may be meant by every name.
[[nodiscard]] bool may_mean(const Party& party, const Who& who);

}  // namespace gateway::policy
