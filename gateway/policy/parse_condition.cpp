#include "gateway/policy/parse.h"

#include <utility>

namespace gateway::policy {
namespace {

const std::vector<std::string>& question_words() {
  static const std::vector<std::string> kWords = {
      "consent",   "override", "basis",  "subject", "urgency",  "marking", "handling",
      "sanitised", "area",     "sector", "topic",   "approved", "not"};
  return kWords;
}

bool is_topic_pattern(std::string_view text) {
  constexpr std::size_t kMaxPattern = 128;
  if (text.size() > kMaxPattern || text.front() == '/' || text.back() == '/') return false;
  if (text.find("//") != std::string_view::npos) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {  // A star is a whole part or nothing.
    if (text[i] != '*') continue;
    const bool begins = i == 0 || text[i - 1] == '/';
    const bool ends = i + 1 == text.size() || text[i + 1] == '/';
    if (!begins || !ends) return false;
  }
  return true;
}

class ConditionParser {
 public:
  explicit ConditionParser(Cursor& cursor) : cursor_(cursor) {}

  std::optional<Condition> any_of() {
    return chain<AnyOf>("or", [this] { return all_of(); });
  }

 private:
  std::optional<Condition> all_of() {
    return chain<AllOf>("and", [this] { return factor(); });
  }

  /// `operand {keyword operand}`. Parentheses around the same keyword change nothing and vanish.
  template <class Group, class Next>
  std::optional<Condition> chain(std::string_view keyword, const Next& next) {
    std::vector<Condition> operands;
    do {
      auto operand = next();
      if (!operand) return std::nullopt;
      if (auto* same = std::get_if<Group>(&operand->question)) {
        for (Condition& inner : same->operands) operands.push_back(std::move(inner));
      } else {
        operands.push_back(*std::move(operand));
      }
    } while (!cursor_.at_statement() && cursor_.take_if(keyword));
    if (operands.size() == 1) return std::move(operands.front());
    return Condition{Group{std::move(operands)}};
  }

  std::optional<Condition> factor() {
    const Place place = cursor_.peek().place;
    if (++parts_ > kMaxConditionParts) {
      cursor_.report(
          place, "a condition asks at most " + std::to_string(kMaxConditionParts) + " questions",
          "split the rule");
      return std::nullopt;
    }
    if (depth_ == kMaxNesting) {
      cursor_.report(place, "nested deeper than " + std::to_string(kMaxNesting), "split the rule");
      return std::nullopt;
    }
    ++depth_;
    auto result = nested();
    --depth_;
    return result;
  }

  std::optional<Condition> nested() {
    if (cursor_.take_if("(")) {
      auto inner = any_of();
      if (!inner || !expect(cursor_, ")")) return std::nullopt;
      return inner;
    }
    if (!at_word(cursor_)) return wanted();
    if (cursor_.take_if("not")) {
      auto inner = factor();
      if (!inner) return std::nullopt;
      return negated(*std::move(inner));
    }
    return question();
  }

  std::optional<Condition> question() {
    if (cursor_.take_if("override")) return Condition{OverrideRecorded{}};
    if (cursor_.take_if("sanitised")) return Condition{Sanitised{}};
    if (cursor_.take_if("consent")) return consent();
    if (cursor_.take_if("subject")) return subject();
    if (cursor_.take_if("approved")) return approved();
    if (cursor_.take_if("topic")) return topic();
    if (cursor_.take_if("area")) return matches(Condition{AreaMatches{}});
    if (cursor_.take_if("sector")) return matches(Condition{SectorMatches{}});
    if (cursor_.take_if("basis")) {
      BasisIs asked;
      if (!is_one_of(model::kLegalBasisTexts, "a legal basis", asked.bases)) return std::nullopt;
      return Condition{asked};
    }
    if (cursor_.take_if("urgency")) {
      UrgencyIs asked;
      if (!is_one_of(model::kUrgencyTexts, "an urgency", asked.urgencies)) return std::nullopt;
      return Condition{asked};
    }
    if (cursor_.take_if("marking")) {
      MarkingIs asked;
      if (!is_one_of(model::kMarkingTexts, "a marking", asked.markings)) return std::nullopt;
      return Condition{asked};
    }
    if (cursor_.take_if("handling")) {
      HandlingIs asked;
      if (!is_one_of(model::kHandlingCodeTexts, "a handling code", asked.codes)) {
        return std::nullopt;
      }
      return Condition{asked};
    }
    return wanted();
  }

  std::optional<Condition> wanted() {
    cursor_.report_expected("a condition", question_words());
    return std::nullopt;
  }

  static Condition negated(Condition condition) {
    Not result;
    result.operand.push_back(std::move(condition));
    return Condition{std::move(result)};
  }

  std::optional<Condition> consent() {
    ConsentCovers asked;
    if (!expect(cursor_, "covers")) return std::nullopt;
    if (!take_value(cursor_, model::kConsentPurposeTexts, "a purpose of consent", asked.purpose)) {
      return std::nullopt;
    }
    return Condition{asked};
  }

  std::optional<Condition> subject() {
    if (!expect(cursor_, "is")) return std::nullopt;
    const bool is_not = cursor_.take_if("not");
    if (!expect(cursor_, "child")) return std::nullopt;
    Condition asked{SubjectIsChild{}};
    return is_not ? negated(std::move(asked)) : asked;
  }

  std::optional<Condition> approved() {
    std::uint64_t trustees = 0;
    if (!expect(cursor_, "by")) return std::nullopt;
    if (!take_number(cursor_, "a number of trustees", 255, trustees)) return std::nullopt;
    if (!cursor_.take_if("trustee") && !expect(cursor_, "trustees")) return std::nullopt;
    return Condition{ApprovedBy{trustees}};
  }

  std::optional<Condition> topic() {
    if (!expect(cursor_, "is")) return std::nullopt;
    if (!at_word(cursor_)) {
      cursor_.report_expected("a topic");
      return std::nullopt;
    }
    const Token word = cursor_.take();
    if (!is_topic_pattern(word.text)) {
      cursor_.report(word.place, "\"" + word.text.substr(0, 64) + "\" is not a topic",
                     "write KIND/AREA/SECTOR; * stands for one whole part");
    }
    return Condition{TopicIs{word.text}};
  }

  std::optional<Condition> matches(Condition condition) {
    if (!expect(cursor_, "matches")) return std::nullopt;
    return condition;
  }

  template <class Enum, std::size_t N>
  bool is_one_of(const std::array<base::EnumText<Enum>, N>& table, std::string_view what,
                 EnumSet<Enum>& out) {
    return expect(cursor_, "is") && take_values(cursor_, table, what, out);
  }

  Cursor& cursor_;
  std::size_t parts_ = 0;
  std::size_t depth_ = 0;
};

}  // namespace

std::optional<Condition> take_condition(Cursor& cursor) { return ConditionParser(cursor).any_of(); }

}  // namespace gateway::policy
