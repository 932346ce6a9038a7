#pragma once

#include "gateway/policy/access.h"
#include "gateway/policy/diff.h"

#include <optional>
#include <string>

namespace gateway::policy::detail {

/// The condition with the order of its parts settled: equal texts, equal conditions.
std::string sorted_text(const Condition& condition);

/// What an access is given on for this purpose; nothing when a forbid stops it for that purpose
/// whatever else is so.
std::optional<Terms> terms_of(const PolicySet& set, const Access& access, model::Purpose purpose);

}  // namespace gateway::policy::detail
