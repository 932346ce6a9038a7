#pragma once

#include "gateway/policy/condition.h"
#include "gateway/policy/decide.h"

namespace gateway::tests {

/// The answer to a condition about one section, by gateway/policy/GRAMMAR.md; see naive_policy.h.
policy::Answer ask(const policy::Condition& condition, const policy::ShareFacts& facts,
                   model::Section section);

}  // namespace gateway::tests
