#pragma once

#include "gateway/base/bytes.h"
#include "gateway/crypto/agreement_key.h"
#include "gateway/crypto/batch_signature.h"
#include "gateway/crypto/secret_bytes.h"
#include "gateway/envelope/checked.h"
#include "gateway/envelope/head.h"
#include "gateway/envelope/override_record.h"
#include "gateway/envelope/rows.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace gateway::envelope {

/// What one recipient is sent, all parts fitting together. Who signed it is a separate question:
/// verify_signature. Views point into the bytes given to open_view: keep them alive and in place.
struct RecipientView {
  model::EnvelopeId id;
  Head head;
  base::Digest head_hash;
  Row row;
  std::size_t row_index = 0;
  base::ByteView row_bytes;
  base::ByteView wrap;
  /// One per section of the head: its ciphertext, or empty where the row does not grant it or the
  /// gateway withheld it.
  std::vector<base::ByteView> sections;
  crypto::BatchSignature signature;
};

/// Checks all structure, commitments and digests. Refuses as open_for_gateway does.
Checked<RecipientView> open_view(base::ByteView bytes);
Checked<RecipientView> open_view(base::Bytes&& bytes) = delete;  // Views into it.

/// Half of a content key: what is in a wrap (K1) and what the gateway releases (K2).
inline constexpr std::size_t kContentKeySize = 32;
using SectionHalf = crypto::SecretBytes<kContentKeySize>;

/// The keys found in one wrap: a content key (direct) or K1 (release) per section of the head.
class RowKeys {
 public:
  using Slots = crypto::SecretBytes<kMaxSections * kContentKeySize>;

  RowKeys(Slots slots, std::uint64_t pair_counter)
      : slots_(std::move(slots)), pair_counter_(pair_counter) {}

  /// `index` is below kMaxSections; all zero where nothing is granted.
  [[nodiscard]] std::span<const std::uint8_t, kContentKeySize> slot(std::size_t index) const {
    return slots_.bytes().subspan(index * kContentKeySize).first<kContentKeySize>();
  }
  /// The sender's counter for this pair of units: a gap means mail was dropped on the way.
  [[nodiscard]] std::uint64_t pair_counter() const { return pair_counter_; }

 private:
  Slots slots_;
  std::uint64_t pair_counter_;
};

/// Opens the wrap with the prekey that the row names. kWrapInvalid when it does not open;
/// kGrantMismatch when a slot is filled that the row does not grant, or empty that it does;
/// kCommitmentMismatch when a direct key is not the one the head commits to.
Checked<RowKeys> unwrap(const RecipientView& view, const crypto::AgreementKey& prekey);

/// The data of section `index` in direct mode. One refusal, kCommitmentMismatch, for every way of
/// failing; nothing is returned before all of it verified.
Checked<base::Bytes> open_section(const RecipientView& view, const RowKeys& keys,
                                  std::size_t index);
/// The same in release mode, with the half that the gateway released.
Checked<base::Bytes> open_section(const RecipientView& view, const RowKeys& keys, std::size_t index,
                                  const SectionHalf& released);

/// What the head's reason commitment has to be when section `index` tells this. `released` is null
/// for a section in direct mode.
base::Digest reason_commitment(const RowKeys& keys, std::size_t index, const SectionHalf* released,
                               const OverrideReason& record);

}  // namespace gateway::envelope
