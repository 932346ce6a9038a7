#include "gateway/envelope/recipient_view.h"

#include "gateway/base/byte_codec.h"
#include "gateway/crypto/key_ids.h"
#include "gateway/envelope/container.h"
#include "gateway/envelope/part_codec.h"
#include "gateway/envelope/section_cipher.h"
#include "gateway/envelope/wrap.h"

#include <optional>
#include <utility>

namespace gateway::envelope {
namespace {

using model::Refusal;
using model::SectionMode;

Checked<base::Done> read_row(const ViewParts& parts, const Digests& digests, RecipientView& view) {
  if (parts.row_index >= view.head.row_commitments.size()) return Refusal::kEnvelopeMalformed;
  view.row_index = parts.row_index;
  view.row_bytes = parts.row;
  view.wrap = parts.wrap;
  if (row_commitment(parts.row) != view.head.row_commitments[view.row_index] ||
      wrap_hash(parts.wrap) != digests.wraps[view.row_index]) {
    return Refusal::kDigestMismatch;
  }
  auto row = parse_row(parts.row, view.head);
  if (!row) return row.refusal();
  if (row->is_filler()) return Refusal::kRowMalformed;
  view.row = std::move(*row);
  return check_wrap(view.wrap);
}

Checked<base::Done> read_sections(const ViewParts& parts, const Digests& digests,
                                  RecipientView& view) {
  if ((parts.included & ~view.row.granted) != 0) return Refusal::kGrantMismatch;
  view.sections.resize(view.head.sections.size());
  auto next = parts.sections.begin();
  for (std::size_t i = 0; i < view.sections.size(); ++i) {
    if (((parts.included >> i) & 1U) == 0) continue;
    const base::ByteView section = *next++;
    if (section.size() != ciphertext_size(view.head.sections[i].padded_length)) {
      return Refusal::kEnvelopeMalformed;
    }
    if (section_root(section) != digests.section_roots[i]) return Refusal::kDigestMismatch;
    view.sections[i] = section;
  }
  return base::Done{};
}

Checked<base::Done> read_all(const ViewParts& parts, RecipientView& view) {
  auto head = parse_head(parts.head);
  if (!head) return head.refusal();
  view.head = std::move(*head);
  view.head_hash = head_hash(parts.head);
  auto signature = crypto::decode_batch_signature(parts.signature);
  if (!signature) return Refusal::kEnvelopeMalformed;
  view.signature = std::move(*signature);
  const auto digests = parse_digests(parts.digests, view.head);
  if (!digests) return digests.refusal();
  view.id = envelope_id(parts.head, parts.digests);
  if (const auto read = read_row(parts, *digests, view); !read) return read;
  return read_sections(parts, *digests, view);
}

SectionPlace place_of(const Head& head, std::size_t index) {
  return {head.message_id, static_cast<std::uint8_t>(index), head.sections[index].section};
}

bool is_committed(const SectionKeys& keys, const Head& head, std::size_t index) {
  return keys.commitment() == head.sections[index].commitment;
}

Checked<base::Done> check_slot(const RecipientView& view,
                               std::span<const std::uint8_t, kContentKeySize> slot,
                               std::size_t index) {
  if (is_zero(slot) == view.row.grants(index)) return Refusal::kGrantMismatch;
  if (!view.row.grants(index) || view.head.sections[index].mode == SectionMode::kRelease) {
    return base::Done{};
  }
  const SectionKeys keys(slot, place_of(view.head, index));
  if (!is_committed(keys, view.head, index)) return Refusal::kCommitmentMismatch;
  return base::Done{};
}

// Fails in one way whatever is wrong: the key, the ciphertext or the padding.
Checked<base::Bytes> decrypt(const RecipientView& view, std::size_t index,
                             std::span<const std::uint8_t, kContentKeySize> content_key) {
  const SectionKeys keys(content_key, place_of(view.head, index));
  if (!is_committed(keys, view.head, index)) return Refusal::kCommitmentMismatch;
  auto data =
      decrypt_section(keys, view.head_hash, static_cast<std::uint8_t>(index), view.sections[index]);
  if (!data) return Refusal::kCommitmentMismatch;
  return std::move(*data);
}

void join(std::span<const std::uint8_t, kContentKeySize> half, const SectionHalf& released,
          std::span<std::uint8_t> content_key) {
  for (std::size_t i = 0; i < kContentKeySize; ++i) {
    content_key[i] = static_cast<std::uint8_t>(half[i] ^ released.bytes()[i]);
  }
}

bool may_open(const RecipientView& view, std::size_t index, SectionMode mode) {
  return index < view.sections.size() && view.row.grants(index) &&
         view.head.sections[index].mode == mode;
}

}  // namespace

Checked<RecipientView> open_view(base::ByteView bytes) {
  const auto parts = split_view(bytes);
  if (!parts) return parts.refusal();
  RecipientView view;
  if (const auto read = read_all(*parts, view); !read) return read.refusal();
  return view;
}

Checked<RowKeys> unwrap(const RecipientView& view, const crypto::AgreementKey& prekey) {
  if (prekey_id_of(prekey.public_key()) != view.row.prekey) return Refusal::kWrapInvalid;
  crypto::StackSecret<kWrapPlainSize> plaintext;
  const SealContext context{view.head_hash, view.row_bytes};
  const auto opened = open_wrap(prekey, context, view.wrap, plaintext.writable());
  if (!opened) return opened.refusal();

  RowKeys keys(RowKeys::Slots::copy_of(plaintext.bytes().first<kSlotsSize>()),
               base::ByteReader(plaintext.bytes().last<8>()).number<std::uint64_t>());
  for (std::size_t i = 0; i < kMaxSections; ++i) {
    if (const auto checked = check_slot(view, keys.slot(i), i); !checked) {
      return checked.refusal();
    }
  }
  return keys;
}

Checked<base::Bytes> open_section(const RecipientView& view, const RowKeys& keys,
                                  std::size_t index) {
  if (!may_open(view, index, SectionMode::kDirect)) return Refusal::kCommitmentMismatch;
  return decrypt(view, index, keys.slot(index));
}

Checked<base::Bytes> open_section(const RecipientView& view, const RowKeys& keys, std::size_t index,
                                  const SectionHalf& released) {
  if (!may_open(view, index, SectionMode::kRelease)) return Refusal::kCommitmentMismatch;
  crypto::StackSecret<kContentKeySize> content_key;
  join(keys.slot(index), released, content_key.writable());
  return decrypt(view, index, content_key.bytes());
}

base::Digest reason_commitment(const RowKeys& keys, std::size_t index, const SectionHalf* released,
                               const OverrideReason& record) {
  if (released == nullptr) return reason_commitment(keys.slot(index), record);
  crypto::StackSecret<kContentKeySize> content_key;
  join(keys.slot(index), *released, content_key.writable());
  return reason_commitment(content_key.bytes(), record);
}

}  // namespace gateway::envelope
