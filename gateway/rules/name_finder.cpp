#include "gateway/rules/finders.h"

#include <cstdint>

namespace gateway::rules {
namespace {

enum class Look : std::uint8_t { kOther, kMaybeName, kName };

bool all_parts_covered(const Word& word, const CoveredWords& covered) {
  if (covered.contains(word.folded)) return true;
  std::size_t begin = 0;
  if (word.folded.find('-') == std::string::npos) return false;
  while (begin <= word.folded.size()) {
    const std::size_t end = std::min(word.folded.find('-', begin), word.folded.size());
    if (!covered.contains(word.folded.substr(begin, end - begin))) return false;
    begin = end + 1;
  }
  return true;
}

std::vector<Look> looks_of(std::span<const Word> words, const CoveredWords& covered) {
  const Phrases& common = word_list("common_words");
  const Phrases& ambiguous = word_list("ambiguous_words");
  std::vector<Look> looks(words.size(), Look::kOther);
  for (std::size_t i = 0; i < words.size();) {
    if (const std::size_t skipped = phrase_at(words.subspan(i), common); skipped != 0) {
      i += skipped;
      continue;
    }
    const Word& word = words[i];
    if (word.capitalised && !word.has_digit && !all_parts_covered(word, covered)) {
      const bool unsure = phrase_at(words.subspan(i, 1), ambiguous) != 0;
      looks[i] = unsure ? Look::kMaybeName : Look::kName;
    }
    ++i;
  }
  return looks;
}

}  // namespace

std::vector<kinds::Span> find_names(std::string_view text, const CoveredWords& covered) {
  const std::vector<Word> words = words_of(text);
  const std::vector<Look> looks = looks_of(words, covered);
  std::vector<kinds::Span> found;
  for (std::size_t begin = 0; begin < words.size();) {
    std::size_t end = begin;
    std::size_t names = 0;
    while (end < words.size() && looks[end] != Look::kOther &&
           (end == begin || words[end].follows_closely)) {
      names += looks[end] == Look::kName ? 1U : 0U;
      ++end;
    }
    // A single letter is an initial: it makes a name only beside one.
    const bool is_name = end - begin >= 2 && names >= 1;
    if (is_name) found.push_back({words[begin].span.begin, words[end - 1].span.end});
    begin = std::max(end, begin + 1);
  }
  return found;
}

}  // namespace gateway::rules
