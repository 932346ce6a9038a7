#pragma once

#include "gateway/client/desk.h"
#include "gateway/client/draft.h"
#include "gateway/client/outbox.h"
#include "gateway/client/plan.h"
#include "gateway/crypto/random.h"
#include "gateway/crypto/signing_key.h"
#include "gateway/envelope/checked.h"
#include "gateway/kinds/message.h"

#include <string>
#include <vector>

namespace gateway::client {

/// Who signs, or has signed, what has to be decided about a message.
struct Signers {
  const crypto::SigningKey* person = nullptr;  ///< Decides overrides; null: nobody is at hand.
  /// What was prepared before, null when nothing was, and what people signed about it since.
  const Draft* draft = nullptr;
  std::vector<Decision> decisions = {};
  std::vector<std::string> approvals = {};  ///< Notes by trustees.
};

/// Seals a planned message: one envelope for all recipients where their copies are the same bytes,
/// otherwise one each, with pairwise identifiers. Pieces are signed and ready to be stored and
/// sent. kOverrideNeedsNamedPerson when it records an override that nobody decided,
/// kApprovalInvalid when the draft is of other envelopes.
envelope::Checked<std::vector<OutboxPiece>> seal_message(Desk& desk, const kinds::Message& message,
                                                         const Plan& plan, const Signers& signers,
                                                         crypto::Random& random);

}  // namespace gateway::client
