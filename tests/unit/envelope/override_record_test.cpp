#include "gateway/envelope/override_record.h"

#include "tests/unit/envelope/fixture.h"
#include "tests/unit/envelope/forgery.h"

#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace gateway::envelope {
namespace {

constexpr OverrideReason kRecord{"9.2.g-18", "u-2010 (duty manager)", "2026-02-02T02:36:00Z",
                                 "at risk tonight"};

class OverrideRecordTest : public EnvelopeTest {
 protected:
  OverrideRecordTest() { random_.fill(key_.writable()); }

  /// A referral with an override whose reason lies in `section`, drawn before it was sealed.
  SealRequest decided(Section section) {
    SealRequest asked = request();
    asked.given_key = {section, &key_};
    Override& decision = asked.gateway_row.override_decision.emplace();
    decision.ground = model::LegalBasis::kSafeguardingAtRisk;
    decision.time = kCreated;
    decision.person = person_.public_key();
    decision.reason_commitment = reason_commitment(key_.bytes(), kRecord);
    decision.signature = person_.sign(
        base::bytes_of(override_text(asked.cover.message_id, asked.cover.salt, decision)));
    return asked;
  }

  crypto::SigningKey person_ = crypto::SigningKey::generate(random_);
  crypto::SecretBytes<32> key_;
};

TEST_F(OverrideRecordTest, TheHeadCommitsToTheReasonThatThePersonSigned) {
  const base::Bytes container = sealed(decided(Section::kContent));
  const auto envelope = open_for_gateway(container);
  ASSERT_TRUE(envelope);
  EXPECT_EQ(envelope->head.reason_commitment, reason_commitment(key_.bytes(), kRecord));
  EXPECT_EQ(envelope->head.reason_commitment,
            envelope->gateway_row.override_decision->reason_commitment);
  const base::Bytes plain = sealed(request());
  EXPECT_TRUE(open_for_gateway(plain)->head.reason_commitment.is_zero());
}

TEST_F(OverrideRecordTest, ARecipientOfTheSectionComputesTheSame) {
  const base::Bytes container = sealed(decided(Section::kContent));
  const base::Bytes bytes = view_of(container, 3);
  const auto view = open_view(bytes);
  const auto keys = unwrap(*view, police_);
  ASSERT_TRUE(keys);
  EXPECT_EQ(reason_commitment(*keys, 0, nullptr, kRecord), view->head.reason_commitment);
  EXPECT_NE(reason_commitment(*keys, 1, nullptr, kRecord), view->head.reason_commitment)
      << "not with the key of a section it was not given";
}

TEST_F(OverrideRecordTest, ARecipientOfAReleasedSectionComputesTheSame) {
  const base::Bytes container = sealed(decided(Section::kIdentity));
  const base::Bytes bytes = view_of(container, 2);
  const auto view = open_view(bytes);
  const auto keys = unwrap(*view, safehouse_);
  const SectionHalf half = released_half(container, 2, 1);
  EXPECT_EQ(text_of(open_section(*view, *keys, 1, half)), identity_);
  EXPECT_EQ(reason_commitment(*keys, 1, &half, kRecord), view->head.reason_commitment);
  EXPECT_NE(reason_commitment(*keys, 1, nullptr, kRecord), view->head.reason_commitment);
}

TEST_F(OverrideRecordTest, EveryPartOfTheRecordCounts) {
  std::set<base::Digest> seen = {reason_commitment(key_.bytes(), kRecord)};
  OverrideReason changed = kRecord;
  changed.basis = "6.1.d";
  EXPECT_TRUE(seen.insert(reason_commitment(key_.bytes(), changed)).second);
  changed = kRecord;
  changed.decided_by = "u-2011 (duty manager)";
  EXPECT_TRUE(seen.insert(reason_commitment(key_.bytes(), changed)).second);
  changed = kRecord;
  changed.decided_at = "2026-02-02T02:37:00Z";
  EXPECT_TRUE(seen.insert(reason_commitment(key_.bytes(), changed)).second);
  changed = kRecord;
  changed.reason = "at risk";
  EXPECT_TRUE(seen.insert(reason_commitment(key_.bytes(), changed)).second);
  // What moves from one part to the next is another record.
  EXPECT_NE(reason_commitment(key_.bytes(), {"ab", "c", "", ""}),
            reason_commitment(key_.bytes(), {"a", "bc", "", ""}));
  crypto::SecretBytes<32> other;
  random_.fill(other.writable());
  EXPECT_TRUE(seen.insert(reason_commitment(other.bytes(), kRecord)).second) << "it hides";
}

TEST_F(OverrideRecordTest, HeadAndGatewayRowSpeakOfTheSameDecision) {
  const base::Bytes container = sealed(decided(Section::kContent));
  const auto opening_with = [&](const base::Digest& commitment) {
    Forgery forgery = Forgery::of(container);
    forgery.head.reason_commitment = commitment;
    return opening(forgery.build(signer_, random_));
  };
  EXPECT_EQ(opening_with(reason_commitment(key_.bytes(), kRecord)), Refusal::kUnspecified);
  EXPECT_EQ(opening_with(base::Digest()), Refusal::kOverrideNeedsNamedPerson) << "kept quiet";
  EXPECT_EQ(opening_with(base::Digest({1})), Refusal::kOverrideNeedsNamedPerson);

  Forgery nobody = Forgery::of(sealed(request()));
  nobody.head.reason_commitment = base::Digest({1});
  EXPECT_EQ(opening(nobody.build(signer_, random_)), Refusal::kOverrideNeedsNamedPerson)
      << "nobody decided";
}

TEST_F(OverrideRecordTest, AnOverrideNeedsAGroundAndACommitment) {
  SealRequest asked = decided(Section::kContent);
  asked.gateway_row.override_decision->ground = model::LegalBasis::kNone;
  EXPECT_EQ(refusal_of(seal(asked, random_)), Refusal::kRowMalformed);
  asked = decided(Section::kContent);
  asked.gateway_row.override_decision->reason_commitment = base::Digest();
  EXPECT_EQ(refusal_of(seal(asked, random_)), Refusal::kRowMalformed);
}

TEST_F(OverrideRecordTest, APersonSignsOneMessage) {
  Override decision;
  decision.ground = model::LegalBasis::kSafeguardingAtRisk;
  decision.time = kCreated;
  EXPECT_EQ(override_text(model::MessageId({1}), model::Salt({2}), decision),
            "safeconduct-override/v1\n"
            "message 01000000-0000-0000-0000-000000000000\n"
            "salt 0200000000000000000000000000000000000000000000000000000000000000\n"
            "ground 9.2.g-18\n"
            "minutes 29500000\n"
            "reason 0000000000000000000000000000000000000000000000000000000000000000\n");
}

}  // namespace
}  // namespace gateway::envelope
