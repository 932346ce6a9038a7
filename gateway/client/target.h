#pragma once

#include "gateway/client/outbox.h"
#include "gateway/kinds/pairwise.h"
#include "gateway/model/kind.h"

#include <optional>

namespace gateway::client {

/// An earlier message of this partner, as a recall or correction speaks of it.
struct KnownTarget {
  model::Kind kind = model::Kind::kNone;
};

/// The target as this unit's own outbox has it; nothing when it did not send it.
std::optional<KnownTarget> target_in_outbox(const Outbox& outbox, const model::MessageId& message);

/// Whether a message about the target may say to which case it belongs. What is not known is cut.
[[nodiscard]] kinds::Thread thread_about(const std::optional<KnownTarget>& target);

}  // namespace gateway::client
