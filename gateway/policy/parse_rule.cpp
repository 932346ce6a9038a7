#include "gateway/policy/parse.h"

#include <utility>

namespace gateway::policy {
namespace {

constexpr std::uint64_t kMaxReportDays = 3650;

const std::vector<std::string>& clause_words() {
  static const std::vector<std::string> kWords = {"for",  "when",  "unless", "as", "by",
                                                  "from", "until", "keep",   "no", "report"};
  return kWords;
}

class RuleParser {
 public:
  RuleParser(Cursor& cursor, Rule& rule) : cursor_(cursor), rule_(rule) {}

  bool parse() {
    return take_name(cursor_, "the name of a rule", rule_.name) && share() && clauses();
  }

 private:
  bool share() {
    return take_parties(cursor_, rule_.senders) && expect(cursor_, "to") &&
           expect(cursor_, "share") && kinds() && sections() && expect(cursor_, "with") &&
           take_parties(cursor_, rule_.recipients);
  }

  bool kinds() {
    if (cursor_.take_if("*")) {
      rule_.kinds.any = true;
      return true;
    }
    return take_values(cursor_, model::kKindTexts, "a kind of message", rule_.kinds.listed);
  }

  bool sections() {
    if (cursor_.take_if("*")) {
      rule_.sections.any = true;
      return true;
    }
    if (!cursor_.take_if("[")) {
      cursor_.report_expected("\"[\" and sections, or \"*\" for all of them");
      return false;
    }
    if (cursor_.take_if("*")) {
      rule_.sections.any = true;
    } else if (!take_values(cursor_, model::kSectionTexts, "a section", rule_.sections.listed)) {
      return false;
    }
    return expect(cursor_, "]");
  }

  bool clauses() {
    const Place place = rule_.place;
    while (!cursor_.at_statement()) {
      const Token keyword = cursor_.peek();
      if (!clause()) return false;
      once_.mark(cursor_, keyword);
    }
    if (rule_.effect == Effect::kPermit && !has_purposes_) {
      cursor_.report(place, "the permit does not say for what purpose",
                     "add \"for PURPOSE\", or \"for any purpose\"");
    }
    if (rule_.period.from && rule_.period.until && *rule_.period.until < *rule_.period.from) {
      cursor_.report(place, "the rule ends before it begins", "correct \"from\" or \"until\"");
    }
    return true;
  }

  bool clause() {
    if (cursor_.take_if("for")) return purposes();
    if (cursor_.peek().is("when")) return condition(rule_.when);
    if (cursor_.peek().is("unless")) return forbids_only() && condition(rule_.unless);
    const Token keyword = cursor_.peek();
    if (!is_permit_clause(keyword)) {
      cursor_.report_expected("a clause or a new statement", clause_words());
      return false;
    }
    if (rule_.effect == Effect::kForbid) {
      cursor_.report(keyword.place, "\"" + keyword.text + "\" has no meaning in a forbid",
                     "leave it out, or put it into a permit");
      return false;
    }
    cursor_.take();
    return permit_clause(keyword);
  }

  static bool is_permit_clause(const Token& token) {
    return token.is("as") || token.is("by") || token.is("from") || token.is("until") ||
           token.is("keep") || token.is("no") || token.is("report");
  }

  bool permit_clause(const Token& keyword) {
    if (keyword.is("as")) {
      return take_value(cursor_, kTreatmentTexts, "a treatment", rule_.treatment);
    }
    if (keyword.is("by")) {
      return take_value(cursor_, model::kSectionModeTexts, "a mode", rule_.mode);
    }
    if (keyword.is("from")) return take_date(cursor_, rule_.period.from);
    if (keyword.is("until")) return take_date(cursor_, rule_.period.until);
    if (keyword.is("keep")) {
      return take_values(cursor_, kRetentionTexts, "a retention class", rule_.obligations.keep);
    }
    if (keyword.is("no")) {
      rule_.obligations.no_onward = true;
      return expect(cursor_, "onward");
    }
    return report_back();
  }

  bool report_back() {
    std::uint64_t days = 0;
    if (!expect(cursor_, "back") || !expect(cursor_, "within")) return false;
    if (!take_number(cursor_, "a number of days", kMaxReportDays, days)) return false;
    rule_.obligations.report_back_days = static_cast<std::uint16_t>(days);
    return cursor_.take_if("day") || expect(cursor_, "days");
  }

  bool purposes() {
    has_purposes_ = true;
    rule_.purposes = {};
    if (!cursor_.take_if("any")) {
      return take_values(cursor_, model::kPurposeTexts, "a purpose", rule_.purposes.listed);
    }
    rule_.purposes.any = true;
    return expect(cursor_, "purpose");
  }

  bool condition(std::optional<Condition>& out) {
    cursor_.take();
    out = take_condition(cursor_);
    return out.has_value();
  }

  bool forbids_only() {
    if (rule_.effect == Effect::kForbid) return true;
    cursor_.report(cursor_.peek().place, "\"unless\" has no meaning in a permit",
                   "write \"when not (...)\"");
    return false;
  }

  Cursor& cursor_;
  Rule& rule_;
  Once once_;
  bool has_purposes_ = false;
};

}  // namespace

std::optional<Rule> take_rule(Cursor& cursor) {
  const Token keyword = cursor.take();
  Rule rule;
  rule.place = keyword.place;
  if (keyword.is("permit")) {
    rule.effect = Effect::kPermit;
  } else {
    rule.purposes.any = true;
  }
  if (!RuleParser(cursor, rule).parse()) return std::nullopt;
  rule.comments = cursor.take_comments();
  return rule;
}

}  // namespace gateway::policy
