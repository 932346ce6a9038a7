#include "gateway/policy/need.h"

#include <utility>

namespace gateway::policy::detail {
namespace {

template <class Enum, std::size_t N>
EnumSet<Enum> all_but(const std::array<base::EnumText<Enum>, N>& table, EnumSet<Enum> some) {
  EnumSet<Enum> rest;
  for (const auto& row : table) {
    if (!some.contains(row.value)) rest.insert(row.value);
  }
  return rest;
}

class Ways {
 public:
  Ways(Answer wanted, const ShareFacts& share, model::Section section)
      : wanted_(wanted), share_(share), section_(section) {}

  [[nodiscard]] Needs to(const Condition& condition) const {
    return std::visit(*this, condition.question);
  }

  Needs operator()(const ConsentCovers& asked) const {
    Need need;
    (yes() ? need.consents : need.no_consents).insert(asked.purpose);
    return {need};
  }
  Needs operator()(const OverrideRecorded& /*asked*/) const {
    Need need;
    need.override_recorded = wanted_;
    return {need};
  }
  Needs operator()(const BasisIs& asked) const {
    Needs needs;
    if (!yes()) {
      needs.emplace_back().no_bases = asked.bases;
      return needs;
    }
    for (const model::LegalBasis basis : asked.bases) needs.emplace_back().bases = {basis};
    return needs;
  }
  Needs operator()(const SubjectIsChild& /*asked*/) const {
    Need need;
    need.subject_is_child = wanted_;
    return {need};
  }
  Needs operator()(const UrgencyIs& asked) const {
    Need need;
    need.urgencies = yes() ? asked.urgencies : all_but(model::kUrgencyTexts, asked.urgencies);
    return need.urgencies->empty() ? Needs{} : Needs{need};
  }
  Needs operator()(const MarkingIs& asked) const {
    Need need;
    need.markings = yes() ? asked.markings : all_but(model::kMarkingTexts, asked.markings);
    return need.markings->empty() ? Needs{} : Needs{need};
  }
  Needs operator()(const HandlingIs& asked) const {
    Need need;
    need.codes = yes() ? asked.codes : all_but(model::kHandlingCodeTexts, asked.codes);
    return need.codes->empty() ? Needs{} : Needs{need};
  }
  Needs operator()(const Sanitised& /*asked*/) const {
    Need need;
    need.sanitised = wanted_;
    return {need};
  }
  Needs operator()(const AreaMatches& /*asked*/) const {
    Need need;
    need.area_matches = wanted_;
    return {need};
  }
  Needs operator()(const SectorMatches& /*asked*/) const {
    Need need;
    need.sector_matches = wanted_;
    return {need};
  }
  Needs operator()(const TopicIs& asked) const {
    Need need;
    (yes() ? need.topics : need.no_topics).push_back(asked.pattern);
    return {need};
  }
  Needs operator()(const ApprovedBy& asked) const {
    Need need;
    if (yes()) {
      need.min_approvals = asked.trustees;
    } else {
      need.max_approvals = asked.trustees - 1;
    }
    return {need};
  }
  Needs operator()(const Not& asked) const {
    return Ways(yes() ? Answer::kNo : Answer::kYes, share_, section_).to(asked.operand.at(0));
  }
  Needs operator()(const AllOf& asked) const {
    return yes() ? all(asked.operands) : any(asked.operands);
  }
  Needs operator()(const AnyOf& asked) const {
    return yes() ? any(asked.operands) : all(asked.operands);
  }

 private:
  [[nodiscard]] bool yes() const { return wanted_ == Answer::kYes; }

  [[nodiscard]] Needs any(const std::vector<Condition>& operands) const {
    Needs needs;
    for (const Condition& operand : operands) {
      for (Need& need : to(operand)) needs.push_back(std::move(need));
    }
    return needs;
  }

  [[nodiscard]] Needs all(const std::vector<Condition>& operands) const {
    Needs needs(1);
    for (const Condition& operand : operands) {
      needs = each_with_each(needs, to(operand), share_, section_);
    }
    return needs;
  }

  Answer wanted_;
  const ShareFacts& share_;
  model::Section section_;
};

}  // namespace

Needs ways_to(const Condition& condition, Answer wanted, const ShareFacts& share,
              model::Section section) {
  return Ways(wanted, share, section).to(condition);
}

}  // namespace gateway::policy::detail
