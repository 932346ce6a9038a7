#include "gateway/admission/authorise.h"

#include "tests/unit/admission/fixture.h"

#include <functional>
#include <string_view>

namespace gateway::admission {
namespace {

using Request = envelope::SealRequest;
using model::Kind;
using model::Marking;

class AuthoriseTest : public AdmissionTest {
 protected:
  struct Spoilt {
    std::string_view name;
    std::function<void(Request&)> spoil;
    Refusal refusal;
  };
  void expect_refused(std::initializer_list<Spoilt> rows) {
    for (const Spoilt& row : rows) {
      auto spoilt = request();
      row.spoil(spoilt);
      EXPECT_EQ(model::to_code(authorising(spoilt)), model::to_code(row.refusal)) << row.name;
    }
  }

  Request intelligence() {
    auto report = request();
    report.cover.sender = {kNgo, "investigations"};
    report.cover.sender_key = key_of(report.cover.sender);
    report.cover.kind = Kind::kIntelReport;
    report.gateway_row.purpose = model::Purpose::kCrimePrevention;
    report.gateway_row.art6 = model::LegalBasis::kRecognisedCrime;
    report.gateway_row.consent_handles.clear();
    report.sections = {{Section::kContent, SectionMode::kDirect, base::bytes_of("three men")}};
    report.recipients = {recipient({kPolice, "intel"}, Role::kPolInt)};
    report.recipients[0].granted = {Section::kContent};
    return report;
  }
};

TEST_F(AuthoriseTest, DeliversWhatPolicyAndConsentAllow) {
  const auto rows = authorised(request());

  ASSERT_TRUE(rows) << model::to_code(rows.refusal());
  ASSERT_EQ(rows->size(), 1U) << "fillers are nobody";
  EXPECT_EQ(rows->front().unit, kSafehouse);
  EXPECT_EQ(rows->front().role, Role::kSafehouse);
  EXPECT_EQ(rows->front().fate, RowFate::kDeliver);
  EXPECT_TRUE(rows->front().decision.section(Section::kIdentity).permitted());
}

TEST_F(AuthoriseTest, AFrozenRecipientsMailGoesToQuarantine) {
  freeze({kHouse, "", std::nullopt});

  const auto rows = authorised(request());

  ASSERT_TRUE(rows);
  EXPECT_EQ(rows->front().fate, RowFate::kQuarantine);
}

TEST_F(AuthoriseTest, AppliesTheRulesThatShow) {
  expect_refused({
      {"secret", [](Request& r) { r.cover.marking = Marking::kSecret; },
       Refusal::kClassificationTooHigh},
      {"top secret", [](Request& r) { r.cover.marking = Marking::kTopSecret; },
       Refusal::kClassificationTooHigh},
      {"a person under a low marking", [](Request& r) { r.cover.marking = Marking::kOfficial; },
       Refusal::kMarkingTooLow},
      {"conditions promised and not given",
       [](Request& r) { r.cover.handling_code = model::HandlingCode::kConditions; },
       Refusal::kConditionsRequired},
      {"consent grants in another kind",
       [&](Request& r) {
         r.gateway_row.consent_group = group_;
         r.gateway_row.consent_grants = {{handle_, model::ConsentPurpose::kCarePlacement, kHouse,
                                          Role::kSafehouse, kNow, kNow + directory::kDay}};
       },
       Refusal::kEnvelopeMalformed},
      {"an audience without a topic", [](Request& r) { r.gateway_row.audience_log_size = 7; },
       Refusal::kEnvelopeMalformed},
  });
}

TEST_F(AuthoriseTest, ConsentMustCoverThisRecipientInThisRole) {
  const auto other = crypto::random_fixed<model::ConsentHandle>(network_.random);
  const auto foreign = crypto::random_fixed<model::ConsentHandle>(network_.random);
  ASSERT_TRUE(consents_.add(std::vector{grant(other, kHouse, Role::kMsvcc)}, kNgo));
  expect_refused({
      {"none offered", [](Request& r) { r.gateway_row.consent_handles.clear(); },
       Refusal::kConsentMissing},
      {"a handle nobody recorded", [&](Request& r) { r.gateway_row.consent_handles = {foreign}; },
       Refusal::kConsentMissing},
      {"one for another role", [&](Request& r) { r.gateway_row.consent_handles = {other}; },
       Refusal::kRecipientNotNamed},
  });
}

TEST_F(AuthoriseTest, ConsentEndsWithItsTimeAndItsWithdrawal) {
  const auto message = request();
  consents_.withdraw(group_, std::nullopt, kNgo);
  EXPECT_EQ(authorising(message), Refusal::kConsentWithdrawn);

  consents_ = consent::Register(kNgo);
  auto brief = grant(handle_, kHouse, Role::kSafehouse);
  brief.until = kNow;
  ASSERT_TRUE(consents_.add(std::vector{brief}, kNgo));
  EXPECT_EQ(authorising(message), Refusal::kConsentExpired);
}

TEST_F(AuthoriseTest, GrantsNothingThatThePolicyDoesNot) {
  expect_refused({
      {"a section no rule gives",
       [](Request& r) { r.recipients[0].granted.push_back(Section::kHealth); },
       Refusal::kPolicyDenies},
      {"at once where the policy says by release",
       [](Request& r) { r.sections[1].mode = SectionMode::kDirect; }, Refusal::kModeNotAllowed},
      {"a purpose outside the agreement",
       [](Request& r) { r.gateway_row.purpose = model::Purpose::kStatistics; },
       Refusal::kKindNotInAgreement},
      {"a role no rule names",
       [&](Request& r) {
         r.recipients = {recipient(kSafehouse, Role::kMsvcc)};
         r.gateway_row.art6 = model::LegalBasis::kVitalInterests;
       },
       Refusal::kRoleNotPermitted},
      {"a kind the sender may not send",
       [&](Request& r) {
         r.cover.sender = {kPolice, "intel"};
         r.cover.sender_key = key_of(r.cover.sender);
       },
       Refusal::kRoleNotPermitted},
  });
}

TEST_F(AuthoriseTest, MoreClosedThanThePolicyDemandsIsFine) {
  auto closed = request();
  for (auto& section : closed.sections) section.mode = SectionMode::kRelease;

  EXPECT_EQ(authorising(closed), Refusal::kUnspecified);
}

TEST_F(AuthoriseTest, PassesExactlyTheSubsetsOfWhatIsPermitted) {
  const Section all[] = {Section::kContent, Section::kIdentity, Section::kNeeds, Section::kHealth};
  for (unsigned mask = 1; mask < 16; ++mask) {
    auto asked = request();
    asked.recipients[0].granted.clear();
    for (unsigned i = 0; i < 4; ++i) {
      if (((mask >> i) & 1U) != 0) asked.recipients[0].granted.push_back(all[i]);
    }
    const bool takes_health = (mask & 8U) != 0;
    EXPECT_EQ(authorising(asked), takes_health ? Refusal::kPolicyDenies : Refusal::kUnspecified)
        << mask;
  }
}

TEST_F(AuthoriseTest, OneRowTooManyRefusesTheWholeEnvelope) {
  auto both = request();
  both.recipients.push_back(recipient({kPolice, "intel"}, Role::kPolInt));
  both.recipients.back().granted = {Section::kContent};

  EXPECT_NE(authorising(both), Refusal::kUnspecified);
}

TEST_F(AuthoriseTest, ARecipientIsWhoTheDirectorySaysItIs) {
  const auto other_prekey = directory_->prekey(kSafehouse, Role::kMsvcc, kNow)->key;
  expect_refused({
      {"the prekey of another role", [&](Request& r) { r.recipients[0].prekey = other_prekey; },
       Refusal::kRecipientUnknown},
      {"a prekey nobody vouched for",
       [&](Request& r) {
         r.recipients[0].prekey = crypto::AgreementKey::generate(network_.random).public_key();
       },
       Refusal::kRecipientUnknown},
      {"a unit that is not there", [](Request& r) { r.recipients[0].unit.unit = "annex"; },
       Refusal::kRecipientUnknown},
      {"a role it does not hold", [](Request& r) { r.recipients[0].role = Role::kPolInt; },
       Refusal::kRecipientUnknown},
  });
}

TEST_F(AuthoriseTest, NoPolicyAtAllPermitsNothing) {
  policies_ = policy::PolicySet(*model::PartnerName::parse("hfj"));

  EXPECT_NE(authorising(request()), Refusal::kUnspecified);
}

TEST_F(AuthoriseTest, IntelligenceCarriesNothingThatJoinsItToACase) {
  EXPECT_EQ(authorising(intelligence()), Refusal::kUnspecified);

  auto linked = intelligence();
  linked.gateway_row.flags.carries_reference = true;
  EXPECT_EQ(authorising(linked), Refusal::kLinkability);
}

TEST_F(AuthoriseTest, APublishedAudienceMustBeFresh) {
  auto published = intelligence();
  published.cover.topic = "intel.report/northvale/labour";
  published.gateway_row.audience_log_size = 12;

  audience_resolved_ = now_ - kMaxAudienceAge;
  EXPECT_EQ(authorising(published), Refusal::kUnspecified);
  audience_resolved_ = now_ - kMaxAudienceAge - base::Millis(1);
  EXPECT_EQ(authorising(published), Refusal::kAudienceStale);
  audience_resolved_ = base::Time();
  EXPECT_EQ(authorising(published), Refusal::kAudienceStale) << "a size the log does not remember";

  audience_resolved_ = now_;
  published.gateway_row.audience_log_size = 0;
  EXPECT_EQ(authorising(published), Refusal::kEnvelopeMalformed) << "a topic without an audience";
  published.gateway_row.audience_log_size = 12;
  published.cover.topic = "intel.ack/northvale/labour";
  EXPECT_EQ(authorising(published), Refusal::kEnvelopeMalformed) << "a topic of another kind";
}

}  // namespace
}  // namespace gateway::admission
