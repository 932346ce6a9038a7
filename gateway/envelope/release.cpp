#include "gateway/envelope/release.h"

#include "gateway/envelope/part_codec.h"
#include "gateway/envelope/release_hash.h"
#include "gateway/envelope/wrap.h"

#include <utility>

namespace gateway::envelope {
namespace {

using model::Refusal;

// Exactly the halves whose hashes the row carries, and no other.
bool are_those_of(const ReleaseHalves& halves, const Row& row) {
  for (std::size_t i = 0; i < kMaxSections; ++i) {
    const base::Digest expected =
        i < row.release_half_hashes.size() ? row.release_half_hashes[i] : base::Digest();
    const base::Digest found =
        is_zero(halves.half(i)) ? base::Digest() : release_half_hash(halves.half(i));
    if (found != expected) return false;
  }
  return true;
}

}  // namespace

Checked<ReleaseHalves> open_halves(base::ByteView halves, const crypto::AgreementKey& release_key,
                                   const StoredRow& row) {
  crypto::StackSecret<kSlotsSize> slots;
  const SealContext context{head_hash(row.head_bytes), row.row_bytes};
  const auto opened = open_halves_part(release_key, context, halves, slots.writable());
  if (!opened) return opened.refusal();
  ReleaseHalves found(ReleaseHalves::Slots::copy_of(slots.bytes()));
  if (!are_those_of(found, row.row)) return Refusal::kGrantMismatch;
  return found;
}

}  // namespace gateway::envelope
