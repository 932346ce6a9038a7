#include "gateway/directory/joining.h"

#include "gateway/crypto/key_text.h"
#include "gateway/crypto/secret_bytes.h"
#include "gateway/directory/chain.h"
#include "gateway/directory/check_word_list.h"
#include "gateway/directory/join_text.h"
#include "gateway/directory/keys.h"

#include <algorithm>
#include <set>
#include <utility>

namespace gateway::directory {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;
using crypto::KeyUse;

// The proof that whoever made it holds the secret of `mine`, or of the challenge.
Result<crypto::Mac> possession_proof(const crypto::AgreementKey& secret,
                                     const crypto::AgreementPublicKey& peer,
                                     const model::Digest& invite, std::string_view key_text) {
  crypto::StackSecret<32> shared;
  const auto agreed = secret.agree(peer, shared.writable());
  if (!agreed) return agreed.error();
  return crypto::hmac_sha256(shared.bytes(), {base::bytes_of("safeconduct-possession/v1\n"),
                                              invite.bytes(), base::bytes_of(key_text)});
}

bool proves(const crypto::AgreementKey& challenge, const crypto::AgreementPublicKey& key,
            KeyUse use, const model::Digest& invite, const crypto::Mac& proof) {
  const auto expected =
      possession_proof(challenge, key, invite, crypto::public_key_text(use, key.bytes()));
  return expected && crypto::equal(*expected, proof);
}

bool proves_all(const crypto::AgreementKey& challenge, const JoinRequest& request) {
  for (const JoinUnit& unit : request.units) {
    for (const auto& curve : unit.curve) {
      if (!proves(challenge, curve.key, KeyUse::kCurve, request.invite, curve.proof)) return false;
    }
    for (const auto& prekey : unit.prekeys) {
      if (!proves(challenge, prekey.prekey.key, KeyUse::kPrekey, request.invite, prekey.proof)) {
        return false;
      }
    }
  }
  return true;
}

bool is_signed_by_all(const note::SignedNote& note, const JoinRequest& request) {
  return std::ranges::all_of(request.units, [&](const JoinUnit& unit) {
    return !unit.signing.empty() && std::ranges::all_of(unit.signing, [&](const auto& key) {
      return note::is_signed_by(note, unit_verifier(request.partner, unit.name, key.key));
    });
  });
}

// A newcomer may not take a key that the invite says is the gateway's.
bool reuses_a_gateway_key(const Invite& invite, const JoinRequest& request) {
  std::set<base::Bytes> taken;
  const auto take = [&](base::ByteView key) { taken.insert(base::to_bytes(key)); };
  for (const auto& log : invite.gateway.logs) take(log.key.bytes());
  take(invite.gateway.release.bytes());
  take(invite.gateway.session.bytes());
  take(invite.gateway.curve.bytes());
  take(invite.challenge.bytes());
  const auto is_taken = [&](base::ByteView key) { return taken.contains(base::to_bytes(key)); };
  for (const JoinUnit& unit : request.units) {
    for (const auto& key : unit.signing) {
      if (is_taken(key.key.bytes())) return true;
    }
    for (const auto& curve : unit.curve) {
      if (is_taken(curve.key.bytes())) return true;
    }
    for (const auto& prekey : unit.prekeys) {
      if (is_taken(prekey.prekey.key.bytes())) return true;
    }
  }
  return false;
}

Result<JoinUnit> prove_unit(const JoinUnitKeys& keys, const Invite& invite,
                            const model::Digest& invite_hash) {
  JoinUnit unit{keys.name, keys.roles, {{keys.signing->public_key(), keys.valid}}, {}, {}};
  for (const auto* secret : keys.curve) {
    const auto& key = secret->public_key();
    const auto proof = possession_proof(*secret, invite.challenge, invite_hash,
                                        crypto::public_key_text(KeyUse::kCurve, key.bytes()));
    if (!proof) return proof.error();
    unit.curve.push_back({key, *proof});
  }
  for (const JoinPrekey& prekey : keys.prekeys) {
    const auto& key = prekey.secret->public_key();
    const auto proof = possession_proof(*prekey.secret, invite.challenge, invite_hash,
                                        crypto::public_key_text(KeyUse::kPrekey, key.bytes()));
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

Result<std::string> make_join_request(std::string_view invite_text, std::string_view partner,
                                      const std::vector<JoinUnitKeys>& units) {
  const auto invite = parse_invite(invite_text);
  if (!invite) return invite.error();
  JoinRequest request{crypto::sha256(base::bytes_of(invite_text)), std::string(partner), {}};
  for (const JoinUnitKeys& keys : units) {
    auto unit = prove_unit(keys, *invite, request.invite);
    if (!unit) return unit.error();
    request.units.push_back(*std::move(unit));
  }
  const std::string text = to_text(request);
  const auto parsed = parse_join_request(text);
  if (!parsed) return parsed.error();
  note::SignedNote note{text, {}};
  for (const JoinUnitKeys& keys : units) {
    note::sign(note, unit_key_name(partner, keys.name), *keys.signing);
  }
  return note::to_text(note);
}

Result<JoinRequest> verify_join_request(std::string_view invite_text,
                                        const crypto::AgreementKey& challenge,
                                        std::string_view request_note, base::Time now) {
  const auto invite = parse_invite(invite_text);
  if (!invite) return invite.error();
  if (request_note.size() > kMaxJoinRequestSize) {
    return fail(ErrorCode::kTooLarge, "a request is too large");
  }
  const auto note = note::parse_note(request_note);
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
  for (const JoinUnit& unit : request.units) partner.units.push_back(to_unit(unit, terms));
  next.partners.push_back(std::move(partner));
  std::string text = to_text(std::move(next));
  // The strict reader is the judge of what may be signed.
  const auto directory = Directory::from_text(text);
  if (!directory) return directory.error();
  return text;
}

}  // namespace gateway::directory
