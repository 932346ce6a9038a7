#pragma once

#include "gateway/policy/policy.h"

#include <string>
#include <vector>

// Parts of a policy as they stand in a text.

namespace gateway::policy {

/// "role SAFEHOUSE", "hfj/aftercare", "anyone"
std::string to_text(const Party& party);
/// "hfj, role MSVCC, SAFEHOUSE": `role` stands once, before the first of its list.
std::string to_text(const std::vector<Party>& parties);

}  // namespace gateway::policy
