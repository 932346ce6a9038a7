#include "gateway/envelope/row_draft.h"

#include "gateway/base/byte_codec.h"
#include "gateway/crypto/key_ids.h"
#include "gateway/envelope/part_codec.h"
#include "gateway/envelope/release_hash.h"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <utility>

namespace gateway::envelope {
namespace {

using model::Refusal;
using model::SectionMode;

template <class Fixed>
Fixed given_or_drawn(const Fixed& given, crypto::Random& random) {
  return given.is_zero() ? crypto::random_fixed<Fixed>(random) : given;
}

Row public_fields(const Recipient& recipient, crypto::Random& random) {
  Row row;
  row.salt = crypto::random_fixed<model::Salt>(random);
  row.recipient = recipient.unit;
  row.role = recipient.role;
  row.prekey = prekey_id_of(recipient.prekey);
  row.conversation = given_or_drawn(recipient.conversation, random);
  row.consent = recipient.consent;
  const bool has_tag = !recipient.tag_nonce.is_zero();
  row.tag_nonce = given_or_drawn(recipient.tag_nonce, random);
  row.case_tag = has_tag ? recipient.case_tag : crypto::random_fixed<model::CaseTag>(random);
  return row;
}

std::span<std::uint8_t> slot_of(std::span<std::uint8_t> slots, std::size_t index) {
  return slots.subspan(index * kSlotSize, kSlotSize);
}

// Puts the content key, or for a released section the first of two halves, in the wrap.
void grant(std::size_t index, const SealRequest& request, const ContentKeys& keys, RowDraft& draft,
           crypto::Random& random) {
  const base::ByteView key = keys.bytes().subspan(index * kSlotSize, kSlotSize);
  const std::span slot = slot_of(draft.secrets->wrap.writable(), index);
  draft.row.granted |= 1U << index;
  std::ranges::copy(key, slot.begin());
  if (request.sections[index].mode != SectionMode::kRelease) return;

  const std::span half = slot_of(draft.secrets->halves.writable(), index);
  random.fill(half);
  for (std::size_t i = 0; i < kSlotSize; ++i) {
    slot[i] = static_cast<std::uint8_t>(slot[i] ^ half[i]);
  }
  draft.row.release_half_hashes.resize(request.sections.size());
  draft.row.release_half_hashes[index] = release_half_hash(half);
}

bool is_granted(const Recipient& recipient, model::Section section) {
  return std::ranges::find(recipient.granted, section) != recipient.granted.end();
}

void finish(RowDraft& draft) {
  draft.bytes = encode(draft.row);
  draft.commitment = row_commitment(draft.bytes);
}

// A promise about a section that is not granted is left in, so that it is refused like anybody's.
void add_promises(const Recipient& recipient, const SealRequest& request, Row& row) {
  bool any = false;
  std::vector<Promise> promises(request.sections.size());
  for (std::size_t i = 0; i < request.sections.size(); ++i) {
    const auto found = recipient.promises.find(request.sections[i].section);
    if (found == recipient.promises.end()) continue;
    promises[i] = found->second;
    any = any || !found->second.is_empty();
  }
  if (any) row.promises = std::move(promises);
}

Checked<RowDraft> draft_row(const Recipient& recipient, const SealRequest& request,
                            const ContentKeys& keys, crypto::Random& random) {
  for (const model::Section section : recipient.granted) {
    if (std::ranges::find(request.sections, section, &SectionContent::section) ==
        request.sections.end()) {
      return Refusal::kSectionUnknown;
    }
  }
  RowDraft draft;
  draft.recipient = &recipient;
  draft.secrets = std::make_unique<RowSecrets>();
  draft.row = public_fields(recipient, random);
  for (std::size_t i = 0; i < request.sections.size(); ++i) {
    if (is_granted(recipient, request.sections[i].section)) grant(i, request, keys, draft, random);
  }
  add_promises(recipient, request, draft.row);
  const base::Bytes counter = base::ByteWriter().number(recipient.pair_counter).bytes();
  std::ranges::copy(counter, draft.secrets->wrap.writable().last<8>().begin());
  finish(draft);
  return draft;
}

RowDraft draft_filler(crypto::Random& random) {
  RowDraft draft;
  draft.row.salt = crypto::random_fixed<model::Salt>(random);
  finish(draft);
  return draft;
}

}  // namespace

Checked<std::vector<RowDraft>> draft_rows(const SealRequest& request, const ContentKeys& keys,
                                          crypto::Random& random) {
  if (request.recipients.empty()) return Refusal::kAudienceEmpty;
  if (request.recipients.size() > kMaxRows) return Refusal::kTooLarge;
  const std::size_t count = std::bit_ceil(std::max<std::size_t>(2, request.recipients.size()));
  std::vector<RowDraft> drafts;
  drafts.reserve(count);
  for (const Recipient& recipient : request.recipients) {
    auto draft = draft_row(recipient, request, keys, random);
    if (!draft) return draft.refusal();
    drafts.push_back(std::move(*draft));
  }
  while (drafts.size() < count) drafts.push_back(draft_filler(random));
  std::ranges::sort(drafts, {}, &RowDraft::commitment);
  return drafts;
}

}  // namespace gateway::envelope
