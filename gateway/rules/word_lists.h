#pragma once

#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gateway::rules {

/// A word or phrase of a list, folded and split into words.
using Phrase = std::vector<std::string>;
/// Sorted by first word, so that all phrases that may start at a word are together.
using Phrases = std::vector<Phrase>;

/// A list of gateway/rules/words by its name. Ends the process when there is none: the name is
/// ours.
const Phrases& word_list(std::string_view name);

/// The lines of a list as they stand.
std::vector<std::string_view> word_list_lines(std::string_view name);

}  // namespace gateway::rules
