#include "gateway/envelope/excerpt.h"

#include "gateway/crypto/batch_signature.h"
#include "gateway/crypto/key_ids.h"
#include "gateway/envelope/container.h"
#include "gateway/envelope/gateway_view.h"
#include "gateway/envelope/part_codec.h"
#include "gateway/envelope/section_cipher.h"
#include "gateway/envelope/signature.h"

#include <algorithm>
#include <utility>

namespace gateway::envelope {
namespace {

using model::Refusal;

SectionKeys keys_of(const Head& head, std::size_t index, ContentKeyView key) {
  return {key,
          {head.message_id, static_cast<std::uint8_t>(index), head.sections.at(index).section}};
}

}  // namespace

Checked<ExcerptParts> parts_of_container(base::ByteView bytes) {
  const auto opened = open_for_gateway(bytes);
  if (!opened) return opened.refusal();
  const auto container = Container::split(bytes);
  if (!container) return container.refusal();
  ExcerptParts parts{base::to_bytes(container->signature()),
                     base::to_bytes(container->head()),
                     base::to_bytes(container->digests()),
                     base::to_bytes(container->gateway_row()),
                     {},
                     {}};
  for (std::size_t i = 0; i < opened->rows.size(); ++i) {
    if (!opened->rows[i].row.is_filler()) {
      parts.rows.emplace(i, base::to_bytes(opened->rows[i].row_bytes));
    }
  }
  for (std::size_t i = 0; i < opened->sections.size(); ++i) {
    parts.sections.emplace(i, base::to_bytes(opened->sections[i]));
  }
  return parts;
}

Checked<ExcerptParts> parts_of_view(base::ByteView bytes) {
  const auto opened = open_view(bytes);
  if (!opened) return opened.refusal();
  const auto split = split_view(bytes);
  if (!split) return split.refusal();
  ExcerptParts parts{base::to_bytes(split->signature),
                     base::to_bytes(split->head),
                     base::to_bytes(split->digests),
                     {},
                     {},
                     {}};
  parts.rows.emplace(opened->row_index, base::to_bytes(opened->row_bytes));
  for (std::size_t i = 0; i < opened->sections.size(); ++i) {
    if (!opened->sections[i].empty()) {
      parts.sections.emplace(i, base::to_bytes(opened->sections[i]));
    }
  }
  return parts;
}

Checked<Excerpt> open_excerpt(base::ByteView head, base::ByteView digests) {
  auto parsed = parse_head(head);
  if (!parsed) return parsed.refusal();
  auto hashes = parse_digests(digests, *parsed);
  if (!hashes) return hashes.refusal();
  return Excerpt{envelope_id(head, digests), *std::move(parsed), head_hash(head),
                 std::move(hashes->section_roots)};
}

Checked<base::Done> verify_signature(const Excerpt& excerpt, base::ByteView signature,
                                     const crypto::PublicKey& signer) {
  const Head& head = excerpt.head;
  if (crypto::key_id_of(signer) != head.sender_key) return Refusal::kKeyUnknown;
  const auto decoded = crypto::decode_batch_signature(signature);
  if (!decoded || !crypto::verify_batch(signer, batch_context(head.sender, head.sender_key),
                                        *base::Digest::from(excerpt.id.bytes()), *decoded)) {
    return Refusal::kSignatureInvalid;
  }
  return base::Done{};
}

Checked<Row> row_of(const Excerpt& excerpt, std::size_t index, base::ByteView bytes) {
  const auto& commitments = excerpt.head.row_commitments;
  if (index >= commitments.size() || row_commitment(bytes) != commitments[index]) {
    return Refusal::kDigestMismatch;
  }
  auto row = parse_row(bytes, excerpt.head);
  if (row && row->is_filler()) return Refusal::kRowMalformed;
  return row;
}

Checked<GatewayRow> gateway_row_of(const Excerpt& excerpt, base::ByteView bytes) {
  if (gateway_row_commitment(bytes) != excerpt.head.gateway_row_commitment) {
    return Refusal::kDigestMismatch;
  }
  return parse_gateway_row(bytes);
}

bool is_ciphertext_of(const Excerpt& excerpt, std::size_t index, base::ByteView ciphertext) {
  return index < excerpt.section_roots.size() &&
         ciphertext.size() == ciphertext_size(excerpt.head.sections[index].padded_length) &&
         section_root(ciphertext) == excerpt.section_roots[index];
}

bool is_key_of(const Excerpt& excerpt, std::size_t index, ContentKeyView key) {
  return index < excerpt.head.sections.size() &&
         keys_of(excerpt.head, index, key).commitment() == excerpt.head.sections[index].commitment;
}

Checked<base::Bytes> open_section(const Excerpt& excerpt, std::size_t index, ContentKeyView key,
                                  base::ByteView ciphertext) {
  if (!is_ciphertext_of(excerpt, index, ciphertext)) return Refusal::kDigestMismatch;
  if (!is_key_of(excerpt, index, key)) return Refusal::kCommitmentMismatch;
  auto data = decrypt_section(keys_of(excerpt.head, index, key), excerpt.head_hash,
                              static_cast<std::uint8_t>(index), ciphertext);
  if (!data) return Refusal::kCommitmentMismatch;
  return *std::move(data);
}

Checked<crypto::SecretBytes<kContentKeySize>> content_key(const RecipientView& view,
                                                          const RowKeys& keys, std::size_t index,
                                                          const SectionHalf* released) {
  auto key = crypto::SecretBytes<kContentKeySize>::copy_of(keys.slot(index));
  if (released != nullptr) {
    for (std::size_t i = 0; i < kContentKeySize; ++i) {
      key.writable()[i] = static_cast<std::uint8_t>(key.bytes()[i] ^ released->bytes()[i]);
    }
  }
  if (index >= view.head.sections.size() ||
      keys_of(view.head, index, key.bytes()).commitment() != view.head.sections[index].commitment) {
    return Refusal::kCommitmentMismatch;
  }
  return key;
}

}  // namespace gateway::envelope
