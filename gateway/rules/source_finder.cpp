#include "gateway/base/text.h"
#include "gateway/rules/finders.h"

#include <algorithm>
#include <array>

namespace gateway::rules {
namespace {

constexpr std::array<std::string_view, 12> kMonths{"january",   "february", "march",    "april",
                                                   "may",       "june",     "july",     "august",
                                                   "september", "october",  "november", "december"};

bool is_month(const Word& word) {
  constexpr std::size_t short_size = 3;
  const auto starts = [&](std::string_view month) {
    return word.folded == month || word.folded == month.substr(0, short_size) ||
           (month == "september" && word.folded == "sept");
  };
  return word.capitalised ? std::ranges::any_of(kMonths, starts)
                          : std::ranges::find(kMonths, word.folded) != kMonths.end() &&
                                word.folded != "may" && word.folded != "march";
}

/// "19", "19th", "3rd"
bool is_day(const Word& word) {
  std::string_view digits = word.folded;
  for (const std::string_view ending : {"st", "nd", "rd", "th"}) {
    if (digits.ends_with(ending)) digits.remove_suffix(ending.size());
  }
  constexpr std::uint64_t last_day = 31;
  const auto day = base::parse_decimal(digits);
  return day && *day >= 1 && *day <= last_day;
}

/// "2026-01-19", "19-01-26", "19/01/2026", "19.1.26": a word with hyphens, or digits parted by one
/// sign each.
bool is_written_in_numbers(std::span<const Word> words, std::string_view text, std::size_t i) {
  const std::string& folded = words[i].folded;
  const auto dashes = std::ranges::count(folded, '-');
  const bool only_digits =
      std::ranges::all_of(folded, [](char c) { return (c >= '0' && c <= '9') || c == '-'; });
  if (only_digits && dashes == 2) return true;
  if (i + 2 >= words.size() || !is_day(words[i])) return false;
  const auto parted_by = [&](std::size_t a) {
    const std::size_t gap = words[a + 1].span.begin - words[a].span.end;
    const char sign = text[words[a].span.end];
    return gap == 1 && (sign == '/' || sign == '.');
  };
  return parted_by(i) && parted_by(i + 1) && base::parse_decimal(words[i + 2].folded).has_value();
}

bool is_exact_date(std::span<const Word> words, std::string_view text, std::size_t i) {
  if (is_written_in_numbers(words, text, i)) return true;
  const bool has_next = i + 1 < words.size();
  if (!has_next) return false;
  if (is_month(words[i]) && is_day(words[i + 1])) return true;
  if (!is_day(words[i])) return false;
  const bool of = words[i + 1].folded == "of" && i + 2 < words.size() && is_month(words[i + 2]);
  return of || is_month(words[i + 1]);
}

/// "nurses" is a nurse too.
std::size_t list_at(std::span<const Word> words, const Phrases& list) {
  const std::size_t plain = phrase_at(words, list);
  const std::string& folded = words.front().folded;
  if (plain != 0 || folded.size() < 4 || !folded.ends_with('s')) return plain;
  Word singular = words.front();
  singular.folded.pop_back();
  return phrase_at(std::span(&singular, 1), list);
}

}  // namespace

SourceClues find_source_clues(std::string_view text, const CoveredWords& named_places) {
  const std::vector<Word> all = words_of(text);
  const std::span<const Word> words = all;
  SourceClues clues;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::size_t occupation = list_at(words.subspan(i), word_list("occupations"));
    if (occupation != 0 && !clues.occupation) {
      clues.occupation = {words[i].span.begin, words[i + occupation - 1].span.end};
    }
    clues.place = clues.place || list_at(words.subspan(i), word_list("places")) != 0 ||
                  (words[i].capitalised && named_places.contains(words[i].folded));
    clues.exact_date = clues.exact_date || is_exact_date(words, text, i);
  }
  return clues;
}

}  // namespace gateway::rules
