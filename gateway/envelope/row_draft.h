#pragma once

#include "gateway/base/bytes.h"
#include "gateway/crypto/random.h"
#include "gateway/crypto/secret_bytes.h"
#include "gateway/envelope/checked.h"
#include "gateway/envelope/rows.h"
#include "gateway/envelope/seal.h"
#include "gateway/envelope/wrap.h"

#include <memory>
#include <vector>

namespace gateway::envelope {

/// One content key per section, in the order of the head.
using ContentKeys = crypto::StackSecret<kSlotsSize>;

struct RowSecrets {
  crypto::StackSecret<kWrapPlainSize> wrap;
  crypto::StackSecret<kSlotsSize> halves;
};

/// A row on its way into an envelope.
struct RowDraft {
  Row row;
  base::Bytes bytes;
  base::Digest commitment;
  const Recipient* recipient = nullptr;  ///< Null for a filler.
  std::unique_ptr<RowSecrets> secrets;   ///< Null for a filler.

  [[nodiscard]] bool has_halves() const { return !row.release_half_hashes.empty(); }
};

/// Rows for all recipients and fillers up to the next allowed count, ascending by commitment.
/// kAudienceEmpty, kTooLarge, kSectionUnknown for a grant the message does not have.
Checked<std::vector<RowDraft>> draft_rows(const SealRequest& request, const ContentKeys& keys,
                                          crypto::Random& random);

}  // namespace gateway::envelope
