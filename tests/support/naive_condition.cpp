#include "tests/support/naive_condition.h"

#include <map>
#include <string>
#include <variant>
#include <vector>

namespace gateway::tests {
namespace {

using policy::Answer;
using policy::ShareFacts;

Answer yes_or_no(bool yes) { return yes ? Answer::kYes : Answer::kNo; }

std::vector<std::string> parts_of(const std::string& path) {
  std::vector<std::string> parts(1);
  for (const char c : path) {
    if (c == '/') {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

bool topic_fits(const std::string& pattern, const std::string& topic) {
  const auto wanted = parts_of(pattern);
  const auto found = parts_of(topic);
  if (wanted.size() != found.size()) return false;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (found[i].empty()) return false;
    if (wanted[i] != "*" && wanted[i] != found[i]) return false;
  }
  return true;
}

Answer basis_is(const policy::BasisIs& asked, const ShareFacts& facts) {
  bool all_known = !facts.bases.empty();
  for (const model::LegalBasis basis : facts.bases) {
    if (asked.bases.contains(basis)) return Answer::kYes;
    if (!is_known(basis)) all_known = false;
  }
  return all_known ? Answer::kNo : Answer::kUnknown;
}

}  // namespace

Answer ask(const policy::Condition& condition, const ShareFacts& facts, model::Section section) {
  const auto& question = condition.question;
  if (const auto* consent = std::get_if<policy::ConsentCovers>(&question)) {
    if (!facts.consents) return Answer::kUnknown;
    return yes_or_no(facts.consents->contains(consent->purpose));
  }
  if (std::holds_alternative<policy::OverrideRecorded>(question)) return facts.override_recorded;
  if (std::holds_alternative<policy::SubjectIsChild>(question)) return facts.subject_is_child;
  if (std::holds_alternative<policy::AreaMatches>(question)) return facts.area_matches;
  if (std::holds_alternative<policy::SectorMatches>(question)) return facts.sector_matches;
  if (const auto* basis = std::get_if<policy::BasisIs>(&question)) return basis_is(*basis, facts);
  if (const auto* urgency = std::get_if<policy::UrgencyIs>(&question)) {
    if (!is_known(facts.urgency)) return Answer::kUnknown;
    return yes_or_no(urgency->urgencies.contains(facts.urgency));
  }
  if (const auto* marking = std::get_if<policy::MarkingIs>(&question)) {
    if (!is_known(facts.marking)) return Answer::kUnknown;
    return yes_or_no(marking->markings.contains(facts.marking));
  }
  if (const auto* handling = std::get_if<policy::HandlingIs>(&question)) {
    if (!is_known(facts.handling)) return Answer::kUnknown;
    return yes_or_no(handling->codes.contains(facts.handling));
  }
  if (std::holds_alternative<policy::Sanitised>(question)) {
    if (!facts.sanitised) return Answer::kUnknown;
    return yes_or_no(facts.sanitised->contains(section));
  }
  if (const auto* topic = std::get_if<policy::TopicIs>(&question)) {
    if (!facts.topic) return Answer::kUnknown;
    return yes_or_no(topic_fits(topic->pattern, *facts.topic));
  }
  if (const auto* approved = std::get_if<policy::ApprovedBy>(&question)) {
    return yes_or_no(facts.approvals.at(static_cast<std::size_t>(section)) >= approved->trustees);
  }
  if (const auto* negated = std::get_if<policy::Not>(&question)) {
    const Answer inner = ask(negated->operand.front(), facts, section);
    if (inner == Answer::kUnknown) return Answer::kUnknown;
    return yes_or_no(inner == Answer::kNo);
  }
  const auto* all = std::get_if<policy::AllOf>(&question);
  const auto& operands =
      all != nullptr ? all->operands : std::get<policy::AnyOf>(question).operands;
  std::map<Answer, int> answers;
  for (const policy::Condition& operand : operands) ++answers[ask(operand, facts, section)];
  if (all != nullptr && answers[Answer::kNo] > 0) return Answer::kNo;
  if (all == nullptr && answers[Answer::kYes] > 0) return Answer::kYes;
  if (answers[Answer::kUnknown] > 0) return Answer::kUnknown;
  return yes_or_no(all != nullptr);
}

}  // namespace gateway::tests
