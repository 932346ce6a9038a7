#include "gateway/directory/joining.h"

#include "gateway/crypto/key_text.h"
#include "gateway/crypto/secret_bytes.h"
#include "gateway/directory/chain.h"
#include "gateway/directory/check_word_list.h"
#include "gateway/directory/join_text.h"
#include "gateway/directory/keys.h"
#include "gateway/directory/lines.h"

#include <algorithm>
#include <utility>

namespace gateway::directory {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;
using crypto::KeyUse;

// What a proof of possession is over: who says it holds which key, and under which signing keys.
// Bound to those, a proof is worth nothing to somebody who puts his own signing key beside it.
std::string possession_text(const model::Digest& invite, std::string_view partner,
                            const JoinUnit& unit, std::string_view key_text) {
  LineWriter writer("safeconduct-possession/v1");
  writer.line("invite").bytes(invite.bytes());
  writer.line("partner").field(partner);
  writer.line("unit").field(unit.name);
  for (const auto& key : unit.signing) {
    writer.line("sign").key(KeyUse::kSigning, key.key.bytes());
  }
  writer.line("key").field(key_text);
  return std::move(writer).text();
}

// Only the holders of `secret` and of the secret of `peer` can make it.
Result<crypto::Mac> possession_proof(const crypto::AgreementKey& secret,
                                     const crypto::AgreementPublicKey& peer,
                                     std::string_view text) {
  crypto::StackSecret<32> shared;
  const auto agreed = secret.agree(peer, shared.writable());
  if (!agreed) return agreed.error();
  return crypto::hmac_sha256(shared.bytes(), {base::bytes_of(text)});
}

bool proves_all(const crypto::AgreementKey& challenge, const JoinRequest& request) {
  const auto proves = [&](const JoinUnit& unit, const crypto::AgreementPublicKey& key, KeyUse use,
                          const crypto::Mac& proof) {
    const std::string text = possession_text(request.invite, request.partner, unit,
                                             crypto::public_key_text(use, key.bytes()));
    const auto expected = possession_proof(challenge, key, text);
    return expected && crypto::equal(*expected, proof);
  };
  for (const JoinUnit& unit : request.units) {
    for (const auto& curve : unit.curve) {
      if (!proves(unit, curve.key, KeyUse::kCurve, curve.proof)) return false;
    }
    for (const auto& prekey : unit.prekeys) {
      if (!proves(unit, prekey.prekey.key, KeyUse::kPrekey, prekey.proof)) return false;
    }
  }
  return true;
}

bool is_signed_by_all(const note::SignedNote& note, const JoinRequest& request) {
  const bool by_deciders = std::ranges::all_of(request.deciders, [&](const Decider& decider) {
    return note::is_signed_by(note, decider_verifier(request.partner, decider));
  });
  return by_deciders && std::ranges::all_of(request.units, [&](const JoinUnit& unit) {
           return !unit.signing.empty() && std::ranges::all_of(unit.signing, [&](const auto& key) {
             return note::is_signed_by(note, unit_verifier(request.partner, unit.name, key.key));
           });
         });
}

// A newcomer may not take a key that the invite says is the gateway's.
bool reuses_a_gateway_key(const Invite& invite, const JoinRequest& request) {
  SeenKeys taken;
  taken.add(invite.challenge.bytes());
  for (const auto& log : invite.gateway.logs) taken.add(log.key.bytes());
  taken.add(invite.gateway.release.bytes());
  taken.add(invite.gateway.session.bytes());
  taken.add(invite.gateway.curve.bytes());
  const auto is_taken = [&](const auto& key) { return taken.contains(key.bytes()); };
  if (std::ranges::any_of(request.deciders, is_taken, &Decider::key)) return true;
  return std::ranges::any_of(request.units, [&](const JoinUnit& unit) {
    return std::ranges::any_of(unit.signing, is_taken, &UnitSigningKey::key) ||
           std::ranges::any_of(unit.curve, is_taken, &ProvenCurveKey::key) ||
           std::ranges::any_of(unit.prekeys, is_taken,
                               [](const ProvenPrekey& proven) { return proven.prekey.key; });
  });
}

Result<JoinUnit> prove_unit(const JoinUnitKeys& keys, const Invite& invite,
                            const model::Digest& invite_hash, std::string_view partner) {
  JoinUnit unit{keys.name, keys.roles, {{keys.signing->public_key(), keys.valid}}, {}, {}};
  const auto proof_of = [&](const crypto::AgreementKey& secret, KeyUse use) {
    const std::string key_text = crypto::public_key_text(use, secret.public_key().bytes());
    return possession_proof(secret, invite.challenge,
                            possession_text(invite_hash, partner, unit, key_text));
  };
  for (const auto* secret : keys.curve) {
    const auto proof = proof_of(*secret, KeyUse::kCurve);
    if (!proof) return proof.error();
    unit.curve.push_back({secret->public_key(), *proof});
  }
  for (const JoinPrekey& prekey : keys.prekeys) {
    const auto proof = proof_of(*prekey.secret, KeyUse::kPrekey);
    if (!proof) return proof.error();
    unit.prekeys.push_back({prekey.prekey, *proof});
  }
  return unit;
}

Unit to_unit(const JoinUnit& join, const JoinTerms& terms) {
  Unit unit{join.name, join.roles, {}, {}, join.signing, {}, {}};
  const auto scope = terms.units.find(join.name);
  if (scope != terms.units.end()) {
    unit.areas = scope->second.areas;
    unit.sectors = scope->second.sectors;
  }
  for (const auto& curve : join.curve) unit.curve.push_back(curve.key);
  for (const auto& prekey : join.prekeys) unit.prekeys.push_back(prekey.prekey);
  return unit;
}

}  // namespace

