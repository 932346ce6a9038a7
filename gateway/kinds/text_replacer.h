#pragma once

#include <map>
#include <string>
#include <string_view>

namespace gateway::kinds {

/// Replaces each key of `replacements` by its value wherever it stands as a whole word: no letter
/// or digit right before or after it. The longest key wins. A key with a digit in it is found in
/// any case; a name like "HERON" only as it is written.
std::string replace_words(std::string_view text,
                          const std::map<std::string, std::string>& replacements);

}  // namespace gateway::kinds
