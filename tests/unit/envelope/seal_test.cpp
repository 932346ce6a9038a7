#include "gateway/envelope/seal.h"

#include "tests/unit/envelope/fixture.h"

#include <functional>
#include <string>
#include <type_traits>
#include <vector>

namespace gateway::envelope {
namespace {

static_assert(!std::is_copy_constructible_v<RowKeys>, "keys have one owner");

class SealTest : public EnvelopeTest {};

TEST_F(SealTest, EachRecipientReadsWhatItWasGrantedAndNothingElse) {
  const base::Bytes container = sealed(direct_request());
  const base::Bytes safehouse_view = view_of(container, 2);
  const auto safehouse = open_view(safehouse_view);
  ASSERT_TRUE(safehouse);
  ASSERT_TRUE(verify_signature(*safehouse, signer_.public_key()));
  const auto keys = unwrap(*safehouse, safehouse_);
  ASSERT_TRUE(keys);

  EXPECT_EQ(text_of(open_section(*safehouse, *keys, 0)), content_);
  EXPECT_EQ(text_of(open_section(*safehouse, *keys, 1)), identity_);
  EXPECT_EQ(refusal_of(open_section(*safehouse, *keys, 2)), Refusal::kCommitmentMismatch);
  EXPECT_EQ(refusal_of(open_section(*safehouse, *keys, 3)), Refusal::kCommitmentMismatch);
  EXPECT_EQ(keys->pair_counter(), 43U);

  const base::Bytes police_view = view_of(container, 3);
  const auto police = open_view(police_view);
  ASSERT_TRUE(police);
  const auto police_keys = unwrap(*police, police_);
  ASSERT_TRUE(police_keys);
  EXPECT_EQ(text_of(open_section(*police, *police_keys, 0)), content_);
  EXPECT_EQ(refusal_of(open_section(*police, *police_keys, 1)), Refusal::kCommitmentMismatch);
}

TEST_F(SealTest, TheGatewayReadsWhatItNeedsToDecide) {
  SealRequest asked = request();
  asked.cover.topic = "intel.report/northvale/labour";
  asked.cover.gossip = {12, crypto::random_fixed<base::Digest>(random_),
                        crypto::random_fixed<LogKeyId>(random_),
                        crypto::random_fixed<crypto::Signature>(random_)};
  GatewayRow& row = asked.gateway_row;
  row.salt = crypto::random_fixed<model::Salt>(random_);
  row.override_decision =
      Override{model::LegalBasis::kSafeguardingAtRisk, kCreated, signer_.public_key(),
               crypto::random_fixed<crypto::Signature>(random_),
               crypto::random_fixed<base::Digest>(random_)};
  row.approvals = {"first note\n", "zweite Notiz: \xC3\xA4\n"};
  row.target = Target{crypto::random_fixed<model::EnvelopeId>(random_),
                      crypto::random_fixed<base::Digest>(random_)};
  row.audience_log_size = 77;
  row.consent_group = crypto::random_fixed<base::Digest>(random_);
  row.consent_grants = {{crypto::random_fixed<model::ConsentHandle>(random_),
                         model::ConsentPurpose::kCarePlacement, model::PartnerNumber{2},
                         model::Role::kSafehouse, kCreated, kCreated + std::chrono::hours{24}}};

  const base::Bytes container = sealed(asked);
  const auto envelope = open_for_gateway(container);

  ASSERT_TRUE(envelope) << to_code(envelope.refusal());
  EXPECT_EQ(static_cast<const Cover&>(envelope->head), asked.cover);
  EXPECT_EQ(envelope->gateway_row, row);
  ASSERT_EQ(envelope->head.sections.size(), 3U);
  EXPECT_EQ(index_of(envelope->head, Section::kHealth), 2U);
  EXPECT_EQ(index_of(envelope->head, Section::kToken), std::nullopt);
  const Row& safehouse = envelope->rows[row_of(*envelope, 2)].row;
  EXPECT_EQ(safehouse.granted, 0b011U);
  EXPECT_EQ(safehouse.role, model::Role::kSafehouse);
  EXPECT_EQ(safehouse.prekey, prekey_id_of(safehouse_.public_key()));
}

TEST_F(SealTest, RowCountsArePaddedWithFillersThatOnlyTheGatewayCanTell) {
  for (const std::size_t recipients : {1U, 2U, 3U, 5U, 33U, 64U}) {
    SealRequest asked = direct_request();
    asked.recipients.clear();
    for (std::uint32_t i = 0; i < recipients; ++i) {
      asked.recipients.push_back(recipient(10 + i, "main", model::Role::kLa, police_));
    }
    const base::Bytes container = sealed(asked);
    const auto envelope = open_for_gateway(container);
    ASSERT_TRUE(envelope) << recipients;
    std::size_t expected = 2;
    while (expected < recipients) expected *= 2;
    EXPECT_EQ(envelope->rows.size(), expected);
    std::size_t fillers = 0;
    for (const auto& parts : envelope->rows) {
      if (parts.row.is_filler()) ++fillers;
      EXPECT_EQ(parts.wrap.size(), envelope->rows.front().wrap.size());
    }
    EXPECT_EQ(fillers, expected - recipients);
  }
}

TEST_F(SealTest, LengthsOfNearSizesLookAlike) {
  const auto lengths = [&](std::size_t size) {
    identity_ = std::string(size, 'x');
    const base::Bytes container = sealed(request());
    return std::pair(container.size(), open_for_gateway(container)->sections[1].size());
  };
  EXPECT_EQ(lengths(0), lengths(56));
  EXPECT_NE(lengths(56), lengths(57));
  EXPECT_EQ(lengths(1001), lengths(1016));
  EXPECT_EQ(lengths(100'400), lengths(102'000));
}

TEST_F(SealTest, SectionsOfManyChunksComeBackWhole) {
  for (const std::size_t size : {65'527U, 65'528U, 65'529U, 131'064U, 131'065U, 400'000U}) {
    content_.assign(size, '\0');
    for (std::size_t i = 0; i < size; ++i) content_[i] = static_cast<char>(i * 31 + i / 251);
    const base::Bytes container = sealed(direct_request());
    const base::Bytes bytes = view_of(container, 3);
    const auto view = open_view(bytes);
    ASSERT_TRUE(view);
    const auto keys = unwrap(*view, police_);
    ASSERT_TRUE(keys);
    EXPECT_TRUE(text_of(open_section(*view, *keys, 0)) == content_) << size;
  }
}

TEST_F(SealTest, ThePlaintextIsNowhereInTheContainer) {
  const base::Bytes container = sealed(request());
  const std::string_view bytes = base::text_of(container);
  EXPECT_EQ(bytes.find(content_), std::string_view::npos);
  EXPECT_EQ(bytes.find(identity_), std::string_view::npos);
}

TEST_F(SealTest, SealingTwiceGivesNothingInCommonButTheFieldsOfTheCover) {
  const SealRequest asked = request();
  const base::Bytes one = sealed(asked);
  const base::Bytes other = sealed(asked);
  const auto first = open_for_gateway(one);
  const auto second = open_for_gateway(other);
  ASSERT_TRUE(first);
  ASSERT_TRUE(second);
  EXPECT_NE(first->id, second->id);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_NE(first->head.sections[i].commitment, second->head.sections[i].commitment);
  }
  EXPECT_NE(first->head.row_commitments, second->head.row_commitments);
}

TEST_F(SealTest, RefusesWhatTheGatewayWouldRefuse) {
  struct Case {
    std::string_view name;
    std::function<void(SealRequest&)> spoil;
    Refusal refusal;
  };
  static const std::string big(kMaxEnvelope, 'x');
  const std::vector<Case> table = {
      {"nobody", [](SealRequest& r) { r.recipients.clear(); }, Refusal::kAudienceEmpty},
      {"65 recipients",
       [](SealRequest& r) {
         r.recipients.resize(65, r.recipients[0]);
         for (std::uint32_t i = 0; i < 65; ++i) {
           r.recipients[i].unit.partner = model::PartnerNumber{i + 1};
         }
       },
       Refusal::kTooLarge},
      {"the same twice", [](SealRequest& r) { r.recipients.push_back(r.recipients[0]); },
       Refusal::kRowMalformed},
      {"partner 0", [](SealRequest& r) { r.recipients[0].unit.partner = {}; },
       Refusal::kRowMalformed},
      {"no role", [](SealRequest& r) { r.recipients[0].role = {}; }, Refusal::kRoleUnknown},
      {"role 99", [](SealRequest& r) { r.recipients[0].role = model::Role{99}; },
       Refusal::kRoleUnknown},
      {"bad unit", [](SealRequest& r) { r.recipients[0].unit.unit = "Main Desk"; },
       Refusal::kRowMalformed},
      {"nothing granted", [](SealRequest& r) { r.recipients[0].granted.clear(); },
       Refusal::kRowMalformed},
      {"grants an absent section",
       [](SealRequest& r) { r.recipients[0].granted.push_back(Section::kToken); },
       Refusal::kSectionUnknown},
      {"no section", [](SealRequest& r) { r.sections.clear(); }, Refusal::kEnvelopeMalformed},
      {"section twice", [](SealRequest& r) { r.sections[1] = r.sections[0]; },
       Refusal::kSectionUnknown},
      {"sections out of order", [](SealRequest& r) { std::swap(r.sections[0], r.sections[1]); },
       Refusal::kEnvelopeMalformed},
      {"section 99", [](SealRequest& r) { r.sections[2].section = Section{99}; },
       Refusal::kSectionUnknown},
      {"no mode", [](SealRequest& r) { r.sections[2].mode = {}; }, Refusal::kEnvelopeMalformed},
      {"mode 9", [](SealRequest& r) { r.sections[2].mode = SectionMode{9}; },
       Refusal::kEnvelopeMalformed},
      {"no release key", [](SealRequest& r) { r.release_key = {}; }, Refusal::kModeNotAllowed},
      {"low-order prekey", [](SealRequest& r) { r.recipients[1].prekey = {}; },
       Refusal::kWrapInvalid},
      {"too much data", [](SealRequest& r) { r.sections[0].data = base::bytes_of(big); },
       Refusal::kTooLarge},
      {"kind 999", [](SealRequest& r) { r.cover.kind = model::Kind{999}; }, Refusal::kKindUnknown},
      {"no sender", [](SealRequest& r) { r.cover.sender.partner = {}; },
       Refusal::kEnvelopeMalformed},
      {"bad sender unit", [](SealRequest& r) { r.cover.sender.unit = ""; },
       Refusal::kEnvelopeMalformed},
      {"no marking", [](SealRequest& r) { r.cover.marking = {}; }, Refusal::kEnvelopeMalformed},
      {"no handling code", [](SealRequest& r) { r.cover.handling_code = {}; },
       Refusal::kEnvelopeMalformed},
      {"no urgency", [](SealRequest& r) { r.cover.urgency = {}; }, Refusal::kEnvelopeMalformed},
      {"bad topic", [](SealRequest& r) { r.cover.topic = "intel report/*"; },
       Refusal::kEnvelopeMalformed},
      {"expires when created", [](SealRequest& r) { r.cover.expires = r.cover.created; },
       Refusal::kEnvelopeMalformed},
      {"lives over 14 days",
       [](SealRequest& r) {
         r.cover.expires = r.cover.created + kMaxLifetime + std::chrono::minutes{1};
       },
       Refusal::kEnvelopeMalformed},
      {"a flash over 48 hours",
       [](SealRequest& r) {
         r.cover.urgency = model::Urgency::kFlash;
         r.cover.expires = r.cover.created + kMaxFlashLifetime + std::chrono::minutes{1};
       },
       Refusal::kEnvelopeMalformed},
      {"half a gossip",
       [](SealRequest& r) {
         r.cover.gossip.key_id = LogKeyId({1, 2, 3, 4});
       },
       Refusal::kEnvelopeMalformed},
      {"no purpose", [](SealRequest& r) { r.gateway_row.purpose = {}; }, Refusal::kRowMalformed},
      {"no article 6", [](SealRequest& r) { r.gateway_row.art6 = {}; }, Refusal::kRowMalformed},
      {"no plan", [](SealRequest& r) { r.gateway_row.plan_digest = {}; }, Refusal::kRowMalformed},
      {"withdraws an unknown purpose",
       [](SealRequest& r) { r.gateway_row.withdrawn_purposes = 1U << 15U; },
       Refusal::kRowMalformed},
      {"withdraws no purpose", [](SealRequest& r) { r.gateway_row.withdrawn_purposes = 1U; },
       Refusal::kRowMalformed},
      {"a promise for a section not granted",
       [](SealRequest& r) {
         r.recipients[1].promises[Section::kIdentity] = {2, false, 0};
       },
       Refusal::kRowMalformed},
      {"no article 9", [](SealRequest& r) { r.gateway_row.art9 = {}; }, Refusal::kRowMalformed},
      {"17 approvals", [](SealRequest& r) { r.gateway_row.approvals.assign(17, "x"); },
       Refusal::kRowMalformed},
      {"long approval", [](SealRequest& r) { r.gateway_row.approvals = {std::string(4097, 'x')}; },
       Refusal::kRowMalformed},
      {"approval not UTF-8", [](SealRequest& r) { r.gateway_row.approvals = {"\xFF"}; },
       Refusal::kRowMalformed},
      {"grant without group",
       [](SealRequest& r) {
         r.gateway_row.consent_grants = {{model::ConsentHandle({1}), model::ConsentPurpose::kHealth,
                                          model::PartnerNumber{2}, model::Role::kHealth, kCreated,
                                          kCreated + std::chrono::hours{1}}};
       },
       Refusal::kRowMalformed},
      {"override without ground",
       [](SealRequest& r) { r.gateway_row.override_decision = Override{}; },
       Refusal::kRowMalformed},
  };
  for (const Case& row : table) {
    SealRequest asked = request();
    row.spoil(asked);
    EXPECT_EQ(refusal_of(seal(asked, random_)), row.refusal) << row.name;
  }
}

TEST_F(SealTest, AFullGatewayRowIsWithinLimitsOrRefusedAsTooLarge) {
  SealRequest asked = request();
  asked.gateway_row.consent_group = base::Digest({1});
  asked.gateway_row.consent_grants.assign(
      500, {model::ConsentHandle({1}), model::ConsentPurpose::kHealth, model::PartnerNumber{2},
            model::Role::kHealth, kCreated, kCreated + std::chrono::hours{1}});
  EXPECT_TRUE(is_accepted(sealed(asked)));
  asked.gateway_row.approvals.assign(16, std::string(4096, 'x'));
  EXPECT_EQ(refusal_of(seal(asked, random_)), Refusal::kTooLarge);
}

TEST_F(SealTest, OneSignatureServesABatchOfEquals) {
  std::vector<Sealed> batch;
  for (int i = 0; i < 5; ++i) {
    SealRequest asked = request();
    batch.push_back(*seal(asked, random_));
  }
  const auto envelopes = sign(batch, signer_, random_);
  ASSERT_EQ(envelopes.size(), 5U);
  SignatureCache cache;
  for (const SealedEnvelope& one : envelopes) {
    const auto envelope = open_for_gateway(one.container);
    ASSERT_TRUE(envelope);
    EXPECT_EQ(envelope->id, one.id);
    EXPECT_TRUE(verify_signature(*envelope, signer_.public_key(), cache));
    EXPECT_EQ(envelope->signature.signature,
              open_for_gateway(envelopes[0].container)->signature.signature);
  }
}

TEST_F(SealTest, OnlyEqualsMayShareABatch) {
  const Sealed first = *seal(request(), random_);
  EXPECT_TRUE(may_share_batch(first, *seal(request(), random_)));

  SealRequest other_kind = request();
  other_kind.cover.kind = model::Kind::kIntelReport;
  EXPECT_FALSE(may_share_batch(first, *seal(other_kind, random_)));
  SealRequest fewer = request();
  fewer.recipients.pop_back();
  EXPECT_FALSE(may_share_batch(first, *seal(fewer, random_)));
  SealRequest other_role = request();
  other_role.recipients[1].role = model::Role::kPolOic;
  EXPECT_FALSE(may_share_batch(first, *seal(other_role, random_)));
  SealRequest other_sender = request();
  other_sender.cover.sender.unit = "legal";
  EXPECT_FALSE(may_share_batch(first, *seal(other_sender, random_)));
  SealRequest other_order = request();
  std::swap(other_order.recipients[0], other_order.recipients[1]);
  EXPECT_TRUE(may_share_batch(first, *seal(other_order, random_)));
}

using SealDeathTest = SealTest;

TEST_F(SealDeathTest, SigningAMixedBatchIsABrokenPromise) {
  std::vector<Sealed> batch = {*seal(request(), random_)};
  SealRequest other_kind = request();
  other_kind.cover.kind = model::Kind::kIntelReport;
  batch.push_back(*seal(other_kind, random_));
  EXPECT_DEATH(sign(batch, signer_, random_), "");
}

}  // namespace
}  // namespace gateway::envelope
