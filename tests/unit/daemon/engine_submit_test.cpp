#include "gateway/daemon/consent_codec.h"

#include "tests/unit/daemon/engine_fixture.h"

#include <chrono>
#include <functional>
#include <span>

namespace gateway::daemon {
namespace {

using model::LegalBasis;
using model::SectionMode;
using std::chrono::hours;
using std::chrono::minutes;

const base::Bytes kMoreText(100, 'y');

class EngineSubmitTest : public EngineTest {
 protected:
  /// A message that is good until `spoil` made it bad.
  using Spoil = std::function<void(envelope::SealRequest&)>;
  void expect_refused_when(Refusal refusal, const Spoil& spoil) {
    envelope::SealRequest request = world_.intel({police(), labour()});
    expect_accepted(request);
    request = world_.intel({police(), labour()});
    spoil(request);
    expect_refused(request, refusal);
  }
};

TEST_F(EngineSubmitTest, AnAcceptedMessageIsStoredWithOneLeafAndOneDeliveryEach) {
  expect_accepted(world_.intel({police(), labour()}));
  EXPECT_EQ(world_.archive.message_records.size(), 1U);
  EXPECT_EQ(world_.archive.delivery_records.size(), 2U);
  ASSERT_EQ(world_.last_leaves().size(), 1U);
  EXPECT_EQ(world_.last_leaves().front().type, LeafType::kAccept);
}

TEST_F(EngineSubmitTest, ATruncatedEnvelopeIsRefused) {
  const base::Bytes good = world_.seal(world_.intel({police()}), sender_->member);
  for (std::size_t size = 0; size < good.size(); size += 97) {
    const auto part = std::span(good).first(size);
    const auto result = sender_->submit(part);
    EXPECT_FALSE(result.accepted) << size;
    EXPECT_TRUE(world_.last.changes.empty()) << size;
    world_.monotonic += minutes(1);
  }
  expect_accepted(*sender_, good);
}

TEST_F(EngineSubmitTest, AnEnvelopeWithAnyBitFlippedIsRefusedWithALeaf) {
  const base::Bytes good = world_.seal(world_.intel({police()}), sender_->member);
  for (std::size_t i = 0; i < good.size(); i += 97) {
    base::Bytes bad = good;
    bad[i] ^= 0x10U;
    world_.monotonic += minutes(1);
    const auto result = sender_->submit(bad);
    EXPECT_FALSE(result.accepted) << i;
    expect_logged(result.refusal);
  }
  expect_accepted(*sender_, good);
}

TEST_F(EngineSubmitTest, AnOversizedEnvelopeIsRefused) {
  base::Bytes big = world_.seal(world_.intel({police()}), sender_->member);
  big.resize(envelope::kMaxEnvelope + 1);
  expect_refused(*sender_, big, Refusal::kTooLarge);
}

TEST_F(EngineSubmitTest, TheSameBytesAgainGetTheSameAnswerAndNoSecondMessage) {
  const base::Bytes bytes = world_.seal(world_.intel({police()}), sender_->member);
  const auto first = expect_accepted(*sender_, bytes);
  const auto again = expect_accepted(*sender_, bytes);
  EXPECT_TRUE(world_.last.empty());
  EXPECT_EQ(again.proof.index, first.proof.index);
  EXPECT_EQ(again.proof.leaf, first.proof.leaf);
  // Twice in one turn, too.
  const base::Bytes both = world_.seal(world_.intel({police()}), sender_->member);
  const auto answer = sender_->ask(wire::Submit{2}, {both, both});
  const auto& results = std::get<wire::Submitted>(answer->body).results;
  ASSERT_EQ(results.size(), 2U);
  EXPECT_EQ(results[0].proof.index, results[1].proof.index);
  EXPECT_EQ(world_.archive.message_records.size(), 2U);
  EXPECT_EQ(world_.leaf_count(LeafType::kAccept), 2U);
}

TEST_F(EngineSubmitTest, OtherBytesUnderTheSameMessageIdAreRefused) {
  const auto request = world_.intel({police()});
  expect_accepted(request);
  expect_refused(request, Refusal::kReplayDiffers);  // Sealing again makes other bytes.
}

TEST_F(EngineSubmitTest, NobodySubmitsForAnotherPartner) {
  const base::Bytes bytes = world_.seal(world_.intel({police()}), sender_->member);
  const auto other = world_.connect("nca-mshtu", "main");
  expect_refused(*other, bytes, Refusal::kNotAuthenticated);
  expect_accepted(*sender_, bytes);
}

TEST_F(EngineSubmitTest, TimesKeysAndVersionsAreJudged) {
  expect_refused_when(Refusal::kDirectoryVersion, [](auto& request) {
    request.cover.directory_version = model::DirectoryVersion{2};
  });
  expect_refused_when(Refusal::kDirectoryVersion,
                      [](auto& request) { request.cover.directory_hash = base::Digest(); });
  expect_refused_when(Refusal::kExpired, [](auto& request) {
    request.cover.created -= hours(24 * 9);
    request.cover.expires = request.cover.created + hours(24 * 9);
  });
  expect_refused_when(Refusal::kCreatedInFuture,
                      [](auto& request) { request.cover.created += minutes(6); });
  auto foreign = world_.intel({police()});
  foreign.cover.sender_key = crypto::key_id_of(police().member.keys.signing.public_key());
  expect_refused(*sender_, world_.seal(foreign, police().member), Refusal::kKeyUnknown);
  expect_refused_when(Refusal::kRecipientUnknown, [&](auto& request) {
    request.recipients[0].prekey = crypto::AgreementKey::generate(world_.random).public_key();
  });
  expect_refused_when(Refusal::kRecipientUnknown, [&](auto& request) {  // Of another role.
    request.recipients[0].prekey = police().member.keys.prekeys.at(Role::kFro).front().public_key();
  });
}

TEST_F(EngineSubmitTest, AClientThatIgnoresThePolicyIsRefused) {
  // Risk goes to the police, never to the labour inspectorate.
  const auto with_risk = [&](const World::To& to) {
    auto request = world_.intel({to});
    request.sections.push_back({Section::kRisk, SectionMode::kDirect, kMoreText});
    request.recipients[0].granted.push_back(Section::kRisk);
    request.gateway_row.flags.sanitised = true;
    return request;
  };
  expect_accepted(with_risk(police()));
  expect_refused(with_risk(labour()), Refusal::kPolicyDenies);
  expect_refused_when(Refusal::kKindNotInAgreement, [](auto& request) {
    request.gateway_row.purpose = model::Purpose::kStatistics;
  });
  expect_refused(world_.intel({{world_.member("ctdc", "main"), Role::kForum}}),
                 Refusal::kRoleNotPermitted);
}

TEST_F(EngineSubmitTest, ARowThatPromisesTooLittleIsRefused) {
  expect_refused_when(Refusal::kPromiseMissing, [](auto& request) {
    request.recipients[0].promises[Section::kContent] = envelope::Promise();
  });
}

TEST_F(EngineSubmitTest, AKindOrSectionNobodyPermitsIsRefused) {
  expect_refused_when(Refusal::kRoleNotPermitted,
                      [](auto& request) { request.cover.kind = model::Kind::kTipIntake; });
}

TEST_F(EngineSubmitTest, DirectModeIsRefusedWhereReleaseIsDemanded) {
  const auto tipster = world_.connect("helpline-relay", "main");
  const auto tip = [&](SectionMode mode) {
    auto request =
        world_.draft(tipster->member, Kind::kTipIntake, {{sender_->member, Role::kHfjInv}});
    request.sections.push_back({Section::kSource, mode, kMoreText});
    request.recipients[0].granted.push_back(Section::kSource);
    return world_.seal(request, tipster->member);
  };
  expect_refused(*tipster, tip(SectionMode::kDirect), Refusal::kModeNotAllowed);
  expect_accepted(*tipster, tip(SectionMode::kRelease));
}

TEST_F(EngineSubmitTest, MarkingsAndReferencesAreJudged) {
  for (const auto marking : {model::Marking::kSecret, model::Marking::kTopSecret}) {
    expect_refused_when(Refusal::kClassificationTooHigh,
                        [&](auto& request) { request.cover.marking = marking; });
  }
  expect_refused_when(Refusal::kMarkingTooLow, [](auto& request) {
    request.cover.marking = model::Marking::kOfficial;
    request.gateway_row.flags.identifiable = true;
  });
  expect_refused_when(Refusal::kConditionsRequired, [](auto& request) {
    request.cover.handling_code = model::HandlingCode::kConditions;
  });
  expect_refused_when(Refusal::kLinkability,
                      [](auto& request) { request.gateway_row.flags.carries_reference = true; });
}

class EngineConsentTest : public EngineTest {
 protected:
  void SetUp() override {
    EngineTest::SetUp();
    care_ = world_.connect("hfj", "aftercare");
    from_ = world_.clock.now();
  }
  [[nodiscard]] World::To house() const {
    return {world_.member("harbourlight-housing", "main"), Role::kSafehouse};
  }
  [[nodiscard]] World::To other_house() const {
    return {world_.member("stillwater-refuge", "main"), Role::kSafehouse};
  }
  [[nodiscard]] consent::Grant grant() {
    return {handle_,
            group_,
            model::ConsentPurpose::kCarePlacement,
            house().member.unit.partner,
            Role::kSafehouse,
            from_,
            from_ + hours(24)};
  }
  void record_consent() {
    auto request = world_.draft(sender_->member, Kind::kConsentRecord, {house()});
    request.gateway_row.purpose = model::Purpose::kAccountability;
    request.gateway_row.consent_group = group_;
    const consent::Grant granted = grant();
    request.gateway_row.consent_grants = {{granted.handle, granted.purpose, granted.recipient,
                                           granted.role, granted.from, granted.until}};
    expect_accepted(*sender_, world_.seal(request, sender_->member));
    EXPECT_EQ(world_.last_leaves(LeafType::kConsent).size(), 1U);
  }
  base::Bytes referral(const World::To& to) {
    auto request = world_.draft(care_->member, Kind::kAftercareReferral, {to});
    request.gateway_row.purpose = model::Purpose::kVictimSupport;
    request.gateway_row.art6 = LegalBasis::kConsent;
    request.gateway_row.art9 = LegalBasis::kExplicitConsent;
    request.gateway_row.consent_handles = {handle_};
    return world_.seal(request, care_->member);
  }

