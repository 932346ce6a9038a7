#pragma once

#include "gateway/crypto/mac.h"
#include "gateway/crypto/random.h"
#include "gateway/directory/directory.h"
#include "gateway/directory/root.h"

#include <array>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

// How an organisation becomes a partner: invite, request, check words read by phone, k trustees.

namespace gateway::directory {

using InviteNonce = base::FixedBytes<struct InviteNonceTag, 32>;

/// All a newcomer needs to believe the right gateway, and once only.
struct Invite {
  InviteNonce nonce;
  base::Time expires;  ///< Whole seconds.
  model::Digest root;  ///< Hash of the root note to pin.
  /// The newcomer proves that it holds its X25519 keys by agreeing with this one, whose secret the
  /// inviting trustee keeps until the request is approved.
  crypto::AgreementPublicKey challenge;
  GatewayKeys gateway;

  friend bool operator==(const Invite&, const Invite&) = default;
};
std::string to_text(const Invite& invite);
base::Result<Invite> parse_invite(std::string_view text, std::size_t* bad_line = nullptr);

struct MadeInvite {
  std::string text;
  crypto::AgreementKey challenge;
};
MadeInvite make_invite(const GatewayKeys& gateway, const model::Digest& root, base::Time expires,
                       crypto::Random& random);

/// A CURVE key or prekey with the proof that the newcomer holds its secret:
/// HMAC-SHA256 under the X25519 agreement with the challenge, over a text that names invite,
/// partner, unit, its signing keys and the key (FORMAT.md).
struct ProvenCurveKey {
  crypto::AgreementPublicKey key;
  crypto::Mac proof;

  friend bool operator==(const ProvenCurveKey&, const ProvenCurveKey&) = default;
};
struct ProvenPrekey {
  Prekey prekey;
  crypto::Mac proof;

  friend bool operator==(const ProvenPrekey&, const ProvenPrekey&) = default;
};
struct JoinUnit {
  std::string name;
  std::vector<model::Role> roles;
  std::vector<UnitSigningKey> signing;
  std::vector<ProvenCurveKey> curve;
  std::vector<ProvenPrekey> prekeys;

  friend bool operator==(const JoinUnit&, const JoinUnit&) = default;
};
struct JoinRequest {
  model::Digest invite;  ///< SHA-256 of the invite's text.
  std::string partner;   ///< The name it would like to have.
  std::vector<JoinUnit> units;
  std::vector<Decider> deciders;

  friend bool operator==(const JoinRequest&, const JoinRequest&) = default;
};
std::string to_text(JoinRequest request);
base::Result<JoinRequest> parse_join_request(std::string_view text,
                                             std::size_t* bad_line = nullptr);

/// The newcomer's secrets for one unit; they stay the caller's.
struct JoinPrekey {
  Prekey prekey;  ///< Signed already (sign_prekey).
  const crypto::AgreementKey* secret = nullptr;
};
struct JoinUnitKeys {
  std::string name;
  std::vector<model::Role> roles;
  Period valid;  ///< Of the signing key.
  const crypto::SigningKey* signing = nullptr;
  std::vector<const crypto::AgreementKey*> curve;
  std::vector<JoinPrekey> prekeys;
};
struct JoinDeciderKeys {
  std::string name;
  Period valid;
  const crypto::SigningKey* key = nullptr;
};
/// Who asks to join: the name it would like to have, and all its keys.
struct Newcomer {
  std::string partner;
  std::vector<JoinUnitKeys> units;
  std::vector<JoinDeciderKeys> deciders;
};
/// The signed request: a note over to_text(JoinRequest) signed by every signing key and decider's
/// key in it, which is the proof that its owner holds each.
base::Result<std::string> make_join_request(std::string_view invite_text, const Newcomer& newcomer);

/// Checks a request against the invite it answers: same invite, not expired, every key admissible,
/// proved and used once. `challenge` is what make_invite returned.
base::Result<JoinRequest> verify_join_request(std::string_view invite_text,
                                              const crypto::AgreementKey& challenge,
                                              std::string_view request_note, base::Time now);

inline constexpr std::size_t kCheckWords = 6;
/// Six words over both texts. The newcomer and a trustee read them to each other by phone; a
/// request that somebody changed on the way, or that answers another invite, has other words.
std::array<std::string_view, kCheckWords> check_words(std::string_view invite_text,
                                                      std::string_view request_note);

/// What the trustees decide about a newcomer; its own request cannot say it.
struct JoinTerms {
  Period valid;
  std::string agreement;
  KindScope sends;
  struct UnitScope {
    Scope areas;
    Scope sectors;
  };
  std::map<std::string, UnitScope>
      units;  ///< By unit name; a unit not named gets no area or sector.
};
/// The text of the next directory with the newcomer in it under the next free number, for k
/// trustees to sign. kMalformed when its name or one of its keys is there already.
base::Result<std::string> add_partner(const Directory& current, const JoinRequest& request,
                                      const JoinTerms& terms, Period version);

}  // namespace gateway::directory
