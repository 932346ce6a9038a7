#include "gateway/client/draft.h"

#include "gateway/base/byte_codec.h"
#include "gateway/base/text.h"
#include "gateway/client/grouping.h"
#include "gateway/crypto/key_text.h"
#include "gateway/envelope/head.h"

#include <algorithm>
#include <utility>

namespace gateway::client {
namespace {

using base::ErrorCode;
using base::fail;

constexpr std::string_view kDraftMark = "safeconduct draft v1\n";
constexpr std::string_view kDecisionLine = "safeconduct-decision/v1";
constexpr std::size_t kFields = 7;

void write(base::ByteWriter& out, const DraftEnvelope& each) {
  out.raw(each.piece.wire_id.bytes()).raw(each.piece.salt.bytes());
  out.raw(each.piece.reason_key.bytes());
  out.number(static_cast<std::uint8_t>(each.claimed ? 1 : 0));
  if (!each.claimed) return;
  out.number(static_cast<std::uint8_t>(each.claimed->ground));
  out.number(base::unix_minutes(each.claimed->time));
  out.raw(each.claimed->reason_commitment.bytes());
}

DraftEnvelope read_envelope(base::ByteReader& in) {
  DraftEnvelope each;
  each.piece.wire_id = in.fixed<model::MessageId>();
  each.piece.salt = in.fixed<model::Salt>();
  const auto key = in.raw(32);
  if (in.good()) std::ranges::copy(key, each.piece.reason_key.writable().begin());
  if (in.number<std::uint8_t>() == 0) return each;
  each.claimed.emplace();
  each.claimed->ground = static_cast<model::LegalBasis>(in.number<std::uint8_t>());
  each.claimed->time = base::from_unix_minutes(in.number<std::uint32_t>());
  each.claimed->reason_commitment = in.fixed<base::Digest>();
  return each;
}

// "envelope UUID GROUND MINUTES REASON PERSON SIGNATURE"
std::optional<Decision> read_decision(std::string_view line) {
  const auto fields = base::split(line, ' ');
  if (fields.size() != kFields || fields[0] != "envelope") return std::nullopt;
  const auto wire_id = model::parse_message_id(fields[1]);
  const auto ground = base::value_in(model::kLegalBasisTexts, fields[2]);
  const auto minutes = base::parse_decimal(fields[3]);
  const auto reason = base::from_base64(fields[4]);
  const auto person = crypto::parse_public_key_text(crypto::KeyUse::kDecide, fields[5]);
  const auto signature = base::from_base64(fields[6]);
  if (!wire_id || !ground || !minutes || !reason || !person || !signature) return std::nullopt;
  const auto commitment = base::Digest::from(*reason);
  const auto signed_by = crypto::Signature::from(*signature);
  if (!commitment || !signed_by || *minutes > UINT32_MAX) return std::nullopt;
  return Decision{*wire_id,
                  {*ground, base::from_unix_minutes(static_cast<std::uint32_t>(*minutes)),
                   *crypto::PublicKey::from(person->bytes()), *signed_by, *commitment}};
}

}  // namespace

const DraftEnvelope* Draft::find(const model::MessageId& wire_id) const {
  const auto found = std::ranges::find_if(
      envelopes, [&](const DraftEnvelope& each) { return each.piece.wire_id == wire_id; });
  return found == envelopes.end() ? nullptr : &*found;
}

Draft make_draft(const Desk& desk, const kinds::Message& message, const base::Digest& file,
                 const Plan& plan, crypto::Random& random) {
  Draft draft{message.envelope().message_id, file, {}};
  for (const Group& group : group_rows(desk, message, plan)) {
    DraftEnvelope each{draw_piece(group.wire_id, random), std::nullopt};
    each.claimed = claimed_override(message, group.copy, each.piece);
    draft.envelopes.push_back(std::move(each));
  }
  return draft;
}

base::Bytes encode(const Draft& draft) {
  base::ByteWriter out;
  out.text(kDraftMark).raw(draft.message.bytes()).raw(draft.file.bytes());
  out.number(static_cast<std::uint8_t>(draft.envelopes.size()));
  for (const DraftEnvelope& each : draft.envelopes) write(out, each);
  return std::move(out).bytes();
}

base::Result<Draft> decode_draft(base::ByteView bytes) {
  base::ByteReader in(bytes);
  const bool is_draft = base::text_of(in.raw(kDraftMark.size())) == kDraftMark;
  Draft draft;
  draft.message = in.fixed<model::MessageId>();
  draft.file = in.fixed<base::Digest>();
  const auto count = in.number<std::uint8_t>();
  for (unsigned i = 0; i < count && in.good(); ++i) draft.envelopes.push_back(read_envelope(in));
  if (!is_draft || !in.done() || count > envelope::kMaxRows) {
    return fail(ErrorCode::kMalformed, "not a draft");
  }
  return draft;
}

std::vector<WantedApproval> wanted_approvals(const Draft& draft, const Desk& desk,
                                             const kinds::Message& message, const Plan& plan) {
  std::vector<WantedApproval> wanted;
  for (const Group& group : group_rows(desk, message, plan)) {
    const DraftEnvelope* const each = draft.find(group.wire_id);
    if (each == nullptr) continue;
    for (const PlannedRow* row : group.rows) {
      for (const auto& [section, trustees] : row->approvable) {
        wanted.push_back({{group.wire_id, each->piece.salt, row->unit, row->recipient.role, section,
                           expiry_of(message.envelope())},
                          row->recipient.partner.text(),
                          trustees});
      }
    }
  }
  return wanted;
}

std::vector<Decision> decide(const Draft& draft, const crypto::SigningKey& person) {
  std::vector<Decision> decisions;
  for (const DraftEnvelope& each : draft.envelopes) {
    if (!each.claimed) continue;
    Decision decision{each.piece.wire_id, *each.claimed};
    sign(decision.decision, each.piece, person);
    decisions.push_back(decision);
  }
  return decisions;
}

std::string to_text(const std::vector<Decision>& decisions) {
  std::string text(kDecisionLine);
  text += "\n";
  for (const Decision& each : decisions) {
    text += "envelope " + model::to_text(each.wire_id) + " " +
            std::string(model::to_text(each.decision.ground)) + " " +
            std::to_string(base::unix_minutes(each.decision.time)) + " " +
            base::to_base64(each.decision.reason_commitment.bytes()) + " " +
            crypto::public_key_text(crypto::KeyUse::kDecide, each.decision.person.bytes()) + " " +
            base::to_base64(each.decision.signature.bytes()) + "\n";
  }
  return text;
}

base::Result<std::vector<Decision>> parse_decisions(std::string_view text) {
  auto lines = base::split(text, '\n');
  if (text.size() > kMaxDecisionFile || lines.size() < 3 || lines.front() != kDecisionLine ||
      !lines.back().empty()) {
    return fail(ErrorCode::kMalformed, "not a decision");
  }
  std::vector<Decision> decisions;
  for (std::size_t i = 1; i + 1 < lines.size(); ++i) {
    auto decision = read_decision(lines[i]);
    if (!decision) return fail(ErrorCode::kMalformed, "not a decision");
    decisions.push_back(*decision);
  }
  return decisions;
}

}  // namespace gateway::client
