#pragma once

#include "gateway/cli/policy_texts.h"
#include "gateway/policy/access.h"

#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

// Accesses drawn together into lines that people read.

namespace gateway::cli {

/// What one permit gives between some parties, all on the same terms.
struct Way {
  model::Kind kind = model::Kind::kNone;
  policy::EnumSet<model::Section> sections;
  std::vector<policy::Party> from;
  std::vector<policy::Party> to;
  policy::Choice<model::Purpose> purposes;
  std::vector<policy::Guard> guards;
  policy::Treatment treatment = policy::Treatment::kNone;
  model::SectionMode mode = model::SectionMode::kNone;
  policy::RuleId rule = policy::RuleId::kNone;
  policy::RuleId own_rule = policy::RuleId::kNone;  ///< The sending partner's, when it has a text.
};

/// One way for each recipient, with all who may send to it.
std::vector<Way> ways_to(const policy::PolicySet& set, const std::vector<policy::Access>& accesses);
/// One way for each sender, with all whom it may send to.
std::vector<Way> ways_from(const policy::PolicySet& set,
                           const std::vector<policy::Access>& accesses);

/// What is left of a partner's ways when its own text counts, too. Nothing when it has neither
/// signed the NGO's text nor one of its own, and so sends nothing.
std::optional<std::vector<Way>> narrowed_by_own_text(const policy::PolicySet& set,
                                                     std::vector<Way> ways,
                                                     const policy::Who& sender);

std::string sections_text(policy::EnumSet<model::Section> sections);
std::string purposes_text(const policy::Choice<model::Purpose>& purposes);
/// Everything it depends on, in words; "always" when on nothing.
std::string when_text(const policy::PolicySet& set, const Way& way);
nlohmann::ordered_json to_json(const policy::PolicySet& set, const Way& way);

}  // namespace gateway::cli
