#pragma once

#include "gateway/model/kind.h"
#include "gateway/model/legal.h"
#include "gateway/policy/condition.h"
#include "gateway/policy/enum_set.h"

#include <optional>

namespace gateway::client {

/// What a message that rests on consent (6.1.a) needs before any rule is asked: the consents of its
/// kind, or that a subject is a child. Nothing for other messages. It does not suggest another
/// legal basis: that is chosen before, not to get past a gate.
std::optional<policy::Condition> consent_gate(model::Kind kind,
                                              policy::EnumSet<model::LegalBasis> bases);

}  // namespace gateway::client
