#include "gateway/rules/words.h"

#include "gateway/base/text.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <map>
#include <utility>

namespace gateway::rules {
namespace {

struct Letter {
  std::string folded;
  bool upper = false;
};

std::map<char32_t, Letter> load_letters() {
  std::map<char32_t, Letter> letters;
  for (const std::string_view line : word_list_lines("letters")) {
    const auto parts = base::split(line, ' ');
    std::uint32_t code = 0;
    std::from_chars(parts[0].data(), parts[0].data() + parts[0].size(), code, 16);
    letters.emplace(code, Letter{std::string(parts[1]), parts[2] == "upper"});
  }
  return letters;
}

const Letter* find_letter(char32_t character) {
  static const std::map<char32_t, Letter> letters_by_code = load_letters();
  const auto found = letters_by_code.find(character);
  return found == letters_by_code.end() ? nullptr : &found->second;
}

enum class Class : std::uint8_t { kLetter, kDigit, kJoiner, kSpace, kNothing, kOther };

struct Character {
  char32_t code = 0;
  std::size_t size = 1;
};

/// Texts were checked for UTF-8 when they came in.
Character character_at(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) {
    return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0U;
  };
  const unsigned lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  if (lead < 0xe0) return {((lead & 0x1fU) << 6U) | (byte(1) & 0x3fU), 2};
  if (lead < 0xf0) {
    return {((lead & 0x0fU) << 12U) | ((byte(1) & 0x3fU) << 6U) | (byte(2) & 0x3fU), 3};
  }
  return {((lead & 0x07U) << 18U) | ((byte(1) & 0x3fU) << 12U) | ((byte(2) & 0x3fU) << 6U) |
              (byte(3) & 0x3fU),
          4};
}

bool in(char32_t c, char32_t first, char32_t last) { return c >= first && c <= last; }

Class class_of(char32_t c) {
  if (in(c, 'a', 'z') || in(c, 'A', 'Z') || find_letter(c) != nullptr) return Class::kLetter;
  if (in(c, '0', '9')) return Class::kDigit;
  if (c == '-' || c == '\'' || c == 0x2019 || c == 0x2010 || c == 0x2011) return Class::kJoiner;
  const bool space = c == ' ' || in(c, '\t', '\r') || c == 0xa0 || in(c, 0x2000, 0x200a) ||
                     c == 0x202f || c == 0x205f || c == 0x3000;
  if (space) return Class::kSpace;
  const bool nothing = in(c, 0x300, 0x36f) || c == 0xad || in(c, 0x200b, 0x200f) ||
                       in(c, 0x202a, 0x202e) || in(c, 0x2060, 0x206f) || in(c, 0x1ab0, 0x1aff) ||
                       in(c, 0xfe00, 0xfe0f) || in(c, 0xfe20, 0xfe2f) || c == 0xfeff;
  if (nothing) return Class::kNothing;
  // Letters of scripts without case: words, never capitalised.
  return c > 0x590 && !in(c, 0x2010, 0x2bff) && !in(c, 0x3001, 0x3003) ? Class::kLetter
                                                                       : Class::kOther;
}

void add_letter(Word& word, char32_t c, std::string_view bytes) {
  const Letter* const letter = find_letter(c);
  const bool upper = letter != nullptr ? letter->upper : in(c, 'A', 'Z');
  if (word.letters == 0 && !word.has_digit) word.capitalised = upper;
  ++word.letters;
  if (letter != nullptr) {
    word.folded += letter->folded;
  } else if (in(c, 'A', 'Z')) {
    word.folded += static_cast<char>(c - 'A' + 'a');
  } else {
    word.folded += bytes;
  }
}

void finish(Word& word, std::vector<Word>& words) {
  if (word.letters != 0 || word.has_digit) {
    while (word.folded.ends_with('-') || word.folded.ends_with('\'')) word.folded.pop_back();
    if (word.folded.size() > 2 && word.folded.ends_with("'s")) {
      word.folded.resize(word.folded.size() - 2);
    }
    words.push_back(std::move(word));
  }
  word = Word();
}

/// "T. Example": the dot of an initial parts nothing.
bool is_initial(const std::vector<Word>& words) {
  return !words.empty() && words.back().letters == 1 && words.back().capitalised;
}

}  // namespace

std::vector<Word> words_of(std::string_view text) {
  std::vector<Word> words;
  Word word;
  bool close = false;
  for (std::size_t at = 0; at < text.size();) {
    const auto [code, size] = character_at(text, at);
    const Class kind = class_of(code);
    const bool in_word = word.letters != 0 || word.has_digit;
    if (kind == Class::kLetter || kind == Class::kDigit) {
      if (!in_word) {
        word.span.begin = at;
        word.follows_closely = close;
      }
      if (kind == Class::kLetter) add_letter(word, code, text.substr(at, size));
      if (kind == Class::kDigit) {
        word.has_digit = true;
        word.folded += static_cast<char>(code);
      }
      word.span.end = at + size;
    } else if (kind == Class::kJoiner && in_word) {
      word.folded += code == '-' || code == 0x2010 || code == 0x2011 ? '-' : '\'';
    } else if (kind != Class::kNothing) {
      const bool ended = in_word;
      finish(word, words);
      const bool initial_dot = code == '.' && ended && is_initial(words);
      close = (kind == Class::kSpace && (ended || close)) || initial_dot;
    }
    at += size;
  }
  finish(word, words);
  return words;
}

std::size_t phrase_at(std::span<const Word> words, const Phrases& phrases) {
  if (words.empty()) return 0;
  std::size_t longest = 0;
  const std::string& first = words.front().folded;
  auto candidate = std::lower_bound(
      phrases.begin(), phrases.end(), first,
      [](const Phrase& phrase, const std::string& word) { return phrase.front() < word; });
  for (; candidate != phrases.end() && candidate->front() == first; ++candidate) {
    const Phrase& phrase = *candidate;
    const bool fits = phrase.size() <= words.size() &&
                      std::equal(phrase.begin(), phrase.end(), words.begin(),
                                 [](const std::string& a, const Word& b) { return a == b.folded; });
    if (fits) longest = std::max(longest, phrase.size());
  }
  return longest;
}

bool contains_phrase(std::span<const Word> words, const Phrase& phrase, kinds::Span& where) {
  const auto found = std::search(words.begin(), words.end(), phrase.begin(), phrase.end(),
                                 [](const Word& a, const std::string& b) { return a.folded == b; });
  if (phrase.empty() || found == words.end()) return false;
  where = {found->span.begin, (found + static_cast<std::ptrdiff_t>(phrase.size()) - 1)->span.end};
  return true;
}

Phrase phrase_of(std::string_view text) {
  Phrase phrase;
  for (Word& word : words_of(text)) phrase.push_back(std::move(word.folded));
  return phrase;
}

}  // namespace gateway::rules
