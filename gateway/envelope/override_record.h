#pragma once

#include "gateway/base/bytes.h"
#include "gateway/envelope/rows.h"
#include "gateway/model/ids.h"
#include "gateway/model/legal.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

// A named person's decision to share without consent: what is signed, and what binds the signature
// to the reason. FORMAT.md, "Override".

namespace gateway::envelope {

/// The record of the decision as the message tells it.
struct OverrideReason {
  std::string_view basis;
  std::string_view decided_by;
  std::string_view decided_at;
  std::string_view reason;
};

/// Binds to the record and hides it from everybody who cannot open the section that the reason lies
/// in: `content_key` is that section's.
base::Digest reason_commitment(std::span<const std::uint8_t, 32> content_key,
                               const OverrideReason& record);

/// What the deciding person signs: binds the decision to one message. Leaves `signature` out.
std::string override_text(const model::MessageId& message, const model::Salt& head_salt,
                          const Override& decision);

}  // namespace gateway::envelope
