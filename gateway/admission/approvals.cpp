#include "gateway/admission/approvals.h"

#include "gateway/directory/approval.h"

#include <algorithm>
#include <set>
#include <string>

namespace gateway::admission {
namespace {

constexpr std::size_t kMostCounted = 255;

}  // namespace

Approvals approvals_for(const directory::Root* root, const MessageFacts& message,
                        const RowFacts& row, base::Time now) {
  Approvals approvals;
  approvals.sound = true;
  std::array<std::set<crypto::PublicKey>, policy::kSectionSlots> signers;
  for (const std::string& note : message.gateway_row.approvals) {
    if (root == nullptr) {
      approvals.sound = false;
      continue;
    }
    const auto verified = directory::verify_approval(note, *root, now);
    if (!verified || verified->approval.message != message.cover.message_id ||
        verified->approval.salt != message.cover.salt) {
      approvals.sound = false;
      continue;
    }
    const auto slot = static_cast<std::size_t>(verified->approval.section);
    if (verified->approval.recipient != row.unit || verified->approval.role != row.role ||
        slot >= signers.size()) {
      continue;
    }
    signers.at(slot).insert(verified->trustees.begin(), verified->trustees.end());
  }
  for (std::size_t slot = 0; slot < signers.size(); ++slot) {
    approvals.counts.at(slot) =
        static_cast<std::uint8_t>(std::min(signers.at(slot).size(), kMostCounted));
  }
  return approvals;
}

}  // namespace gateway::admission
