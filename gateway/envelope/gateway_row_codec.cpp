#include "gateway/base/text.h"
#include "gateway/envelope/flat_part.h"
#include "gateway/envelope/part_codec.h"
#include "schemas/envelope.capnp.h"

#include <algorithm>
#include <utility>

namespace gateway::envelope {
namespace {

using model::Refusal;

constexpr std::array<std::pair<std::uint32_t, bool GatewayFlags::*>, 5> kFlags{{
    {1U << 0U, &GatewayFlags::subject_child},
    {1U << 1U, &GatewayFlags::identifiable},
    {1U << 2U, &GatewayFlags::conditions_present},
    {1U << 3U, &GatewayFlags::carries_reference},
    {1U << 4U, &GatewayFlags::sanitised},
}};

std::uint32_t bits_of(const GatewayFlags& flags) {
  std::uint32_t bits = 0;
  for (const auto& [bit, flag] : kFlags) bits |= flags.*flag ? bit : 0;
  return bits;
}

GatewayFlags flags_of(std::uint32_t bits, bool& good) {
  GatewayFlags flags;
  for (const auto& [bit, flag] : kFlags) flags.*flag = (bits & bit) != 0;
  if (bits_of(flags) != bits) good = false;
  return flags;
}

void write_override(const Override& decision, schema::Override::Builder out) {
  out.setGround(static_cast<std::uint8_t>(decision.ground));
  out.setTimeMinutes(base::unix_minutes(decision.time));
  out.setPersonKey(data_of(decision.person));
  out.setSignature(data_of(decision.signature));
  out.setReasonCommitment(data_of(decision.reason_commitment));
}

void write_grant(const ConsentGrant& grant, schema::ConsentGrant::Builder out) {
  out.setHandle(data_of(grant.handle));
  out.setPurpose(static_cast<std::uint8_t>(grant.purpose));
  out.setRecipientPartner(static_cast<std::uint32_t>(grant.recipient));
  out.setRecipientRole(static_cast<std::uint8_t>(grant.role));
  out.setValidFromMinutes(base::unix_minutes(grant.valid_from));
  out.setValidUntilMinutes(base::unix_minutes(grant.valid_until));
}

void write_lists(const GatewayRow& row, schema::GatewayRow::Builder out) {
  if (!row.consent_handles.empty()) {
    out.setConsentHandles(flat::data_of(joined(row.consent_handles)));
  }
  if (row.override_decision) write_override(*row.override_decision, out.initOverride());
  if (!row.approvals.empty()) {
    auto list = out.initApprovals(static_cast<unsigned>(row.approvals.size()));
    for (unsigned i = 0; i < list.size(); ++i) list.set(i, row.approvals[i]);
  }
}

void write_grants(const GatewayRow& row, schema::GatewayRow::Builder out) {
  if (row.consent_grants.empty()) return;
  auto list = out.initConsentGrants(static_cast<unsigned>(row.consent_grants.size()));
  for (unsigned i = 0; i < list.size(); ++i) write_grant(row.consent_grants[i], list[i]);
}

Override read_override(schema::Override::Reader in, bool& good) {
  Override decision;
  decision.ground = static_cast<model::LegalBasis>(in.getGround());
  decision.time = base::from_unix_minutes(in.getTimeMinutes());
  decision.person = flat::fixed_of<crypto::PublicKey>(in.getPersonKey(), good);
  decision.signature = flat::fixed_of<crypto::Signature>(in.getSignature(), good);
  decision.reason_commitment = flat::fixed_of<base::Digest>(in.getReasonCommitment(), good);
  if (!is_known(decision.ground) || decision.reason_commitment.is_zero()) good = false;
  return decision;
}

Target read_target(schema::Target::Reader in, bool& good) {
  Target target;
  target.envelope = flat::fixed_of<model::EnvelopeId>(in.getEnvelopeId(), good);
  target.row_commitment = flat::fixed_of<base::Digest>(in.getRowCommitment(), good);
  return target;
}

std::vector<std::string> read_approvals(capnp::List<capnp::Text>::Reader list, bool& good) {
  std::vector<std::string> approvals;
  if (list.size() > kMaxApprovals) {
    good = false;
    return approvals;
  }
  approvals.reserve(list.size());
  for (const auto text : list) {
    const std::string_view view = flat::text_of(text);
    if (view.size() > kMaxApprovalSize || !base::is_valid_utf8(view)) good = false;
    if (!good) return approvals;
    approvals.emplace_back(view);
  }
  return approvals;
}

Checked<std::vector<ConsentGrant>> read_grants(capnp::List<schema::ConsentGrant>::Reader list) {
  if (list.size() > kMaxConsentGrants) return Refusal::kTooLarge;
  std::vector<ConsentGrant> grants;
  grants.reserve(list.size());
  for (const auto in : list) {
    bool good = true;
    ConsentGrant grant;
    grant.handle = flat::fixed_of<model::ConsentHandle>(in.getHandle(), good);
    grant.purpose = static_cast<model::ConsentPurpose>(in.getPurpose());
    grant.recipient = static_cast<model::PartnerNumber>(in.getRecipientPartner());
    grant.role = static_cast<model::Role>(in.getRecipientRole());
    grant.valid_from = base::from_unix_minutes(in.getValidFromMinutes());
    grant.valid_until = base::from_unix_minutes(in.getValidUntilMinutes());
    if (!is_known(grant.role)) return Refusal::kRoleUnknown;
    good = good && !grant.handle.is_zero() && is_known(grant.purpose) &&
           grant.recipient != model::PartnerNumber::kNobody && grant.valid_from < grant.valid_until;
    if (!good) return Refusal::kRowMalformed;
    grants.push_back(grant);
  }
  return grants;
}

std::uint32_t known_purposes() {
  std::uint32_t bits = 0;
  for (const auto& known : model::kConsentPurposeTexts) {
    bits |= 1U << static_cast<unsigned>(known.value);
  }
  return bits;
}

Checked<GatewayRow> read_gateway_row(schema::GatewayRow::Reader in) {
  GatewayRow row;
  bool good = true;
  row.salt = flat::fixed_of<model::Salt>(in.getSalt(), good);
  row.purpose = static_cast<model::Purpose>(in.getPurpose());
  row.art6 = static_cast<model::LegalBasis>(in.getArt6());
  row.art9 = static_cast<model::LegalBasis>(in.getArt9());
  row.flags = flags_of(in.getFlags(), good);
  row.consent_handles =
      split_fixed<model::ConsentHandle>(in.getConsentHandles(), kMaxConsentHandles, good);
  if (in.hasOverride()) row.override_decision = read_override(in.getOverride(), good);
  row.approvals = read_approvals(in.getApprovals(), good);
  if (in.hasTarget()) row.target = read_target(in.getTarget(), good);
  row.audience_log_size = in.getAudienceLogSize();
  if (in.hasConsentGroup()) {
    row.consent_group = flat::fixed_of<base::Digest>(in.getConsentGroup(), good);
  }
  auto grants = read_grants(in.getConsentGrants());
  if (!grants) return grants.refusal();
  row.consent_grants = std::move(*grants);
  row.withdrawn_purposes = in.getWithdrawnPurposes();
  row.plan_digest = flat::fixed_of<base::Digest>(in.getPlanDigest(), good);
  good = good && is_known(row.purpose) && is_known(row.art6) && is_known(row.art9) &&
         (row.consent_grants.empty() || !row.consent_group.is_zero()) &&
         (row.withdrawn_purposes & ~known_purposes()) == 0 && !row.plan_digest.is_zero();
  if (!good) return Refusal::kRowMalformed;
  return row;
}

}  // namespace

base::Bytes encode(const GatewayRow& row) {
  return flat_bytes<schema::GatewayRow>([&](schema::GatewayRow::Builder out) {
    out.setSalt(data_of(row.salt));
    out.setPurpose(static_cast<std::uint8_t>(row.purpose));
    out.setArt6(static_cast<std::uint8_t>(row.art6));
    out.setArt9(static_cast<std::uint8_t>(row.art9));
    out.setFlags(bits_of(row.flags));
    write_lists(row, out);
    if (row.target) {
      auto target = out.initTarget();
      target.setEnvelopeId(data_of(row.target->envelope));
      target.setRowCommitment(data_of(row.target->row_commitment));
    }
    out.setAudienceLogSize(row.audience_log_size);
    if (!row.consent_group.is_zero()) out.setConsentGroup(data_of(row.consent_group));
    write_grants(row, out);
    out.setWithdrawnPurposes(row.withdrawn_purposes);
    out.setPlanDigest(data_of(row.plan_digest));
  });
}

Checked<GatewayRow> parse_gateway_row(base::ByteView bytes) {
  return read_flat<schema::GatewayRow, GatewayRow>(bytes, kMaxGatewayRowSize,
                                                   Refusal::kRowMalformed, read_gateway_row);
}

}  // namespace gateway::envelope
