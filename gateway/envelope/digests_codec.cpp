#include "gateway/crypto/digest.h"
#include "gateway/envelope/flat_part.h"
#include "gateway/envelope/part_codec.h"
#include "schemas/envelope.capnp.h"

namespace gateway::envelope {
namespace {

using model::Refusal;

Checked<Digests> read_digests(schema::Digests::Reader in, const Head& head) {
  const std::size_t rows = head.row_commitments.size();
  bool good = true;
  Digests digests;
  digests.wraps = split_fixed<base::Digest>(in.getWrapHashes(), rows, good);
  digests.section_roots =
      split_fixed<base::Digest>(in.getSectionRoots(), head.sections.size(), good);
  digests.halves = split_fixed<base::Digest>(in.getHalvesHashes(), rows, good);
  good = good && digests.wraps.size() == rows &&
         digests.section_roots.size() == head.sections.size() &&
         digests.halves.size() == (has_release(head) ? rows : 0);
  if (!good) return Refusal::kEnvelopeMalformed;
  return digests;
}

}  // namespace

base::Bytes encode(const Digests& digests) {
  return flat_bytes<schema::Digests>([&](schema::Digests::Builder out) {
    out.setWrapHashes(flat::data_of(joined(digests.wraps)));
    out.setSectionRoots(flat::data_of(joined(digests.section_roots)));
    if (!digests.halves.empty()) out.setHalvesHashes(flat::data_of(joined(digests.halves)));
  });
}

Checked<Digests> parse_digests(base::ByteView bytes, const Head& head) {
  return read_flat<schema::Digests, Digests>(
      bytes, kMaxDigestsSize, Refusal::kEnvelopeMalformed,
      [&](schema::Digests::Reader in) { return read_digests(in, head); });
}

base::Digest head_hash(base::ByteView head) {
  return crypto::digest_of("safeconduct head v1", {head});
}

base::Digest row_commitment(base::ByteView row) {
  return crypto::digest_of("safeconduct row v1", {row});
}

base::Digest gateway_row_commitment(base::ByteView row) {
  return crypto::digest_of("safeconduct gateway row v1", {row});
}

base::Digest wrap_hash(base::ByteView wrap) {
  return crypto::digest_of("safeconduct wrap digest v1", {wrap});
}

base::Digest halves_hash(base::ByteView halves) {
  return crypto::digest_of("safeconduct halves digest v1", {halves});
}

model::EnvelopeId envelope_id(base::ByteView head, base::ByteView digests) {
  return *model::EnvelopeId::from(
      crypto::digest_of("safeconduct envelope v1", {head, digests}).bytes());
}

}  // namespace gateway::envelope
