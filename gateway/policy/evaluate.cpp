#include "gateway/policy/compiled_set.h"

#include <algorithm>
#include <string_view>
#include <variant>

namespace gateway::policy::detail {
namespace {

Answer answer(bool yes) { return yes ? Answer::kYes : Answer::kNo; }

/// What an enumeration whose zero means "nothing was said" answers.
template <class Enum>
Answer one_of(EnumSet<Enum> listed, Enum value) {
  return is_known(value) ? answer(listed.contains(value)) : Answer::kUnknown;
}

/// A basis this version does not know might be the one that is asked for.
bool all_known(EnumSet<model::LegalBasis> bases) {
  for (const model::LegalBasis basis : bases) {
    if (!is_known(basis)) return false;
  }
  return !bases.empty();
}

/// `*` in the pattern is any one part.
bool topic_matches(std::string_view pattern, std::string_view topic) {
  while (true) {
    const auto pattern_end = std::min(pattern.find('/'), pattern.size());
    const auto topic_end = std::min(topic.find('/'), topic.size());
    const std::string_view wanted = pattern.substr(0, pattern_end);
    if (topic_end == 0 || (wanted != "*" && wanted != topic.substr(0, topic_end))) return false;
    const bool pattern_done = pattern_end == pattern.size();
    const bool topic_done = topic_end == topic.size();
    if (pattern_done || topic_done) return pattern_done && topic_done;
    pattern.remove_prefix(pattern_end + 1);
    topic.remove_prefix(topic_end + 1);
  }
}

class Evaluator {
 public:
  Evaluator(const ShareFacts& facts, model::Section section) : facts_(facts), section_(section) {}

  [[nodiscard]] Answer ask(const Condition& condition) const {
    return std::visit(*this, condition.question);
  }

  Answer operator()(const ConsentCovers& asked) const {
    if (!facts_.consents) return Answer::kUnknown;
    return answer(facts_.consents->contains(asked.purpose));
  }
  Answer operator()(const OverrideRecorded& /*asked*/) const { return facts_.override_recorded; }
  Answer operator()(const BasisIs& asked) const {
    if (!(facts_.bases & asked.bases).empty()) return Answer::kYes;
    return all_known(facts_.bases) ? Answer::kNo : Answer::kUnknown;
  }
  Answer operator()(const SubjectIsChild& /*asked*/) const { return facts_.subject_is_child; }
  Answer operator()(const UrgencyIs& asked) const {
    return one_of(asked.urgencies, facts_.urgency);
  }
  Answer operator()(const MarkingIs& asked) const { return one_of(asked.markings, facts_.marking); }
  Answer operator()(const HandlingIs& asked) const { return one_of(asked.codes, facts_.handling); }
  Answer operator()(const Sanitised& /*asked*/) const {
    if (!facts_.sanitised) return Answer::kUnknown;
    return answer(facts_.sanitised->contains(section_));
  }
  Answer operator()(const AreaMatches& /*asked*/) const { return facts_.area_matches; }
  Answer operator()(const SectorMatches& /*asked*/) const { return facts_.sector_matches; }
  Answer operator()(const TopicIs& asked) const {
    if (!facts_.topic) return Answer::kUnknown;
    return answer(topic_matches(asked.pattern, *facts_.topic));
  }
  Answer operator()(const ApprovedBy& asked) const {
    const auto slot = static_cast<std::size_t>(section_);
    return answer(slot < kSectionSlots && facts_.approvals.at(slot) >= asked.trustees);
  }
  Answer operator()(const Not& asked) const {
    switch (ask(asked.operand.at(0))) {
      case Answer::kYes:
        return Answer::kNo;
      case Answer::kNo:
        return Answer::kYes;
      case Answer::kUnknown:
        break;
    }
    return Answer::kUnknown;
  }
  // Unknown wins over what does not settle the matter: one "no" settles AllOf, one "yes" AnyOf.
  Answer operator()(const AllOf& asked) const {
    return settled(asked.operands, Answer::kNo, Answer::kYes);
  }
  Answer operator()(const AnyOf& asked) const {
    return settled(asked.operands, Answer::kYes, Answer::kNo);
  }

 private:
  [[nodiscard]] Answer settled(const std::vector<Condition>& operands, Answer settling,
                               Answer otherwise) const {
    Answer result = otherwise;
    for (const Condition& operand : operands) {
      const Answer each = ask(operand);
      if (each == settling) return settling;
      if (each != otherwise) result = Answer::kUnknown;
    }
    return result;
  }

  const ShareFacts& facts_;
  model::Section section_;
};

bool any_by_section(const std::vector<Condition>& conditions) {
  return std::ranges::any_of(conditions, asks_by_section);
}

}  // namespace

Answer evaluate(const Condition& condition, const ShareFacts& facts, model::Section section) {
  return Evaluator(facts, section).ask(condition);
}

bool asks_by_section(const Condition& condition) {
  if (const auto* negated = std::get_if<Not>(&condition.question)) {
    return any_by_section(negated->operand);
  }
  if (const auto* all = std::get_if<AllOf>(&condition.question)) {
    return any_by_section(all->operands);
  }
  if (const auto* any = std::get_if<AnyOf>(&condition.question)) {
    return any_by_section(any->operands);
  }
  return std::holds_alternative<Sanitised>(condition.question) ||
         std::holds_alternative<ApprovedBy>(condition.question);
}

}  // namespace gateway::policy::detail
