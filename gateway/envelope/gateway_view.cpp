#include "gateway/envelope/gateway_view.h"

#include "gateway/base/byte_codec.h"
#include "gateway/envelope/container.h"
#include "gateway/envelope/part_codec.h"
#include "gateway/envelope/recipients.h"
#include "gateway/envelope/section_cipher.h"
#include "gateway/envelope/wrap.h"

#include <algorithm>
#include <utility>

namespace gateway::envelope {
namespace {

using model::Refusal;

// Where the second halves of keys are: in the container, or stored apart from it.
enum class Halves : std::uint8_t { kInside, kApart };

Checked<base::Done> check_counts(const PartCounts& counts, const Head& head, Halves halves) {
  const bool has_halves = has_release(head) && halves == Halves::kInside;
  const bool fits = counts.rows == head.row_commitments.size() &&
                    counts.sections == head.sections.size() &&
                    counts.halves == (has_halves ? counts.rows : 0);
  if (!fits) return Refusal::kEnvelopeMalformed;
  return base::Done{};
}

Checked<GatewayRowParts> read_row_parts(const Container& container, std::size_t i, const Head& head,
                                        const Digests& digests) {
  GatewayRowParts parts;
  parts.row_bytes = container.row(i);
  if (row_commitment(parts.row_bytes) != head.row_commitments[i]) return Refusal::kDigestMismatch;
  auto row = parse_row(parts.row_bytes, head);
  if (!row) return row.refusal();
  parts.row = std::move(*row);

  parts.wrap = container.wrap(i);
  if (wrap_hash(parts.wrap) != digests.wraps[i]) return Refusal::kDigestMismatch;
  if (const auto checked = check_wrap(parts.wrap); !checked) return checked.refusal();

  if (container.counts().halves == 0) return parts;
  parts.halves = container.halves(i);
  if (halves_hash(parts.halves) != digests.halves[i]) return Refusal::kDigestMismatch;
  if (parts.halves.size() != kHalvesSize) return Refusal::kEnvelopeMalformed;
  return parts;
}

Checked<base::Done> read_rows(const Container& container, const Digests& digests,
                              GatewayEnvelope& envelope) {
  envelope.rows.reserve(container.counts().rows);
  for (std::size_t i = 0; i < container.counts().rows; ++i) {
    auto parts = read_row_parts(container, i, envelope.head, digests);
    if (!parts) return parts.refusal();
    envelope.rows.push_back(std::move(*parts));
  }
  const auto recipients = sorted_recipients(envelope.rows);
  if (recipients.empty()) return Refusal::kAudienceEmpty;
  if (has_duplicate(recipients)) return Refusal::kRowMalformed;
  return base::Done{};
}

Checked<base::Done> read_sections(const Container& container, const Digests& digests,
                                  GatewayEnvelope& envelope) {
  envelope.sections.reserve(container.counts().sections);
  for (std::size_t i = 0; i < container.counts().sections; ++i) {
    const base::ByteView section = container.section(i);
    if (section.size() != ciphertext_size(envelope.head.sections[i].padded_length)) {
      return Refusal::kEnvelopeMalformed;
    }
    if (section_root(section) != digests.section_roots[i]) return Refusal::kDigestMismatch;
    envelope.sections.push_back(section);
  }
  return base::Done{};
}

Checked<base::Done> read_gateway_row(const Container& container, GatewayEnvelope& envelope) {
  const base::ByteView bytes = container.gateway_row();
  if (bytes.size() > kMaxGatewayRowSize) return Refusal::kTooLarge;
  if (gateway_row_commitment(bytes) != envelope.head.gateway_row_commitment) {
    return Refusal::kDigestMismatch;
  }
  auto row = parse_gateway_row(bytes);
  if (!row) return row.refusal();
  envelope.gateway_row = std::move(*row);
  // What the recipients check the reason against is what the person signed.
  const auto& decision = envelope.gateway_row.override_decision;
  if (envelope.head.reason_commitment !=
      (decision ? decision->reason_commitment : base::Digest())) {
    return Refusal::kOverrideNeedsNamedPerson;
  }
  return base::Done{};
}

// Head, then the rest in the order in which each part vouches for the next.
Checked<base::Done> read_all(const Container& container, Halves halves, GatewayEnvelope& envelope) {
  auto head = parse_head(container.head());
  if (!head) return head.refusal();
  envelope.head = std::move(*head);
  envelope.head_bytes = container.head();
  if (const auto fits = check_counts(container.counts(), envelope.head, halves); !fits) {
    return fits;
  }

  auto signature = crypto::decode_batch_signature(container.signature());
  if (!signature) return Refusal::kEnvelopeMalformed;
  envelope.signature = std::move(*signature);

  const auto digests = parse_digests(container.digests(), envelope.head);
  if (!digests) return digests.refusal();
  envelope.id = envelope_id(container.head(), container.digests());
  if (const auto read = read_gateway_row(container, envelope); !read) return read;
  if (const auto read = read_rows(container, *digests, envelope); !read) return read;
  return read_sections(container, *digests, envelope);
}

// A container that was accepted once, and has the row asked for.
Checked<Container> split_stored(base::ByteView bytes, std::size_t index) {
  auto container = Container::split(bytes);
  if (container && index >= container->counts().rows) return Refusal::kEnvelopeMalformed;
  return container;
}

Checked<StoredRow> read_stored_row(const Container& container, std::size_t index) {
  const auto head = parse_head(container.head());
  if (!head) return head.refusal();
  auto row = parse_row(container.row(index), *head);
  if (!row) return row.refusal();
  StoredRow stored;
  stored.row = std::move(*row);
  stored.row_bytes = container.row(index);
  stored.head_bytes = container.head();
  return stored;
}

Checked<GatewayEnvelope> open_container(base::ByteView container, Halves halves) {
  const auto split = Container::split(container);
  if (!split) return split.refusal();
  GatewayEnvelope envelope;
  if (const auto read = read_all(*split, halves, envelope); !read) return read.refusal();
  return envelope;
}

}  // namespace

Checked<GatewayEnvelope> open_for_gateway(base::ByteView container) {
  return open_container(container, Halves::kInside);
}

Checked<GatewayEnvelope> open_stored(base::ByteView container) {
  return open_container(container, Halves::kApart);
}

base::Digest recipients_of(const GatewayEnvelope& envelope) {
  return recipients_digest(sorted_recipients(envelope.rows));
}

// A position and a bitmap: the names at the calls tell them apart.
// NOLINTNEXTLINE(bugprone-easily-swappable-parameters)
Checked<base::Bytes> view_for_row(base::ByteView container, std::size_t index,
                                  std::uint32_t sections) {
  const auto split = split_stored(container, index);
  if (!split) return split.refusal();
  const auto stored = read_stored_row(*split, index);
  if (!stored) return stored.refusal();

  ViewParts view;
  view.row_index = static_cast<std::uint8_t>(index);
  view.included = stored->row.granted & sections;
  view.signature = split->signature();
  view.head = split->head();
  view.digests = split->digests();
  view.row = stored->row_bytes;
  view.wrap = split->wrap(index);
  for (std::size_t i = 0; i < split->counts().sections; ++i) {
    if (((view.included >> i) & 1U) != 0) view.sections.push_back(split->section(i));
  }
  return join_view(view);
}

Checked<base::Bytes> without_halves(base::ByteView container) {
  const auto split = Container::split(container);
  if (!split) return split.refusal();
  PartCounts counts = split->counts();
  counts.halves = 0;
  base::ByteWriter parts;
  parts.sized(split->head()).sized(split->digests()).sized(split->gateway_row());
  for (std::size_t i = 0; i < counts.rows; ++i) parts.sized(split->row(i));
  for (std::size_t i = 0; i < counts.rows; ++i) parts.sized(split->wrap(i));
  for (std::size_t i = 0; i < counts.sections; ++i) parts.sized(split->section(i));
  return join_container(counts, split->signature(), parts.bytes());
}

Checked<StoredRow> read_row(base::ByteView container, std::size_t index) {
  const auto split = split_stored(container, index);
  if (!split) return split.refusal();
  return read_stored_row(*split, index);
}

StoredRow stored_row(const GatewayEnvelope& envelope, std::size_t index) {
  const GatewayRowParts& parts = envelope.rows[index];
  return {parts.row, parts.row_bytes, envelope.head_bytes};
}

}  // namespace gateway::envelope
