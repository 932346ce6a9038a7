#pragma once

#include "gateway/client/desk.h"
#include "gateway/client/link.h"
#include "gateway/client/outbox.h"
#include "gateway/client/plan.h"
#include "gateway/kinds/message.h"

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace gateway::client {

/// Who a published message goes to, as this unit works it out for itself from signed subscriptions.
struct Audience {
  bool is_topic = false;  ///< False: the text is no topic, or one of another kind.
  std::vector<PlannedRow> rows;
  std::uint64_t log_size = 0;  ///< Of the log when it was resolved; the gateway checks its age.
};

/// Asks for the subscriptions to the topic, verifies each, and intersects them with the policy and
/// with each unit's own area and sector.
std::variant<Audience, LinkError> resolve_audience(const Desk& desk, Link& link,
                                                   const std::string& topic,
                                                   const kinds::Message& message,
                                                   base::Millis timeout);

/// Whether the answer proves that the log holds the ACCEPT leaf of exactly this envelope, from us.
[[nodiscard]] bool proves_acceptance(Desk& desk, const OutboxPiece& piece,
                                     const wire::SubmitResult& result);

}  // namespace gateway::client
