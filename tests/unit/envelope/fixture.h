#pragma once

#include "gateway/crypto/agreement_key.h"
#include "gateway/crypto/key_ids.h"
#include "gateway/crypto/signing_key.h"
#include "gateway/envelope/gateway_view.h"
#include "gateway/envelope/recipient_view.h"
#include "gateway/envelope/release.h"
#include "gateway/envelope/seal.h"
#include "gateway/envelope/signature.h"

#include "tests/support/repeatable_random.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace gateway::envelope {

using model::Refusal;
using model::Section;
using model::SectionMode;

inline constexpr base::Time kCreated{base::Millis{std::int64_t{29'500'000} * 60'000}};

/// A referral from the NGO's aftercare desk to a safe house and a police unit: `content` open at
/// once to both, `identity` by release to the safe house only.
class EnvelopeTest : public testing::Test {
 protected:
  tests::RepeatableRandom random_{7};
  crypto::SigningKey signer_ = crypto::SigningKey::generate(random_);
  crypto::AgreementKey safehouse_ = crypto::AgreementKey::generate(random_);
  crypto::AgreementKey police_ = crypto::AgreementKey::generate(random_);
  crypto::AgreementKey release_ = crypto::AgreementKey::generate(random_);
  std::string content_ = "needs a bed tonight";
  std::string identity_ = "the survivor's name";

  SealRequest request() {
    SealRequest request;
    request.cover = cover();
    request.gateway_row.purpose = model::Purpose::kVictimSupport;
    request.gateway_row.art6 = model::LegalBasis::kConsent;
    request.gateway_row.art9 = model::LegalBasis::kExplicitConsent;
    request.gateway_row.flags.identifiable = true;
    request.gateway_row.consent_handles = {crypto::random_fixed<model::ConsentHandle>(random_)};
    request.gateway_row.plan_digest = crypto::random_fixed<base::Digest>(random_);
    request.sections = {
        {Section::kContent, SectionMode::kDirect, base::bytes_of(content_)},
        {Section::kIdentity, SectionMode::kRelease, base::bytes_of(identity_)},
        {Section::kHealth, SectionMode::kDirect, {}},
    };
    request.recipients = {
        recipient(2, "main", model::Role::kSafehouse, safehouse_),
        recipient(3, "intake", model::Role::kPolInt, police_),
    };
    request.recipients[0].granted = {Section::kContent, Section::kIdentity};
    request.recipients[1].granted = {Section::kContent};
    request.release_key = release_.public_key();
    return request;
  }

  /// The same in direct mode throughout.
  SealRequest direct_request() {
    SealRequest direct = request();
    direct.sections[1].mode = SectionMode::kDirect;
    return direct;
  }

  Cover cover() {
    Cover cover;
    cover.message_id = crypto::random_fixed<model::MessageId>(random_);
    cover.salt = crypto::random_fixed<model::Salt>(random_);
    cover.sender = {model::PartnerNumber{1}, "aftercare"};
    cover.sender_key = key_id_of(signer_.public_key());
    cover.created = kCreated;
    cover.expires = kCreated + std::chrono::hours{24 * 7};
    cover.directory_version = model::DirectoryVersion{4};
    cover.directory_hash = crypto::random_fixed<base::Digest>(random_);
    cover.kind = model::Kind::kAftercareReferral;
    cover.marking = model::Marking::kOfficialSensitive;
    cover.handling_code = model::HandlingCode::kConditions;
    cover.urgency = model::Urgency::kRoutine;
    return cover;
  }

  static Recipient recipient(std::uint32_t partner, std::string unit, model::Role role,
                             const crypto::AgreementKey& prekey) {
    Recipient recipient;
    recipient.unit = {model::PartnerNumber{partner}, std::move(unit)};
    recipient.role = role;
    recipient.prekey = prekey.public_key();
    recipient.granted = {Section::kContent};
    recipient.pair_counter = 41 + partner;
    return recipient;
  }

  base::Bytes sealed(const SealRequest& request) {
    const auto sealed = seal(request, random_);
    EXPECT_TRUE(sealed);
    return sign(std::span(&*sealed, 1), signer_, random_).front().container;
  }

  /// Row of the unit's partner, in an envelope that opens.
  static std::size_t row_of(const GatewayEnvelope& envelope, std::uint32_t partner) {
    for (std::size_t i = 0; i < envelope.rows.size(); ++i) {
      if (envelope.rows[i].row.recipient.partner == model::PartnerNumber{partner}) return i;
    }
    ADD_FAILURE() << "no row for partner " << partner;
    return 0;
  }

  static base::Bytes view_of(base::ByteView container, std::uint32_t partner) {
    const auto envelope = open_for_gateway(container);
    EXPECT_TRUE(envelope);
    return *view_for_row(container, row_of(*envelope, partner), ~0U);
  }

  /// K2 of one section, as the gateway's answer would bring it.
  SectionHalf released_half(base::ByteView container, std::uint32_t partner, std::size_t index) {
    const auto envelope = open_for_gateway(container);
    const std::size_t row = row_of(*envelope, partner);
    const auto halves =
        open_halves(envelope->rows[row].halves, release_, stored_row(*envelope, row));
    EXPECT_TRUE(halves);
    return SectionHalf::copy_of(halves->half(index));
  }

  bool is_accepted(base::ByteView container) {
    SignatureCache cache;
    const auto envelope = open_for_gateway(container);
    return envelope && verify_signature(*envelope, signer_.public_key(), cache).has_value();
  }
};

/// The refusal, or kUnspecified when there was none.
template <class T>
Refusal refusal_of(const Checked<T>& checked) {
  return checked ? Refusal::kUnspecified : checked.refusal();
}

inline Refusal opening(base::ByteView container) { return refusal_of(open_for_gateway(container)); }
inline Refusal viewing(base::ByteView view) { return refusal_of(open_view(view)); }

inline std::string text_of(const Checked<base::Bytes>& bytes) {
  return bytes ? std::string(base::text_of(*bytes)) : "(refused)";
}

}  // namespace gateway::envelope
