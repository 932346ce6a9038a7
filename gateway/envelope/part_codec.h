#pragma once

#include "gateway/base/bytes.h"
#include "gateway/envelope/checked.h"
#include "gateway/envelope/head.h"
#include "gateway/envelope/rows.h"

#include <cstddef>
#include <vector>

// The signed parts as bytes. Reading refuses all but the one encoding that writing gives, so that
// no part holds a byte that this version does not understand.

namespace gateway::envelope {

inline constexpr std::size_t kMaxHeadSize = std::size_t{16} * 1024;
inline constexpr std::size_t kMaxRowSize = std::size_t{2} * 1024;
inline constexpr std::size_t kMaxGatewayRowSize = std::size_t{64} * 1024;
inline constexpr std::size_t kMaxDigestsSize = std::size_t{16} * 1024;

struct Digests {
  std::vector<base::Digest> wraps;          ///< In the order of the rows.
  std::vector<base::Digest> section_roots;  ///< In the order of the head's sections.
  std::vector<base::Digest> halves;         ///< In the order of the rows; empty without release.

  friend bool operator==(const Digests&, const Digests&) = default;
};

base::Bytes encode(const Head& head);
Checked<Head> parse_head(base::ByteView bytes);

base::Bytes encode(const Row& row);
/// A row of an envelope with this head.
Checked<Row> parse_row(base::ByteView bytes, const Head& head);

base::Bytes encode(const GatewayRow& row);
Checked<GatewayRow> parse_gateway_row(base::ByteView bytes);

base::Bytes encode(const Digests& digests);
Checked<Digests> parse_digests(base::ByteView bytes, const Head& head);

base::Digest head_hash(base::ByteView head);
base::Digest row_commitment(base::ByteView row);
base::Digest gateway_row_commitment(base::ByteView row);
base::Digest wrap_hash(base::ByteView wrap);
base::Digest halves_hash(base::ByteView halves);
model::EnvelopeId envelope_id(base::ByteView head, base::ByteView digests);

}  // namespace gateway::envelope
