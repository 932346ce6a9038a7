#pragma once

#include "gateway/base/bytes.h"
#include "gateway/crypto/agreement_key.h"
#include "gateway/crypto/random.h"
#include "gateway/envelope/checked.h"
#include "gateway/envelope/head.h"

#include <cstddef>
#include <span>

// Keys sealed to one row, by HPKE with the head's hash as info and the row as additional data.

namespace gateway::envelope {

inline constexpr std::size_t kSlotSize = 32;
inline constexpr std::size_t kSlotsSize = kMaxSections * kSlotSize;
inline constexpr std::size_t kWrapPlainSize = kSlotsSize + 8;           // and the pair counter
inline constexpr std::size_t kWrapSize = 1 + 32 + kWrapPlainSize + 16;  // mode, enc, tag
inline constexpr std::size_t kHalvesSize = 32 + kSlotsSize + 16;        // enc, tag

/// What a wrap or a halves part is sealed into: it opens nowhere else.
struct SealContext {
  base::Digest head_hash;
  base::ByteView row_bytes;
};

/// kWrapInvalid for a prekey of low order.
Checked<base::Bytes> seal_wrap(const crypto::AgreementPublicKey& prekey, const SealContext& context,
                               std::span<const std::uint8_t, kWrapPlainSize> plaintext,
                               crypto::Random& random);
/// kSuiteUnknown for a wrap of another mode, kWrapInvalid for one that does not open.
Checked<base::Done> open_wrap(const crypto::AgreementKey& prekey, const SealContext& context,
                              base::ByteView wrap,
                              std::span<std::uint8_t, kWrapPlainSize> plaintext);

Checked<base::Bytes> seal_halves(const crypto::AgreementPublicKey& release_key,
                                 const SealContext& context,
                                 std::span<const std::uint8_t, kSlotsSize> slots,
                                 crypto::Random& random);
Checked<base::Done> open_halves_part(const crypto::AgreementKey& release_key,
                                     const SealContext& context, base::ByteView halves,
                                     std::span<std::uint8_t, kSlotsSize> slots);

/// Stand-ins for rows that have none; only their hashes are seen by others than the gateway.
base::Bytes filler_wrap(crypto::Random& random);
base::Bytes filler_halves(crypto::Random& random);

/// kSuiteUnknown for a mode not known here, kEnvelopeMalformed for another size.
Checked<base::Done> check_wrap(base::ByteView wrap);

[[nodiscard]] bool is_zero(base::ByteView bytes);

}  // namespace gateway::envelope
