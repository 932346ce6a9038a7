#pragma once

#include "gateway/base/bytes.h"
#include "gateway/crypto/secret_bytes.h"
#include "gateway/crypto/signing_key.h"
#include "gateway/envelope/checked.h"
#include "gateway/envelope/head.h"
#include "gateway/envelope/recipient_view.h"
#include "gateway/envelope/rows.h"

#include <cstddef>
#include <map>
#include <span>
#include <vector>

// Parts of an envelope in the hands of a third person: an auditor or a court that somebody shows
// some rows and some sections, with their keys, and nothing else.

namespace gateway::envelope {

/// The exact bytes of the parts that somebody has, to show all or some of them.
struct ExcerptParts {
  base::Bytes signature;
  base::Bytes head;
  base::Bytes digests;
  base::Bytes gateway_row;                      ///< Empty when it is not at hand.
  std::map<std::size_t, base::Bytes> rows;      ///< By index; without fillers.
  std::map<std::size_t, base::Bytes> sections;  ///< Ciphertexts by index.
};
/// What the sender has kept, and what one recipient got. Refuse as open_for_gateway and open_view.
Checked<ExcerptParts> parts_of_container(base::ByteView container);
Checked<ExcerptParts> parts_of_view(base::ByteView view);

/// What every other part is judged by. Who signed it is a separate question.
struct Excerpt {
  model::EnvelopeId id;
  Head head;
  base::Digest head_hash;
  std::vector<base::Digest> section_roots;  ///< One per section of the head.
};
Checked<Excerpt> open_excerpt(base::ByteView head, base::ByteView digests);

/// kSignatureInvalid, or kKeyUnknown when `signer` is not the key that the head names.
Checked<base::Done> verify_signature(const Excerpt& excerpt, base::ByteView signature,
                                     const crypto::PublicKey& signer);

/// Row `index`, when these are its bytes: else kDigestMismatch. A filler is kRowMalformed.
Checked<Row> row_of(const Excerpt& excerpt, std::size_t index, base::ByteView bytes);
Checked<GatewayRow> gateway_row_of(const Excerpt& excerpt, base::ByteView bytes);

using ContentKeyView = std::span<const std::uint8_t, kContentKeySize>;

/// kDigestMismatch when this is not the ciphertext of section `index`; kCommitmentMismatch when the
/// key is not the one that the head commits to, or does not open it.
Checked<base::Bytes> open_section(const Excerpt& excerpt, std::size_t index, ContentKeyView key,
                                  base::ByteView ciphertext);
[[nodiscard]] bool is_ciphertext_of(const Excerpt& excerpt, std::size_t index,
                                    base::ByteView ciphertext);
[[nodiscard]] bool is_key_of(const Excerpt& excerpt, std::size_t index, ContentKeyView key);

/// The content key of a section that the recipient opened; `released` is the second half of one in
/// release mode. kCommitmentMismatch when they do not give the key that the head commits to.
Checked<crypto::SecretBytes<kContentKeySize>> content_key(const RecipientView& view,
                                                          const RowKeys& keys, std::size_t index,
                                                          const SectionHalf* released);

}  // namespace gateway::envelope
