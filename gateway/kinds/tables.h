#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gateway::kinds {

/// The rows of a table that was built in (schemas/field_map, schemas/matrix), header row first.
/// Fields may be quoted; quotes and line ends inside them are not used in our tables. Ends the
/// process when there is no table of that name: the name is ours.
std::vector<std::vector<std::string>> built_in_table(std::string_view name);

/// Words between single spaces; none for an empty text.
std::vector<std::string_view> words_in(std::string_view text);

}  // namespace gateway::kinds
