#pragma once

#include "gateway/kinds/message.h"
#include "gateway/kinds/value.h"

#include <string_view>

namespace gateway::kinds {

/// JSON to a tree, within the limits. On any fault adds a violation and returns null.
Value read_json_tree(std::string_view text, Violations& violations);

/// The key as it may be named in an error: only what looks like an identifier is repeated.
bool is_nameable(std::string_view key);

}  // namespace gateway::kinds
