#include "gateway/base/byte_codec.h"
#include "gateway/envelope/flat_part.h"
#include "gateway/envelope/part_codec.h"
#include "schemas/envelope.capnp.h"

namespace gateway::envelope {
namespace {

using model::Refusal;

bool is_released(const Row& row, const Head& head, std::size_t index) {
  return row.grants(index) && head.sections[index].mode == model::SectionMode::kRelease;
}

// A hash for each released section, zero for the others, and nothing at all when none is released.
bool has_right_hashes(const Row& row, const Head& head) {
  bool any = false;
  for (std::size_t i = 0; i < head.sections.size(); ++i) any = any || is_released(row, head, i);
  if (!any) return row.release_half_hashes.empty();
  if (row.release_half_hashes.size() != head.sections.size()) return false;
  for (std::size_t i = 0; i < head.sections.size(); ++i) {
    if (row.release_half_hashes[i].is_zero() == is_released(row, head, i)) return false;
  }
  return true;
}

constexpr std::size_t kPromiseSize = 5;
constexpr std::uint8_t kNoOnward = 1;

base::Bytes promises_bytes(const std::vector<Promise>& promises) {
  base::ByteWriter out;
  for (const Promise& promise : promises) {
    out.number(promise.keep)
        .number(promise.no_onward ? kNoOnward : std::uint8_t{0})
        .number(promise.report_back_days);
  }
  return std::move(out).bytes();
}

std::vector<Promise> read_promises(base::ByteView bytes, bool& good) {
  std::vector<Promise> promises;
  if (bytes.size() > kPromiseSize * kMaxSections) good = false;
  base::ByteReader in(bytes);
  while (good && !in.rest().empty()) {
    Promise promise;
    promise.keep = in.number<std::uint16_t>();
    const auto flags = in.number<std::uint8_t>();
    promise.no_onward = flags == kNoOnward;
    promise.report_back_days = in.number<std::uint16_t>();
    good = in.good() && flags <= kNoOnward;
    promises.push_back(promise);
  }
  return promises;
}

// One for each section, only about granted ones, and nothing at all when nothing is promised.
bool has_right_promises(const Row& row, const Head& head) {
  if (row.promises.empty()) return true;
  if (row.promises.size() != head.sections.size()) return false;
  bool any = false;
  for (std::size_t i = 0; i < row.promises.size(); ++i) {
    if (row.promises[i].is_empty()) continue;
    if (!row.grants(i)) return false;
    any = true;
  }
  return any;
}

bool is_empty_filler(const Row& row) {
  Row filler;
  filler.salt = row.salt;
  return row == filler;
}

Checked<Row> read_row(schema::Row::Reader in, const Head& head) {
  Row row;
  bool good = true;
  row.salt = flat::fixed_of<model::Salt>(in.getSalt(), good);
  row.recipient.partner = static_cast<model::PartnerNumber>(in.getPartner());
  row.recipient.unit = string_of(in.getUnit());
  row.role = static_cast<model::Role>(in.getRole());
  row.prekey = flat::fixed_of<model::PrekeyId>(in.getPrekeyId(), good);
  row.granted = in.getGranted();
  row.conversation = flat::fixed_of<model::ConversationId>(in.getConversationId(), good);
  row.consent = flat::fixed_of<model::ConsentHandle>(in.getConsentHandle(), good);
  row.tag_nonce = flat::fixed_of<TagNonce>(in.getTagNonce(), good);
  row.case_tag = flat::fixed_of<model::CaseTag>(in.getCaseTag(), good);
  row.release_half_hashes =
      split_fixed<base::Digest>(in.getReleaseHalfHashes(), kMaxSections, good);
  row.promises = read_promises(flat::view_of(in.getPromises()), good);
  if (!good) return Refusal::kRowMalformed;
  if (row.is_filler()) {
    if (!is_empty_filler(row)) return Refusal::kRowMalformed;
    return row;
  }
  if (!is_known(row.role)) return Refusal::kRoleUnknown;
  good = model::UnitName::parse(row.recipient.unit).has_value() && row.granted != 0 &&
         row.granted >> head.sections.size() == 0 && has_right_hashes(row, head) &&
         has_right_promises(row, head);
  if (!good) return Refusal::kRowMalformed;
  return row;
}

}  // namespace

base::Bytes encode(const Row& row) {
  return flat_bytes<schema::Row>([&](schema::Row::Builder out) {
    out.setSalt(data_of(row.salt));
    out.setPartner(static_cast<std::uint32_t>(row.recipient.partner));
    if (!row.recipient.unit.empty()) out.setUnit(row.recipient.unit);
    out.setRole(static_cast<std::uint8_t>(row.role));
    out.setPrekeyId(data_of(row.prekey));
    out.setGranted(row.granted);
    out.setConversationId(data_of(row.conversation));
    out.setConsentHandle(data_of(row.consent));
    out.setTagNonce(data_of(row.tag_nonce));
    out.setCaseTag(data_of(row.case_tag));
    if (!row.release_half_hashes.empty()) {
      out.setReleaseHalfHashes(flat::data_of(joined(row.release_half_hashes)));
    }
    if (!row.promises.empty()) out.setPromises(flat::data_of(promises_bytes(row.promises)));
  });
}

Checked<Row> parse_row(base::ByteView bytes, const Head& head) {
  return read_flat<schema::Row, Row>(bytes, kMaxRowSize, Refusal::kRowMalformed,
                                     [&](schema::Row::Reader in) { return read_row(in, head); });
}

}  // namespace gateway::envelope
