#include "gateway/policy/expectation.h"

#include "gateway/base/text.h"
#include "gateway/policy/cursor.h"

#include <utility>
#include <vector>

namespace gateway::policy {
namespace {

constexpr std::array<base::EnumText<SectionOutcome>, 3> kReasonTexts{{
    {SectionOutcome::kForbidden, "forbidden"},
    {SectionOutcome::kConditionFailed, "condition"},
    {SectionOutcome::kNoPermit, "no-permit"},
}};

using Words = std::vector<std::string_view>;

WordFault fault_at(std::string_view value, std::string_view word, std::string_view what,
                   std::string next_step) {
  return {static_cast<std::size_t>(word.data() - value.data()),
          "\"" + std::string(word.substr(0, 64)) + "\" is not " + std::string(what),
          std::move(next_step)};
}

std::optional<WordFault> parse_no(std::string_view value, const Words& words, Expectation& out) {
  if (words.size() == 1) return std::nullopt;
  const std::string_view reason = words.at(1);
  out.outcome = base::value_in(kReasonTexts, reason);
  const auto* const refusal = model::find_refusal(reason);
  if (!out.outcome && refusal != nullptr) out.refusal = refusal->refusal;
  if (words.size() == 2 && (out.outcome || out.refusal)) return std::nullopt;
  std::string next = suggestion(reason, base::words_of(kReasonTexts));
  if (next.empty()) {
    next = "write forbidden, condition, no-permit or a refusal such as KIND_NOT_IN_AGREEMENT";
  }
  return fault_at(value, reason, "a reason for a no", std::move(next));
}

std::optional<WordFault> parse_yes(std::string_view value, const Words& words, Expectation& out) {
  for (std::size_t i = 1; i + 1 < words.size(); i += 2) {
    const std::string_view word = words.at(i + 1);
    if (words.at(i) == "by") {
      out.mode = base::value_in(model::kSectionModeTexts, word);
      if (out.mode) continue;
      return fault_at(value, word, "a mode",
                      suggestion(word, base::words_of(model::kSectionModeTexts)));
    }
    out.treatment = base::value_in(kTreatmentTexts, word);
    if (out.treatment) continue;
    return fault_at(value, word, "a treatment", suggestion(word, base::words_of(kTreatmentTexts)));
  }
  return std::nullopt;
}

bool has_shape_of_yes(const Words& words) {
  for (std::size_t i = 1; i < words.size(); i += 2) {
    if (words.at(i) != "as" && words.at(i) != "by") return false;
  }
  return words.size() % 2 == 1;
}

}  // namespace

std::optional<WordFault> parse_expectation(std::string_view value, Expectation& out) {
  out = {};
  Words words = base::split(value, ' ');
  std::erase_if(words, [](std::string_view word) { return word.empty(); });
  if (!words.empty() && words.front() == "no") return parse_no(value, words, out);
  if (!words.empty() && words.front() == "yes" && has_shape_of_yes(words)) {
    out.yes = true;
    return parse_yes(value, words, out);
  }
  return WordFault{0, "this is no expectation",
                   "write yes, yes as sanitised by release, no, or no forbidden"};
}

std::string to_text(const Expectation& expectation) {
  if (expectation.yes) {
    std::string text = "yes";
    if (expectation.treatment) text.append(" as ").append(to_text(*expectation.treatment));
    if (expectation.mode) text.append(" by ").append(model::to_text(*expectation.mode));
    return text;
  }
  if (expectation.outcome) {
    return "no " + std::string(base::text_in(kReasonTexts, *expectation.outcome));
  }
  if (expectation.refusal) {
    return "no " + std::string(model::describe(*expectation.refusal).name);
  }
  return "no";
}

}  // namespace gateway::policy
