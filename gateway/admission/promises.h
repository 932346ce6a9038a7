#pragma once

#include "gateway/envelope/rows.h"
#include "gateway/policy/policy.h"

// What the policy demands of a recipient, and what the row of an envelope says it promises.

namespace gateway::admission {

/// The promise that fulfils exactly these obligations.
[[nodiscard]] envelope::Promise promise_of(const policy::Obligations& obligations);

/// Whether `made` binds at least as much as `demanded`: all its retention classes, no onward
/// sharing where that is demanded, and a time to report back that is not longer.
[[nodiscard]] bool keeps(const envelope::Promise& made, const envelope::Promise& demanded);

}  // namespace gateway::admission
