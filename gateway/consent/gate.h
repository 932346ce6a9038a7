#pragma once

#include "gateway/model/kind.h"
#include "gateway/model/legal.h"

#include <span>

namespace gateway::consent {

/// What decides whether a message needs consent at all. All of it is visible to the gateway except
/// the action, which only sender and recipient can read.
struct GateQuestion {
  model::Kind kind = model::Kind::kNone;
  model::LegalBasis art6 = model::LegalBasis::kNone;
  bool subject_child = false;  ///< Some subject of the message is a child.
  /// A justice.statement_plan whose action is ACCEPT or CANCEL: it only answers a plan. False when
  /// the action cannot be seen.
  bool answers_plan = false;
};

/// The purposes that must all be covered before the message may go; empty when consent is not its
/// ground. A child's message is never held up for want of consent. Points to constant data.
[[nodiscard]] std::span<const model::ConsentPurpose> gate(const GateQuestion& question);

}  // namespace gateway::consent
