#pragma once

#include "gateway/base/byte_codec.h"
#include "gateway/crypto/batch_signature.h"
#include "gateway/crypto/key_ids.h"
#include "gateway/envelope/container.h"
#include "gateway/envelope/part_codec.h"
#include "gateway/envelope/section_cipher.h"
#include "gateway/envelope/signature.h"

#include <algorithm>
#include <vector>

namespace gateway::envelope {

/// A container taken apart, to be put together again wrongly by somebody who can sign.
struct Forgery {
  Head head;
  base::Bytes gateway_row;
  std::vector<base::Bytes> rows;
  std::vector<base::Bytes> wraps;
  std::vector<base::Bytes> halves;
  std::vector<base::Bytes> sections;

  static Forgery of(base::ByteView container) {
    const auto split = Container::split(container);
    Forgery forgery;
    forgery.head = *parse_head(split->head());
    forgery.gateway_row = base::to_bytes(split->gateway_row());
    for (std::size_t i = 0; i < split->counts().rows; ++i) {
      forgery.rows.push_back(base::to_bytes(split->row(i)));
      forgery.wraps.push_back(base::to_bytes(split->wrap(i)));
    }
    for (std::size_t i = 0; i < split->counts().halves; ++i) {
      forgery.halves.push_back(base::to_bytes(split->halves(i)));
    }
    for (std::size_t i = 0; i < split->counts().sections; ++i) {
      forgery.sections.push_back(base::to_bytes(split->section(i)));
    }
    return forgery;
  }

  [[nodiscard]] Row row(std::size_t i) const { return *parse_row(rows[i], head); }

  /// Commitments that fit the rows as they are now. Sorts nothing.
  void commit() {
    head.row_commitments.clear();
    for (const base::Bytes& row : rows) head.row_commitments.push_back(row_commitment(row));
    head.gateway_row_commitment = gateway_row_commitment(gateway_row);
  }

  /// The same, with rows, wraps and halves in the order of the commitments.
  void commit_in_order() {
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < rows.size(); ++i) order.push_back(i);
    std::ranges::sort(order, {}, [&](std::size_t i) { return row_commitment(rows[i]); });
    const Forgery before = *this;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      rows[i] = before.rows[order[i]];
      wraps[i] = before.wraps[order[i]];
      if (!halves.empty()) halves[i] = before.halves[order[i]];
    }
    commit();
  }

  /// With digests of what is there, signed.
  [[nodiscard]] base::Bytes build(const crypto::SigningKey& key, crypto::Random& random) const {
    return build_with(encode(head), key, random);
  }

  [[nodiscard]] base::Bytes build_with(base::ByteView head_bytes, const crypto::SigningKey& key,
                                       crypto::Random& random) const {
    Digests digests;
    for (const base::Bytes& wrap : wraps) digests.wraps.push_back(wrap_hash(wrap));
    for (const base::Bytes& part : halves) digests.halves.push_back(halves_hash(part));
    for (const base::Bytes& part : sections) digests.section_roots.push_back(section_root(part));
    const base::Bytes digest_bytes = encode(digests);
    base::ByteWriter parts;
    parts.sized(head_bytes).sized(digest_bytes).sized(gateway_row);
    for (const auto* list : {&rows, &wraps, &halves, &sections}) {
      for (const base::Bytes& part : *list) parts.sized(part);
    }
    const std::vector<base::Digest> ids = {
        *base::Digest::from(envelope_id(head_bytes, digest_bytes).bytes())};
    const auto signatures =
        crypto::sign_batch(key, batch_context(head.sender, head.sender_key), ids, random);
    const PartCounts counts{static_cast<std::uint8_t>(rows.size()),
                            static_cast<std::uint8_t>(halves.size()),
                            static_cast<std::uint8_t>(sections.size())};
    return join_container(counts, crypto::encode(signatures[0]), parts.bytes());
  }
};

}  // namespace gateway::envelope
