#pragma once

#include "gateway/base/time.h"
#include "gateway/cli/console.h"
#include "gateway/client/desk.h"
#include "gateway/model/ids.h"
#include "gateway/policy/policy_set.h"

// Agreements that end soon, have ended or are to be reviewed, told to both sides where they look
// anyway.

namespace gateway::cli {

/// As a result: a line, or an object {"notice": "agreement-ends", ...}.
void tell_due(const Console& console, const policy::PolicySet& policies, base::Time now,
              const model::PartnerName& reader);
void tell_due(const Console& console, const client::Desk& desk, base::Time now);

/// Beside the result of something else: on standard error, or the same object.
void mention_due(const Console& console, const client::Desk& desk, base::Time now);

}  // namespace gateway::cli
