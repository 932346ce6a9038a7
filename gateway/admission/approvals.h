#pragma once

#include "gateway/admission/facts.h"
#include "gateway/base/time.h"
#include "gateway/directory/root.h"
#include "gateway/policy/decide.h"

#include <array>
#include <cstdint>

namespace gateway::admission {

/// What the approvals that a message carries say about one row.
struct Approvals {
  /// Every note is an approval of this very envelope, signed by a trustee of the root and in force.
  bool sound = false;
  /// By section number: how many different trustees approved it for this row.
  std::array<std::uint8_t, policy::kSectionSlots> counts{};
};

/// Counts distinct keys of trustees over all notes; a note that does not hold counts for nothing.
/// Without a root no trustee is known.
[[nodiscard]] Approvals approvals_for(const directory::Root* root, const MessageFacts& message,
                                      const RowFacts& row, base::Time now);

}  // namespace gateway::admission
