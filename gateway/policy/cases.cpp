#include "gateway/policy/cases.h"

#include "gateway/policy/near_miss.h"

#include <algorithm>
#include <array>
#include <utility>

namespace gateway::policy {
namespace {

/// One answer of the policy, in what a row may expect of it.
struct Answered {
  bool yes = false;
  SectionDecision section;  ///< As made by nobody when the whole row was asked about.
  RowDecision row;
  bool about_row = false;

  [[nodiscard]] bool fits(const Expectation& expected) const {
    if (yes != expected.yes) return false;
    if (yes && about_row) return true;
    if (yes) {
      return (!expected.treatment || section.treatment == *expected.treatment) &&
             (!expected.mode || section.mode == *expected.mode);
    }
    return (!expected.outcome || section.outcome == *expected.outcome) &&
           (!expected.refusal || (!row.shared() && row.refusal == *expected.refusal));
  }

  [[nodiscard]] std::string text() const {
    Expectation came{yes, {}, {}, {}, {}};
    if (yes && !about_row) {
      came.treatment = section.treatment;
      came.mode = section.mode;
    }
    if (!yes && section.outcome != SectionOutcome::kNotAsked) {
      came.outcome = section.outcome;
    } else if (!yes) {
      came.refusal = row.refusal;
    }
    return to_text(came);
  }
};

class Runner {
 public:
  Runner(const PolicySet& set, const SectionsOf& sections_of)
      : set_(set), sections_of_(sections_of) {}

  void run(const Case& each) {
    const std::size_t before = result_.shares;
    for (const Recipient& to : each.words.to) {
      for (const model::Kind kind : each.words.kinds) ask(each, to, kind);
    }
    if (result_.shares != before) return;
    CaseFailure nothing;
    nothing.place = each.place;
    nothing.share = "a row that asks about nothing";
    nothing.expected = to_text(each.expected);
    nothing.came = "no share: the kind has no section";
    result_.failures.push_back(std::move(nothing));
  }

  CasesResult result() { return std::move(result_); }

 private:
  void ask(const Case& each, const Recipient& to, model::Kind kind) {
    const EnumSet<model::Section> all = sections_of_(kind);
    const bool about_row = each.words.sections.empty() && !each.words.every_section;
    if (about_row) {
      const ShareFacts share = facts_of(each.words, to, kind, all);
      Answered answered;
      answered.row = decide(set_, share);
      answered.yes = answered.row.shared();
      answered.about_row = true;
      examine(each, share, model::Section::kNone, answered);
      return;
    }
    EnumSet<model::Section> sections = each.words.every_section ? all : EnumSet<model::Section>();
    for (const model::Section section : each.words.sections) sections.insert(section);
    for (const model::Section section : sections) {
      const ShareFacts share = facts_of(each.words, to, kind, {section});
      Answered answered;
      answered.row = decide(set_, share);
      answered.section = answered.row.section(section);
      answered.yes = answered.section.permitted();
      examine(each, share, section, answered);
    }
  }

  void examine(const Case& each, const ShareFacts& share, model::Section section,
               const Answered& answered) {
    ++result_.shares;
    const auto rests_on = [&](RuleId rule) { return set_.name_of(rule) == each.rule; };
    const bool right_rule = each.rule.empty() || rests_on(answered.section.rule) ||
                            rests_on(answered.section.owner_rule);
    if (answered.fits(each.expected) && right_rule) return;
    CaseFailure failure;
    failure.place = each.place;
    failure.share = name_of(share, section);
    failure.expected = to_text(each.expected);
    if (!each.rule.empty()) failure.expected += ", by rule " + each.rule;
    failure.came = answered.text();
    failure.rule = set_.name_of(answered.section.rule);
    if (!answered.yes && !answered.about_row) {
      const NearMissQuestion question{share, section};
      failure.missing = in_words(set_, question, near_miss(set_, question));
    }
    failure.because = each.because;
    result_.failures.push_back(std::move(failure));
  }

  static std::string name_of(const ShareFacts& share, model::Section section) {
    std::string text = share.sender.partner.text() + "/" + share.sender.unit.text() + " to " +
                       share.recipient.partner.text() + "/" +
                       std::string(to_text(share.recipient.role)) + ": " +
                       std::string(to_text(share.kind));
    if (section != model::Section::kNone) text += " [" + std::string(to_text(section)) + "]";
    return text;
  }

  const PolicySet& set_;
  const SectionsOf& sections_of_;
  CasesResult result_;
};

}  // namespace

CasesResult run_cases(const PolicySet& set, const Cases& cases, const SectionsOf& sections_of) {
  Runner runner(set, sections_of);
  for (const Case& each : cases.cases) runner.run(each);
  return runner.result();
}

}  // namespace gateway::policy
