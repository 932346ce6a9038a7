#include "gateway/directory/entry.h"

#include <algorithm>

namespace gateway::directory {

bool Scope::covers(std::string_view word) const {
  return everything || std::ranges::find(words, word) != words.end();
}

bool KindScope::covers(model::Kind kind) const {
  if (!is_known(kind)) return false;
  return everything || std::ranges::find(kinds, kind) != kinds.end();
}

bool Unit::holds(model::Role role) const { return std::ranges::find(roles, role) != roles.end(); }

}  // namespace gateway::directory
