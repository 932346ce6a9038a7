#include "gateway/client/opening.h"

#include "gateway/audit/commitments.h"
#include "gateway/audit/leaf.h"
#include "gateway/base/byte_codec.h"
#include "gateway/client/files.h"
#include "gateway/client/keeping.h"
#include "gateway/crypto/hpke.h"
#include "gateway/directory/keys.h"
#include "gateway/envelope/signature.h"
#include "gateway/kinds/field_map.h"
#include "gateway/policy/matrix.h"

#include <algorithm>
#include <bit>
#include <chrono>
#include <utility>
#include <variant>

namespace gateway::client {
namespace {

using envelope::Checked;
using model::Refusal;

constexpr base::Millis kReleaseValid = std::chrono::minutes(10);
// A training clock jumps with every message that others send in between.
constexpr base::Millis kReleaseValidInTraining = std::chrono::hours(24 * 366);
constexpr base::Millis kTimeout{15'000};
constexpr std::size_t kMaxHalvesFile = 4096;

const crypto::AgreementKey* prekey_of(const Desk& desk, const envelope::Row& row) {
  const auto found = desk.keys().prekeys.find(row.role);
  if (found == desk.keys().prekeys.end()) return nullptr;
  const auto key = std::ranges::find_if(found->second, [&](const crypto::AgreementKey& each) {
    return crypto::prekey_id_of(each.public_key()) == row.prekey;
  });
  return key == found->second.end() ? nullptr : &*key;
}

base::Bytes signed_text(base::ByteView request) {
  return base::ByteWriter().text("safeconduct-release/v1\n").raw(request).bytes();
}

base::Time expiry_of_request(const Desk& desk, const Link& link) {
  if (desk.is_training()) return link.welcome().time + kReleaseValidInTraining;
  return std::chrono::floor<base::Millis>(std::chrono::system_clock::now()) + kReleaseValid;
}

bool is_release_leaf(Desk& desk, const envelope::RecipientView& view,
                     const wire::Released& released) {
  const auto leaf = audit::parse_leaf(released.proof.leaf);
  return leaf && leaf->type == audit::LeafType::kRelease &&
         leaf->subject == audit::row_subject(view.id, view.row.salt) &&
         desk.log().proves(released.proof);
}

}  // namespace

Checked<VerifiedView> verify_view(const Desk& desk, base::ByteView bytes, base::Time now) {
  auto view = envelope::open_view(bytes);
  if (!view) return view.refusal();
  if (view->row.recipient != desk.unit()) return Refusal::kRowMalformed;
  const auto* const key = desk.directory().signing_key(view->head.sender, view->head.sender_key,
                                                       std::min(now, view->head.created));
  if (key == nullptr) return Refusal::kKeyUnknown;
  const auto verified = envelope::verify_signature(*view, key->key);
  if (!verified) return verified.refusal();
  const auto* const prekey = prekey_of(desk, view->row);
  if (prekey == nullptr) return Refusal::kWrapInvalid;
  auto keys = envelope::unwrap(*view, *prekey);
  if (!keys) return keys.refusal();
  return VerifiedView{*std::move(view), *std::move(keys)};
}

std::optional<Refusal> refusal_of_row(const Desk& desk, const envelope::RecipientView& view) {
  if (!kinds::has_schema(view.head.kind)) return Refusal::kKindUnknown;
  const auto* const partner = desk.directory().partner(view.head.sender.partner);
  const auto* const unit = desk.directory().unit(view.head.sender);
  if (partner == nullptr || unit == nullptr) return Refusal::kRecipientUnknown;
  const auto partner_name = model::PartnerName::parse(partner->name);
  const auto unit_name = model::UnitName::parse(unit->name);
  if (!partner_name || !unit_name) return Refusal::kRecipientUnknown;
  policy::EnumSet<model::Role> roles;
  for (const model::Role role : unit->roles) roles.insert(role);
  const policy::Sender sender{*partner_name, *unit_name, roles};
  if (!policy::may_ever_receive(desk.trust().policies, view.head.kind, sender, view.row.role)) {
    return Refusal::kRoleNotPermitted;
  }
  return std::nullopt;
}

Checked<Halves> ask_release(Desk& desk, Link& link, const envelope::RecipientView& view,
                            std::uint32_t sections, crypto::Random& random) {
  const auto ephemeral = crypto::AgreementKey::generate(random);
  wire::ReleaseRequest request;
  request.request_id = crypto::random_fixed<wire::RequestId>(random);
  request.envelope_id = view.id;
  request.row_commitment = view.head.row_commitments.at(view.row_index);
  request.sections = sections;
  request.ephemeral = ephemeral.public_key();
  request.expires_minutes = base::unix_minutes(expiry_of_request(desk, link));
  request.unit = desk.unit();
  request.key_id = desk.key_id();
  const base::Bytes bytes = wire::encode(request);
  const auto signature = desk.keys().signing.sign(signed_text(bytes));
  const auto reply =
      link.ask(wire::Release{bytes, base::to_bytes(signature.bytes())}, {}, kTimeout);
  if (!reply.answer) return Refusal::kUnavailable;
  if (const auto* const refused = std::get_if<wire::Refused>(&reply.answer->body)) {
    return refused->refusal;
  }
  const auto* const released = std::get_if<wire::Released>(&reply.answer->body);
  if (released == nullptr || released->request_id != request.request_id) {
    return Refusal::kFrameMalformed;
  }
  if (!is_release_leaf(desk, view, *released)) return Refusal::kProofInvalid;
  if (!keep_leaf(desk, view.id, released->proof)) return Refusal::kUnavailable;

  base::ByteWriter info;
  info.text("safeconduct released v1").raw(request.request_id.bytes());
  base::ByteWriter aad;
  aad.raw(request.envelope_id.bytes()).raw(request.row_commitment.bytes());
  crypto::SecretBytes<envelope::kMaxSections * envelope::kContentKeySize> slots;
  if (!crypto::hpke_open(ephemeral, released->halves, info.bytes(), aad.bytes(),
                         slots.writable())) {
    return Refusal::kWrapInvalid;
  }
  Halves halves;
  for (std::size_t i = 0; i < view.head.sections.size(); ++i) {
    if (((sections >> i) & 1U) == 0) continue;
    envelope::SectionHalf half;
    const auto slot =
        slots.bytes().subspan(i * envelope::kContentKeySize, envelope::kContentKeySize);
    std::ranges::copy(slot, half.writable().begin());
    halves.emplace(i, std::move(half));
  }
  return halves;
}

Releases ask_releases(Desk& desk, Link& link, const envelope::RecipientView& view,
                      std::uint32_t sections, crypto::Random& random) {
  Releases releases;
  auto all = ask_release(desk, link, view, sections, random);
  if (all) {
    releases.halves = std::move(*all);
    return releases;
  }
  const bool is_decided = all.refusal() != Refusal::kUnavailable &&
                          all.refusal() != Refusal::kProofInvalid &&
                          all.refusal() != Refusal::kFrozen && std::popcount(sections) > 1;
  for (std::size_t i = 0; i < view.head.sections.size(); ++i) {
    if (((sections >> i) & 1U) == 0) continue;
    if (!is_decided) {
      releases.refused.emplace(i, all.refusal());
      continue;
    }
    auto one = ask_release(desk, link, view, 1U << i, random);
    if (!one) {
      releases.refused.emplace(i, one.refusal());
      continue;
    }
    for (auto& [index, half] : *one) releases.halves.emplace(index, std::move(half));
  }
  return releases;
}

void keep_halves(const std::filesystem::path& file, const Halves& halves) {
  base::ByteWriter out;
  for (const auto& [index, half] : halves) {
    out.number(static_cast<std::uint8_t>(index)).raw(half.bytes());
  }
  // Losing them means asking the gateway again; nothing worse.
  static_cast<void>(write_durably(file, out.bytes()));
}

Halves read_halves(const std::filesystem::path& file) {
  Halves halves;
  const auto bytes = read_whole(file, kMaxHalvesFile);
  if (!bytes) return halves;
  base::ByteReader in(*bytes);
  while (in.good() && !in.rest().empty()) {
    const auto index = in.number<std::uint8_t>();
    const auto raw = in.raw(envelope::kContentKeySize);
    if (!in.good()) return {};
    envelope::SectionHalf half;
    std::ranges::copy(raw, half.writable().begin());
    halves.emplace(index, std::move(half));
  }
  return halves;
}

}  // namespace gateway::client
