#pragma once

#include "gateway/kinds/message.h"
#include "gateway/rules/word_lists.h"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gateway::rules {

/// A word of a text. Letters and digits with hyphens and apostrophes inside.
struct Word {
  std::string folded;  ///< Lower case, without diacritics; "eastmere" for "Eastmere's".
  kinds::Span span;
  std::size_t letters = 0;
  bool capitalised = false;  ///< Begins with an upper-case letter.
  bool has_digit = false;
  bool follows_closely = false;  ///< Nothing but white space (or the dot of an initial) before it.
};

/// The words of a text in UTF-8. Invisible characters and combining marks do not exist here, so
/// they hide nothing.
std::vector<Word> words_of(std::string_view text);

/// How many words from `words.front()` on one of the phrases takes; the longest, 0 for none.
std::size_t phrase_at(std::span<const Word> words, const Phrases& phrases);

/// True when the phrase's words follow each other in `words`, whatever stands between them.
bool contains_phrase(std::span<const Word> words, const Phrase& phrase, kinds::Span& where);

Phrase phrase_of(std::string_view text);

}  // namespace gateway::rules
