#include "gateway/client/plan_text.h"

#include "gateway/crypto/digest.h"
#include "gateway/policy/words.h"

#include <algorithm>
#include <string_view>

namespace gateway::client {
namespace {

std::string_view word(policy::SectionOutcome outcome) {
  switch (outcome) {
    case policy::SectionOutcome::kNotAsked:
      return "absent";
    case policy::SectionOutcome::kNoPermit:
      return "no-permit";
    case policy::SectionOutcome::kConditionFailed:
      return "condition-failed";
    case policy::SectionOutcome::kForbidden:
      return "forbidden";
    case policy::SectionOutcome::kPermitted:
      return "given";
  }
  return "absent";
}

std::string or_dash(std::string_view text) { return text.empty() ? "-" : std::string(text); }

std::string section_line(const Desk& desk, const std::string& to, model::Section section,
                         const policy::SectionDecision& decision) {
  const policy::PolicySet& rules = desk.trust().policies;
  const bool given = decision.permitted();
  std::string line = to + " " + std::string(model::to_text(section)) + " ";
  line.append(word(decision.outcome));
  line += " " + or_dash(given ? policy::to_text(decision.treatment) : "");
  line += " " + or_dash(given ? model::to_text(decision.mode) : "");
  line += " " + or_dash(rules.name_of(decision.rule));
  line += " " + or_dash(rules.name_of(decision.owner_rule));
  return line + "\n";
}

}  // namespace

std::string plan_text(const Desk& desk, const Plan& plan) {
  std::string text = "safeconduct-plan/v1\n";
  for (const PlannedRow& row : plan.rows) {
    const std::string to =
        row.recipient.partner.text() + " " + std::string(model::to_text(row.recipient.role));
    for (const auto& [section, name] : model::kSectionTexts) {
      const policy::SectionDecision& decision = row.decision.section(section);
      if (decision.outcome == policy::SectionOutcome::kNotAsked) continue;
      text += section_line(desk, to, section, decision);
    }
  }
  return text;
}

base::Digest plan_digest(const std::string& text, const model::Salt& head_salt) {
  return crypto::digest_of("safeconduct plan v1", {head_salt.bytes(), base::bytes_of(text)});
}

}  // namespace gateway::client
