#include "tests/support/naive_policy.h"

namespace gateway::tests {
namespace {

std::string rule_text(const policy::PolicySet& set, policy::RuleId id) {
  const model::PartnerName* owner = set.owner_of(id);
  return owner == nullptr ? "" : owner->text() + "/" + std::string(set.name_of(id));
}

std::string agreement_text(const policy::PolicySet& set, policy::AgreementId id) {
  const policy::Agreement* agreement = set.agreement(id);
  return agreement == nullptr ? "" : agreement->name;
}

}  // namespace

NaiveDecision in_words(const policy::PolicySet& set, const policy::RowDecision& decision) {
  NaiveDecision words;
  words.shared = decision.shared();
  words.refusal = decision.refusal;
  for (std::size_t i = 0; i < policy::kSectionSlots; ++i) {
    const policy::SectionDecision& each = decision.sections.at(i);
    words.sections.at(i) = {each.outcome,
                            each.mode,
                            each.treatment,
                            each.obligations,
                            rule_text(set, each.rule),
                            rule_text(set, each.owner_rule)};
  }
  words.sender_agreement = agreement_text(set, decision.sender_agreement);
  words.recipient_agreement = agreement_text(set, decision.recipient_agreement);
  return words;
}

std::string to_text(const NaiveDecision& decision) {
  std::string text =
      decision.shared ? "shared" : "refused " + std::string(model::describe(decision.refusal).name);
  text +=
      " agreements [" + decision.sender_agreement + "] [" + decision.recipient_agreement + "]\n";
  for (std::size_t i = 0; i < policy::kSectionSlots; ++i) {
    const NaiveSection& each = decision.sections.at(i);
    if (each.outcome == policy::SectionOutcome::kNotAsked) continue;
    text += "  " + std::string(to_text(model::Section(i))) + " outcome " +
            std::to_string(static_cast<int>(each.outcome)) + " mode " +
            std::string(to_text(each.mode)) + " as " + std::string(to_text(each.treatment)) +
            " report " + std::to_string(each.obligations.report_back_days) + " rule " + each.rule +
            " own " + each.owner_rule + "\n";
  }
  return text;
}

}  // namespace gateway::tests
