#include "gateway/rules/finders.h"

#include <algorithm>
#include <cctype>

namespace gateway::rules {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return c >= 'a' && c <= 'z'; }

/// The first half of a postcode: "zz99", "w1a", "m1".
bool is_outward(std::string_view word) {
  const auto first_digit = std::ranges::find_if(word, is_digit);
  const auto letters = first_digit - word.begin();
  if (letters < 1 || letters > 2 || word.size() > 4 || first_digit == word.end()) return false;
  if (!std::all_of(word.begin(), first_digit, is_letter)) return false;
  const std::string_view rest = word.substr(static_cast<std::size_t>(letters));
  return rest.size() <= 2 && (rest.size() == 1 || is_digit(rest[1]) || is_letter(rest[1]));
}

/// The second half: "1aa".
bool is_inward(std::string_view word) {
  return word.size() == 3 && is_digit(word[0]) && is_letter(word[1]) && is_letter(word[2]);
}

bool is_postcode_in_one(std::string_view word) {
  constexpr std::size_t inward_size = 3;
  return word.size() > inward_size && is_outward(word.substr(0, word.size() - inward_size)) &&
         is_inward(word.substr(word.size() - inward_size));
}

/// "12", "12a", "12-14"
bool is_house_number(const Word& word) {
  constexpr std::size_t max_size = 9;
  return word.has_digit && is_digit(word.folded.front()) && word.folded.size() <= max_size &&
         word.letters <= 2;
}

/// Up to three words of a name and then a word for a street.
std::size_t street_after(std::span<const Word> words, std::size_t number) {
  constexpr std::size_t max_name = 3;
  for (std::size_t i = number + 1; i < words.size() && i <= number + 1 + max_name; ++i) {
    const bool street = phrase_at(words.subspan(i, 1), word_list("streets")) != 0;
    if (street && i > number + 1) return i;
    if (!words[i].capitalised) return 0;
  }
  return 0;
}

}  // namespace

std::optional<kinds::Span> find_address(std::string_view text) {
  const std::vector<Word> all = words_of(text);
  const std::span<const Word> words = all;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (is_postcode_in_one(words[i].folded)) return words[i].span;
    const bool halves = i + 1 < words.size() && words[i + 1].follows_closely &&
                        is_outward(words[i].folded) && is_inward(words[i + 1].folded);
    if (halves) return kinds::Span{words[i].span.begin, words[i + 1].span.end};
    if (!is_house_number(words[i])) continue;
    const std::size_t street = street_after(words, i);
    if (street != 0) return kinds::Span{words[i].span.begin, words[street].span.end};
  }
  return std::nullopt;
}

}  // namespace gateway::rules
