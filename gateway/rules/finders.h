#pragma once

#include "gateway/kinds/message.h"
#include "gateway/rules/words.h"

#include <functional>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// What the free-text rules look for. None of them understands a text: they find what a second
// person should look at.

namespace gateway::rules {

/// Folded words that may stand in a text because the message itself says them elsewhere.
using CoveredWords = std::set<std::string>;

/// Runs of two or more adjacent capitalised words that are neither common nor covered.
std::vector<kinds::Span> find_names(std::string_view text, const CoveredWords& covered);

/// What of "who, where, when" a text tells: an occupation, a place, an exact date.
struct SourceClues {
  std::optional<kinds::Span> occupation;
  bool place = false;
  bool exact_date = false;
};

/// `named_places` are folded words of the places the message names.
SourceClues find_source_clues(std::string_view text, const CoveredWords& named_places);

/// A house number with a street, or a postcode.
std::optional<kinds::Span> find_address(std::string_view text);

}  // namespace gateway::rules
