#include "gateway/envelope/flat_part.h"
#include "gateway/envelope/part_codec.h"
#include "gateway/envelope/section_cipher.h"
#include "schemas/envelope.capnp.h"

#include <algorithm>
#include <bit>
#include <functional>

namespace gateway::envelope {
namespace {

using model::Refusal;

void write_gossip(const Gossip& gossip, schema::Gossip::Builder out) {
  out.setSize(gossip.size);
  out.setRoot(data_of(gossip.root));
  out.setKeyId(data_of(gossip.key_id));
  out.setSignature(data_of(gossip.signature));
}

void write_sections(const std::vector<SectionEntry>& sections, schema::Head::Builder out) {
  auto list = out.initSections(static_cast<unsigned>(sections.size()));
  for (unsigned i = 0; i < list.size(); ++i) {
    const SectionEntry& entry = sections[i];
    auto item = list[i];
    item.setSection(static_cast<std::uint8_t>(entry.section));
    item.setMode(static_cast<std::uint8_t>(entry.mode));
    item.setPaddedLength(entry.padded_length);
    item.setCommitment(data_of(entry.commitment));
  }
}

Gossip read_gossip(schema::Gossip::Reader in, bool& good) {
  Gossip gossip;
  gossip.size = in.getSize();
  gossip.root = flat::fixed_of<base::Digest>(in.getRoot(), good);
  gossip.key_id = flat::fixed_of<LogKeyId>(in.getKeyId(), good);
  gossip.signature = flat::fixed_of<crypto::Signature>(in.getSignature(), good);
  if (gossip.size == 0 && gossip != Gossip()) good = false;
  return gossip;
}

Checked<std::vector<SectionEntry>> read_sections(capnp::List<schema::SectionEntry>::Reader list) {
  if (list.size() < 1 || list.size() > kMaxSections) return Refusal::kEnvelopeMalformed;
  std::vector<SectionEntry> sections;
  sections.reserve(list.size());
  auto last = model::Section::kNone;
  for (const auto item : list) {
    bool good = true;
    SectionEntry entry;
    entry.section = static_cast<model::Section>(item.getSection());
    entry.mode = static_cast<model::SectionMode>(item.getMode());
    entry.padded_length = item.getPaddedLength();
    entry.commitment = flat::fixed_of<base::Digest>(item.getCommitment(), good);
    if (!is_known(entry.section)) return Refusal::kSectionUnknown;
    if (entry.padded_length > kMaxEnvelope) return Refusal::kTooLarge;
    good = good && is_known(entry.mode) && entry.section > last &&
           is_padded_length(entry.padded_length);
    if (!good) return Refusal::kEnvelopeMalformed;
    last = entry.section;
    sections.push_back(entry);
  }
  return sections;
}

bool is_row_count(std::size_t count) {
  return count >= 2 && count <= kMaxRows && std::has_single_bit(count);
}

bool is_strictly_ascending(const std::vector<base::Digest>& digests) {
  return std::ranges::adjacent_find(digests, std::ranges::greater_equal()) == digests.end();
}

bool is_plausible(const Cover& cover) {
  const base::Millis lifetime = cover.expires - cover.created;
  const base::Millis most =
      cover.urgency == model::Urgency::kFlash ? kMaxFlashLifetime : kMaxLifetime;
  return cover.sender.partner != model::PartnerNumber::kNobody &&
         model::UnitName::parse(cover.sender.unit).has_value() && is_known(cover.marking) &&
         is_known(cover.handling_code) && is_known(cover.urgency) &&
         (cover.topic.empty() || is_well_formed_topic(cover.topic)) && lifetime > base::Millis(0) &&
         lifetime <= most;
}

void read_cover(schema::Head::Reader in, Head& head, bool& good) {
  head.message_id = flat::fixed_of<model::MessageId>(in.getMessageId(), good);
  head.salt = flat::fixed_of<model::Salt>(in.getSalt(), good);
  head.sender.partner = static_cast<model::PartnerNumber>(in.getSenderPartner());
  head.sender.unit = string_of(in.getSenderUnit());
  head.sender_key = flat::fixed_of<model::KeyId>(in.getSenderKeyId(), good);
  head.created = base::from_unix_minutes(in.getCreatedMinutes());
  head.expires = base::from_unix_minutes(in.getExpiresMinutes());
  head.directory_version = static_cast<model::DirectoryVersion>(in.getDirectoryVersion());
  head.directory_hash = flat::fixed_of<base::Digest>(in.getDirectoryHash(), good);
  head.kind = static_cast<model::Kind>(in.getKind());
  head.topic = string_of(in.getTopic());
  head.marking = static_cast<model::Marking>(in.getMarking());
  head.handling_code = static_cast<model::HandlingCode>(in.getHandlingCode());
  head.urgency = static_cast<model::Urgency>(in.getUrgency());
  head.gossip = read_gossip(in.getGossip(), good);
}

Checked<Head> read_head(schema::Head::Reader in) {
  if (in.getVersion() != kVersion || in.getSuite() != kSuite) return Refusal::kSuiteUnknown;
  Head head;
  bool good = true;
  read_cover(in, head, good);
  if (!is_known(head.kind)) return Refusal::kKindUnknown;
  if (!good || !is_plausible(head)) return Refusal::kEnvelopeMalformed;
  auto sections = read_sections(in.getSections());
  if (!sections) return sections.refusal();
  head.sections = std::move(*sections);
  head.row_commitments = split_fixed<base::Digest>(in.getRowCommitments(), kMaxRows, good);
  head.gateway_row_commitment = flat::fixed_of<base::Digest>(in.getGatewayRowCommitment(), good);
  if (in.hasReasonCommitment()) {
    head.reason_commitment = flat::fixed_of<base::Digest>(in.getReasonCommitment(), good);
    good = good && !head.reason_commitment.is_zero();
  }
  good = good && is_row_count(head.row_commitments.size()) &&
         is_strictly_ascending(head.row_commitments);
  if (!good) return Refusal::kEnvelopeMalformed;
  return head;
}

}  // namespace

base::Bytes encode(const Head& head) {
  return flat_bytes<schema::Head>([&](schema::Head::Builder out) {
    out.setVersion(kVersion);
    out.setSuite(kSuite);
    out.setMessageId(data_of(head.message_id));
    out.setSalt(data_of(head.salt));
    out.setSenderPartner(static_cast<std::uint32_t>(head.sender.partner));
    out.setSenderUnit(head.sender.unit);
    out.setSenderKeyId(data_of(head.sender_key));
    out.setCreatedMinutes(base::unix_minutes(head.created));
    out.setExpiresMinutes(base::unix_minutes(head.expires));
    out.setDirectoryVersion(static_cast<std::uint32_t>(head.directory_version));
    out.setDirectoryHash(data_of(head.directory_hash));
    out.setKind(static_cast<std::uint16_t>(head.kind));
    if (!head.topic.empty()) out.setTopic(head.topic);
    out.setMarking(static_cast<std::uint8_t>(head.marking));
    out.setHandlingCode(static_cast<std::uint8_t>(head.handling_code));
    out.setUrgency(static_cast<std::uint8_t>(head.urgency));
    write_gossip(head.gossip, out.initGossip());
    write_sections(head.sections, out);
    out.setRowCommitments(flat::data_of(joined(head.row_commitments)));
    out.setGatewayRowCommitment(data_of(head.gateway_row_commitment));
    if (!head.reason_commitment.is_zero()) {
      out.setReasonCommitment(data_of(head.reason_commitment));
    }
  });
}

Checked<Head> parse_head(base::ByteView bytes) {
  return read_flat<schema::Head, Head>(bytes, kMaxHeadSize, Refusal::kEnvelopeMalformed, read_head);
}

}  // namespace gateway::envelope
