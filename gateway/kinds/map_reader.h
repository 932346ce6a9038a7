#pragma once

#include "gateway/kinds/field_map.h"
#include "gateway/kinds/registry.h"

#include <string>
#include <vector>

namespace gateway::kinds {

/// Reads the kind's map and joins it with its Cap'n Proto schema: numbers of mask bits, words of
/// codes. Adds a sentence to `faults` for every place where the two disagree.
Field read_field_map(const Registered& registered, std::vector<std::string>& faults);

}  // namespace gateway::kinds