  [[nodiscard]] World::To ngo() const {
    return {world_.member("hfj", "aftercare"), Role::kHfjCare};
  }
  void withdraw(FakeClient& client, model::ConsentPurpose purpose) {
    const World::To told = client.member.unit == sender_->member.unit ? house() : ngo();
    auto request = world_.draft(client.member, Kind::kConsentWithdraw, {told});
    request.gateway_row.purpose = model::Purpose::kAccountability;
    request.gateway_row.art6 = LegalBasis::kLegitimateInterests;
    request.gateway_row.consent_group = group_;
    request.gateway_row.withdrawn_purposes = 1U << static_cast<unsigned>(purpose);
    expect_accepted(client, world_.seal(request, client.member));
  }

  std::unique_ptr<FakeClient> care_;
  model::ConsentHandle handle_ = crypto::random_fixed<model::ConsentHandle>(world_.random);
  base::Digest group_ = crypto::random_fixed<base::Digest>(world_.random);
  base::Time from_;
};

TEST_F(EngineConsentTest, WithoutConsentAReferralIsRefusedAndWithItAccepted) {
  expect_refused(*care_, referral(house()), Refusal::kConsentMissing);
  record_consent();
  expect_accepted(*care_, referral(house()));
  expect_refused(*care_, referral(other_house()), Refusal::kRecipientNotNamed);
}

TEST_F(EngineConsentTest, AnExpiredConsentIsNone) {
  record_consent();
  world_.pass(hours(25));
  expect_refused(*care_, referral(house()), Refusal::kConsentExpired);
}

TEST_F(EngineConsentTest, AWithdrawnConsentIsNone) {
  const consent::Entry withdrawn{grant(), sender_->member.unit.partner,
                                 consent::EntryState::kWithdrawn};
  world_.archive.consent_records[handle_] = {handle_, encode_consent(withdrawn)};
  world_.restart();
  care_ = world_.connect("hfj", "aftercare");
  expect_refused(*care_, referral(house()), Refusal::kConsentWithdrawn);
}

TEST_F(EngineConsentTest, AWithdrawalRefusesFromTheSameTurnOnAndOutlivesARestart) {
  record_consent();
  expect_accepted(*care_, referral(house()));
  withdraw(*sender_, model::ConsentPurpose::kCarePlacement);
  const auto leaves = world_.last_leaves(LeafType::kConsent);
  ASSERT_EQ(leaves.size(), 1U);
  EXPECT_EQ(leaves.front().subject, group_);
  EXPECT_EQ(leaves.front().basis, 1U);
  expect_refused(*care_, referral(house()), Refusal::kConsentWithdrawn);
  world_.restart();
  care_ = world_.connect("hfj", "aftercare");
  expect_refused(*care_, referral(house()), Refusal::kConsentWithdrawn);
}

TEST_F(EngineConsentTest, SomebodyWhomItDoesNotConcernTakesNothingBack) {
  record_consent();
  const auto stranger = world_.connect("stillwater-refuge", "main");
  withdraw(*stranger, model::ConsentPurpose::kCarePlacement);
  EXPECT_TRUE(world_.last_leaves(LeafType::kConsent).empty());
  expect_accepted(*care_, referral(house()));
}

TEST_F(EngineConsentTest, AnotherPurposeTakenBackLeavesThisOne) {
  record_consent();
  withdraw(*sender_, model::ConsentPurpose::kHealth);
  EXPECT_TRUE(world_.last_leaves(LeafType::kConsent).empty());
  expect_accepted(*care_, referral(house()));
}

TEST_F(EngineConsentTest, AChildsMessageDoesNotRestOnConsent) {
  record_consent();
  auto request = world_.draft(care_->member, Kind::kAftercareReferral, {house()});
  request.gateway_row.purpose = model::Purpose::kVictimSupport;
  request.gateway_row.art6 = LegalBasis::kConsent;
  request.gateway_row.flags.subject_child = true;
  request.gateway_row.consent_handles = {handle_};
  expect_refused(*care_, world_.seal(request, care_->member), Refusal::kChildConsentLogic);
}

TEST_F(EngineConsentTest, AConsentOutlivesARestart) {
  record_consent();
  world_.restart();
  care_ = world_.connect("hfj", "aftercare");
  expect_accepted(*care_, referral(house()));
}

TEST_F(EngineSubmitTest, RefusalsBeyondTwentyAMinuteGetOneSummaryLeaf) {
  const base::Bytes bad(10, 0);
  for (int i = 0; i < 30; ++i) {
    EXPECT_FALSE(sender_->submit(bad).accepted);
    EXPECT_EQ(world_.last.leaves.size(), i < 20 ? 1U : 0U) << i;
  }
  world_.pass(minutes(1));
  const auto summaries = world_.last_leaves(LeafType::kRefuseSummary);
  ASSERT_EQ(summaries.size(), 1U);
  EXPECT_EQ(summaries.front().basis, 10U);
  EXPECT_EQ(summaries.front().actor, sender_->member.unit.partner);
  EXPECT_FALSE(sender_->submit(bad).accepted);  // Each minute begins anew.
  EXPECT_EQ(world_.last_leaves(LeafType::kRefuse).size(), 1U);
}

}  // namespace
}  // namespace gateway::daemon
