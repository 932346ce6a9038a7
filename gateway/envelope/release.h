#pragma once

#include "gateway/base/bytes.h"
#include "gateway/crypto/agreement_key.h"
#include "gateway/crypto/secret_bytes.h"
#include "gateway/envelope/checked.h"
#include "gateway/envelope/recipient_view.h"
#include "gateway/envelope/rows.h"

#include <cstddef>

namespace gateway::envelope {

/// The second halves of one row's keys, as the gateway holds them for the moment of a release.
class ReleaseHalves {
 public:
  /// Half of section `index` of the head; all zero where the row has none.
  [[nodiscard]] SectionHalf half(std::size_t index) const;

 private:
  friend class HalvesAccess;

  crypto::SecretBytes<kMaxSections * kContentKeySize> slots_;
};

/// Opens the `halves` part of a row with the gateway's release key. kWrapInvalid when it does not
/// open; kGrantMismatch when a half is not the one whose hash the row carries.
Checked<ReleaseHalves> open_halves(base::ByteView halves, const crypto::AgreementKey& release_key,
                                   base::ByteView head_bytes, base::ByteView row_bytes);

}  // namespace gateway::envelope
