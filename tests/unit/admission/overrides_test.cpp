#include "gateway/admission/overrides.h"

#include "gateway/envelope/override_record.h"

#include "tests/unit/admission/fixture.h"

#include <algorithm>
#include <chrono>
#include <functional>
#include <optional>
#include <string_view>

namespace gateway::admission {
namespace {

using Request = envelope::SealRequest;
using model::LegalBasis;
using std::chrono::hours;
using std::chrono::minutes;

// An intelligence report whose source goes to police because the duty manager decided so.
class OverridesTest : public AdmissionTest {
 protected:
  Request report() {
    Request report = request();
    report.cover.sender = {kNgo, "investigations"};
    report.cover.sender_key = key_of(report.cover.sender);
    report.cover.kind = model::Kind::kIntelReport;
    report.cover.created = kNow - minutes(10);
    report.gateway_row.purpose = model::Purpose::kCrimePrevention;
    report.gateway_row.art6 = LegalBasis::kRecognisedCrime;
    report.gateway_row.consent_handles.clear();
    report.sections = {{Section::kContent, SectionMode::kDirect, base::bytes_of("three men")},
                       {Section::kSource, SectionMode::kRelease, base::bytes_of("who said so")}};
    report.recipients = {recipient({kPolice, "intel"}, Role::kPolInt)};
    report.recipients[0].granted = {Section::kContent, Section::kSource};
    return report;
  }
  static envelope::Override decision() {
    envelope::Override decision;
    decision.ground = LegalBasis::kRecognisedSafeguarding;
    decision.time = kNow - minutes(15);
    decision.reason_commitment = base::Digest({9});
    return decision;
  }
  static void sign(Request& report, const crypto::SigningKey& person) {
    auto& made = *report.gateway_row.override_decision;
    made.person = person.public_key();
    made.signature = person.sign(
        base::bytes_of(envelope::override_text(report.cover.message_id, report.cover.salt, made)));
  }
  Request decided() {
    return decided([](envelope::Override&) {});
  }
  /// Changed before the person signed.
  Request decided(const std::function<void(envelope::Override&)>& change) {
    Request made = report();
    made.gateway_row.override_decision = decision();
    change(*made.gateway_row.override_decision);
    sign(made, *network_.decider);
    return made;
  }
  void expect_refused(const Request& spoilt, std::string_view why) {
    EXPECT_EQ(model::to_code(authorising(spoilt)),
              model::to_code(Refusal::kOverrideNeedsNamedPerson))
        << why;
  }
  /// The next directory, changed, is in force; the envelope names the one it was sealed under.
  void change_directory(const std::function<void(directory::DirectoryData&)>& change) {
    auto next = directory::next_version(*history_.current(), kNow, directory::kEnd);
    change(next);
    history_.advance(std::make_shared<directory::Directory>(
                         *directory::Directory::from_text(directory::to_text(next))),
                     kNow);
  }
};

TEST_F(OverridesTest, ANamedPersonsDecisionOpensWhatNeedsOne) {
  const auto rows = authorised(decided());
  ASSERT_TRUE(rows) << model::to_code(rows.refusal());
  EXPECT_TRUE(rows->front().decision.section(Section::kSource).permitted());
}

TEST_F(OverridesTest, WithoutADecisionItStaysShut) {
  EXPECT_EQ(authorising(report()), Refusal::kPolicyDenies);
  Request content_only = report();
  content_only.recipients[0].granted = {Section::kContent};
  EXPECT_EQ(authorising(content_only), Refusal::kUnspecified);
}

TEST_F(OverridesTest, ADecisionOpensNothingElse) {
  Request identity = decided();
  identity.sections.push_back(
      {Section::kNeeds, SectionMode::kRelease, base::bytes_of("not asked for by the rule")});
  std::ranges::sort(identity.sections, {}, &envelope::SectionContent::section);
  identity.recipients[0].granted = {Section::kContent, Section::kNeeds};
  EXPECT_EQ(authorising(identity), Refusal::kPolicyDenies);
}

TEST_F(OverridesTest, TheGroundIsOneThatAllowsIt) {
  for (const auto& [ground, text] : model::kLegalBasisTexts) {
    const Request made = decided([ground = ground](auto& decision) { decision.ground = ground; });
    EXPECT_EQ(authorising(made) == Refusal::kUnspecified, model::may_override(ground)) << text;
  }
  EXPECT_FALSE(model::may_override(LegalBasis::kConsent));
  EXPECT_FALSE(model::may_override(LegalBasis::kLegitimateInterests));
  EXPECT_FALSE(model::may_override(LegalBasis::kNone));
}

TEST_F(OverridesTest, OnlyADeciderOfTheSendersOwnPartnerDecides) {
  const auto stranger = crypto::SigningKey::generate(network_.random);
  struct Row {
    std::string_view name;
    const crypto::SigningKey* key;
  };
  for (const Row& row : {Row{"a stranger", &stranger},
                         Row{"the unit itself", &network_.unit_keys.at({kNgo, "investigations"})},
                         Row{"a unit of the recipient", &network_.unit_keys.at({kPolice, "intel"})},
                         Row{"a trustee", &network_.trustee_keys.front()}}) {
    Request made = decided();
    sign(made, *row.key);
    expect_refused(made, row.name);
  }
  // The same person, listed for another partner only.
  change_directory([](directory::DirectoryData& next) {
    std::swap(next.partners[0].deciders, next.partners[1].deciders);
  });
  expect_refused(decided(), "another partner's decider");
}

TEST_F(OverridesTest, TheSignatureIsOverThisMessageAndThisDecision) {
  const auto spoilt = [&](const std::function<void(Request&)>& spoil) {
    Request made = decided();
    spoil(made);
    return made;
  };
  expect_refused(spoilt([](Request& r) { r.cover.message_id = model::MessageId({1}); }),
                 "another message");
  expect_refused(spoilt([](Request& r) { r.cover.salt = model::Salt({1}); }),
                 "another envelope of the message");
  expect_refused(spoilt([](Request& r) {
                   r.gateway_row.override_decision->ground = LegalBasis::kVitalInterests;
                 }),
                 "another ground");
  expect_refused(spoilt([](Request& r) { r.gateway_row.override_decision->time -= minutes(1); }),
                 "another time");
  expect_refused(spoilt([](Request& r) {
                   r.gateway_row.override_decision->reason_commitment = base::Digest({8});
                 }),
                 "another reason");
  expect_refused(spoilt([](Request& r) {
                   r.gateway_row.override_decision->signature = crypto::Signature({1});
                 }),
                 "no signature");
}

TEST_F(OverridesTest, TheTimeIsBeforeTheMessageAndWithinADay) {
  const auto made_at = [&](base::Time time) {
    return authorising(decided([time](auto& decision) { decision.time = time; }));
  };
  const base::Time created = report().cover.created;
  EXPECT_EQ(made_at(created), Refusal::kUnspecified);
  EXPECT_EQ(made_at(created + minutes(1)), Refusal::kOverrideNeedsNamedPerson);
  EXPECT_EQ(made_at(kNow + hours(1)), Refusal::kOverrideNeedsNamedPerson);
  EXPECT_EQ(made_at(kNow - model::kMaxDecisionAge), Refusal::kUnspecified);
  EXPECT_EQ(made_at(kNow - model::kMaxDecisionAge - minutes(1)),
            Refusal::kOverrideNeedsNamedPerson);
}

TEST_F(OverridesTest, AKeyThatRanOutOrIsFrozenDecidesNothing) {
  const auto id = crypto::key_id_of(network_.decider->public_key());
  const auto with_period = [&](directory::Period valid) {
    return [valid](directory::DirectoryData& next) { next.partners[0].deciders[0].valid = valid; };
  };
  change_directory(with_period({directory::kStart, kNow - minutes(20)}));
  expect_refused(decided(), "ran out before the decision");
  change_directory(with_period({directory::kStart, kNow - minutes(5)}));
  expect_refused(decided(), "ran out before the message arrived");
  change_directory(with_period({kNow - minutes(14), directory::kEnd}));
  expect_refused(decided(), "not valid yet when it was decided");
  change_directory(with_period({directory::kStart, directory::kEnd}));
  EXPECT_EQ(authorising(decided()), Refusal::kUnspecified);
  freeze({kNgo, "", id});
  expect_refused(decided(), "frozen");
}

TEST_F(OverridesTest, AnInvalidDecisionRefusesAlsoWhatNeedsNone) {
  Request made = decided();
  made.gateway_row.override_decision->signature = crypto::Signature({1});
  made.recipients[0].granted = {Section::kContent};
  expect_refused(made, "it is not passed over in silence");
}

TEST_F(OverridesTest, LaterItIsTheDecisionsOwnTimeThatCounts) {
  const auto rows = authorised(decided());
  ASSERT_TRUE(rows);
  const std::size_t row = rows->front().index;
  const auto asked_later = [&] { return refusal_now(*message_, authority(), row, 0b10); };
  now_ = kNow + 3 * directory::kDay;
  EXPECT_EQ(asked_later(), std::nullopt) << "three days later";

  const auto next = std::make_shared<directory::Directory>(
      *directory::Directory::from_text(directory::to_text([&] {
        auto data = directory::next_version(*directory_, kNow, directory::kEnd);
        data.partners[0].deciders[0].valid.until = kNow + directory::kDay;
        return data;
      }())));
  message_->current = message_->named = next.get();
  EXPECT_EQ(asked_later(), std::nullopt) << "the key has run out since";

  freeze({kNgo, "", crypto::key_id_of(network_.decider->public_key())});
  EXPECT_EQ(asked_later(), Refusal::kPolicyDenies) << "a stolen key's decisions are stopped";
}

}  // namespace
}  // namespace gateway::admission
