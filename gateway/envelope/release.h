#pragma once

#include "gateway/base/bytes.h"
#include "gateway/crypto/agreement_key.h"
#include "gateway/crypto/secret_bytes.h"
#include "gateway/envelope/checked.h"
#include "gateway/envelope/gateway_view.h"
#include "gateway/envelope/recipient_view.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

namespace gateway::envelope {

/// The second halves of one row's keys, as the gateway holds them for the moment of a release.
class ReleaseHalves {
 public:
  using Slots = crypto::SecretBytes<kMaxSections * kContentKeySize>;

  explicit ReleaseHalves(Slots slots) : slots_(std::move(slots)) {}

  /// K2 of section `index` of the head, below kMaxSections; all zero where the row has none.
  [[nodiscard]] std::span<const std::uint8_t, kContentKeySize> half(std::size_t index) const {
    return slots_.bytes().subspan(index * kContentKeySize).first<kContentKeySize>();
  }

 private:
  Slots slots_;
};

/// Opens the `halves` part of a row with the gateway's release key. kWrapInvalid when it does not
/// open; kGrantMismatch when a half is not the one whose hash the row carries.
Checked<ReleaseHalves> open_halves(base::ByteView halves, const crypto::AgreementKey& release_key,
                                   const StoredRow& row);

}  // namespace gateway::envelope
