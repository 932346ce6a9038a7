#pragma once

#include "gateway/base/bytes.h"
#include "gateway/client/desk.h"
#include "gateway/client/plan.h"
#include "gateway/model/ids.h"

#include <string>

namespace gateway::client {

/// What the sender was shown, one line a recipient and section, in one form: PLAN.md.
std::string plan_text(const Desk& desk, const Plan& plan);

/// What one envelope says of its plan. Salted with the head's salt, so that envelopes of one
/// message are not joined by it and nobody guesses a plan from its digest.
base::Digest plan_digest(const std::string& text, const model::Salt& head_salt);

}  // namespace gateway::client
