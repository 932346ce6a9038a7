#pragma once

#include "gateway/admission/authenticate.h"
#include "gateway/base/time.h"
#include "gateway/consent/register.h"
#include "gateway/directory/directory.h"
#include "gateway/directory/subscription.h"
#include "gateway/envelope/head.h"
#include "gateway/envelope/rows.h"
#include "gateway/policy/decide.h"

#include <optional>

namespace gateway::admission {

/// What the gateway can see of one message, as the policy needs it. The sender's client builds the
/// same from what it is about to seal, so that both ask the same question.
struct MessageFacts {
  const envelope::Cover& cover;
  const envelope::GatewayRow& gateway_row;
  policy::EnumSet<model::Section> sections;
};

/// One addressed recipient.
struct RowFacts {
  model::UnitRef unit;
  model::Role role = model::Role::kNone;
};

/// The consent purposes that cover this row now, by the handles the message offers.
policy::EnumSet<model::ConsentPurpose> consents_for(const consent::Register& consents,
                                                    const MessageFacts& message,
                                                    const RowFacts& row, base::Time now);

/// The policy's question about one row under one version of the directory. Nothing when sender or
/// recipient is not active there or does not hold the role. What else has to be asked (consents,
/// the override, approvals) is left for the caller to fill in: unknown, or no.
std::optional<policy::ShareFacts> share_facts(const directory::Directory& directory,
                                              const MessageFacts& message, const RowFacts& row,
                                              base::Time now);

}  // namespace gateway::admission
