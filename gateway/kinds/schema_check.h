#pragma once

#include "gateway/kinds/field_map.h"
#include "gateway/kinds/message.h"
#include "gateway/kinds/value.h"

#include <optional>
#include <string>
#include <string_view>

namespace gateway::kinds {

/// A list longer than this is refused wherever it comes from.
inline constexpr std::size_t kMaxListSize = 1000;

/// Holds `value` against the schema: a copy with members in writing order and without what does not
/// fit, each of which is a violation. Nothing when the whole of it does not fit.
std::optional<Value> check_value(const Field& field, const Value& value, const std::string& pointer,
                                 Violations& violations);

/// Says what is wrong with the leaf, and nothing when it fits.
bool check_leaf(const Field& field, const Value& value, const std::string& pointer,
                Violations& violations);

}  // namespace gateway::kinds