MadeInvite make_invite(const GatewayKeys& gateway, const model::Digest& root, base::Time expires,
                       crypto::Random& random) {
  auto challenge = crypto::AgreementKey::generate(random);
  const Invite invite{crypto::random_fixed<InviteNonce>(random), expires, root,
                      challenge.public_key(), gateway};
  return {to_text(invite), std::move(challenge)};
}

Result<std::string> make_join_request(std::string_view invite_text, const Newcomer& newcomer) {
  const auto invite = parse_invite(invite_text);
  if (!invite) return invite.error();
  JoinRequest request{crypto::sha256(base::bytes_of(invite_text)), newcomer.partner, {}, {}};
  for (const JoinDeciderKeys& decider : newcomer.deciders) {
    request.deciders.push_back({decider.name, decider.key->public_key(), decider.valid});
  }
  for (const JoinUnitKeys& keys : newcomer.units) {
    auto unit = prove_unit(keys, *invite, request.invite, newcomer.partner);
    if (!unit) return unit.error();
    request.units.push_back(*std::move(unit));
  }
  const std::string text = to_text(request);
  const auto parsed = parse_join_request(text);
  if (!parsed) return parsed.error();
  note::SignedNote note{text, {}};
  for (const JoinUnitKeys& keys : newcomer.units) {
    note::sign(note, unit_key_name(newcomer.partner, keys.name), *keys.signing);
  }
  for (const JoinDeciderKeys& decider : newcomer.deciders) {
    note::sign(note, decider_key_name(newcomer.partner, decider.name), *decider.key);
  }
  return note::to_text(note);
}

Result<JoinRequest> verify_join_request(std::string_view invite_text,
                                        const crypto::AgreementKey& challenge,
                                        std::string_view request_note, base::Time now) {
  const auto invite = parse_invite(invite_text);
  if (!invite) return invite.error();
  const auto note = note::parse_note(request_note, kMaxJoinRequestSize);
  if (!note) return note.error();
  auto request = parse_join_request(note->text);
  if (!request) return request.error();
  if (now >= invite->expires) return fail(ErrorCode::kUnauthenticated, "the invite has expired");
  if (request->invite != crypto::sha256(base::bytes_of(invite_text)) ||
      invite->challenge != challenge.public_key()) {
    return fail(ErrorCode::kUnauthenticated, "the request answers another invite");
  }
  if (reuses_a_gateway_key(*invite, *request)) {
    return fail(ErrorCode::kMalformed, "a key of the gateway is used again");
  }
  if (!is_signed_by_all(*note, *request) || !proves_all(challenge, *request)) {
    return fail(ErrorCode::kUnauthenticated,
                "the request does not prove that its keys are its own");
  }
  return request;
}

std::array<std::string_view, kCheckWords> check_words(std::string_view invite_text,
                                                      std::string_view request_note) {
  const auto digest = crypto::digest_of(
      "safeconduct check words v1", {base::bytes_of(invite_text), base::bytes_of(request_note)});
  std::array<std::string_view, kCheckWords> words;
  for (std::size_t i = 0; i < words.size(); ++i) words.at(i) = kCheckWordList.at(digest.bytes()[i]);
  return words;
}

Result<std::string> add_partner(const Directory& current, const JoinRequest& request,
                                const JoinTerms& terms, Period version) {
  DirectoryData next = next_version(current, version.from, version.until);
  std::uint32_t number = 0;
  for (const Partner& partner : next.partners) {
    number = std::max(number, static_cast<std::uint32_t>(partner.number));
  }
  if (number == UINT32_MAX) return fail(ErrorCode::kTooLarge, "there is no number left");
  Partner partner;
  partner.number = model::PartnerNumber{number + 1};
  partner.name = request.partner;
  partner.state = PartnerState::kActive;
  partner.valid = terms.valid;
  partner.agreement = terms.agreement;
  partner.sends = terms.sends;
  partner.deciders = request.deciders;
  for (const JoinUnit& unit : request.units) partner.units.push_back(to_unit(unit, terms));
  next.partners.push_back(std::move(partner));
  std::string text = to_text(std::move(next));
  // The strict reader is the judge of what may be signed.
  const auto directory = Directory::from_text(text);
  if (!directory) return directory.error();
  return text;
}

}  // namespace gateway::directory
