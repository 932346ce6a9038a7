#pragma once

#include "gateway/client/desk.h"
#include "gateway/client/outbox.h"
#include "gateway/client/plan.h"
#include "gateway/crypto/random.h"
#include "gateway/envelope/checked.h"
#include "gateway/kinds/message.h"

#include <vector>

namespace gateway::client {

/// Seals a planned message: one envelope for all recipients where their copies are the same bytes,
/// otherwise one each, with pairwise identifiers. Pieces are signed and ready to be stored and
/// sent.
envelope::Checked<std::vector<OutboxPiece>> seal_message(Desk& desk, const kinds::Message& message,
                                                         const Plan& plan, crypto::Random& random);

}  // namespace gateway::client
