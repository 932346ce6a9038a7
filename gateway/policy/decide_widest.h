#pragma once

#include "gateway/policy/decide.h"

namespace gateway::policy {

/// The most that a message could carry of which only these facts are known: what is unknown counts
/// as whatever gives more. For telling people what they agree to; lets nothing pass by itself.
[[nodiscard]] RowDecision decide_widest(const PolicySet& set, const ShareFacts& facts);

}  // namespace gateway::policy
