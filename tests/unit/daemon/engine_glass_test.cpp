#include "gateway/audit/commitments.h"
#include "gateway/daemon/break_glass_book.h"
#include "gateway/daemon/review_book.h"
#include "gateway/directory/break_glass.h"
#include "gateway/directory/review.h"

#include "tests/unit/daemon/engine_fixture.h"

#include <chrono>
#include <functional>
#include <initializer_list>
#include <string>

namespace gateway::daemon {
namespace {

using directory::BreakGlass;
using directory::Finding;
using directory::Review;
using directory::Reviewed;
using std::chrono::hours;

// A referral in the hands of two houses; the consent it rests on has run out before its identity
// section was opened.
class EngineGlassTest : public EngineTest {
 protected:
  void SetUp() override {
    EngineTest::SetUp();
    care_ = world_.connect("hfj", "aftercare");
    record_consent();
    send_referral();
    ASSERT_FALSE(HasFailure());
    world_.pass(hours(25));
    house_ = world_.connect("harbourlight-housing", "main");
    ASSERT_EQ(release(kIdentity), Refusal::kConsentExpired);
  }
  [[nodiscard]] World::To to(std::string_view partner) const {
    return {world_.member(partner, "main"), Role::kSafehouse};
  }
  void record_consent() {
    auto request =
        world_.draft(sender_->member, Kind::kConsentRecord, {to("harbourlight-housing")});
    request.gateway_row.purpose = model::Purpose::kAccountability;
    request.gateway_row.consent_group = group_;
    for (const auto* const partner : {"harbourlight-housing", "stillwater-refuge"}) {
      const auto handle = crypto::random_fixed<model::ConsentHandle>(world_.random);
      handles_.push_back(handle);
      request.gateway_row.consent_grants.push_back(
          {handle, model::ConsentPurpose::kCarePlacement, to(partner).member.unit.partner,
           Role::kSafehouse, world_.clock.now(), world_.clock.now() + hours(24)});
    }
    expect_accepted(*sender_, world_.seal(request, sender_->member));
  }
  void send_referral() {
    auto request = world_.draft(care_->member, Kind::kAftercareReferral,
                                {to("harbourlight-housing"), to("stillwater-refuge")});
    request.gateway_row.purpose = model::Purpose::kVictimSupport;
    request.gateway_row.art6 = model::LegalBasis::kConsent;
    request.gateway_row.art9 = model::LegalBasis::kExplicitConsent;
    request.gateway_row.consent_handles = handles_;
    request.sections.push_back({Section::kIdentity, model::SectionMode::kRelease, content_});
    request.sections.push_back({Section::kNeeds, model::SectionMode::kRelease, content_});
    for (auto& recipient : request.recipients) {
      recipient.granted = {Section::kContent, Section::kIdentity, Section::kNeeds};
    }
    message_ = request.cover.message_id;
    expect_accepted(*care_, world_.seal(request, care_->member));
    const auto reader = world_.connect("harbourlight-housing", "main");
    EXPECT_TRUE(attach(*reader, Role::kSafehouse));
    mail_ = reader->mail.at(1);
  }
  Refusal release(std::uint32_t sections) {
    return house_->refusal_of(house_->release_of(mail_, sections));
  }
  [[nodiscard]] BreakGlass glass() const {
    const auto view = envelope::open_view(mail_.view);
    return {view->id,
            view->head.row_commitments.at(view->row_index),
            view->row.recipient,
            view->row.role,
            Section::kIdentity,
            model::LegalBasis::kVitalInterests,
            directory::break_glass_reason(base::Bytes(32, 1), "cannot be asked"),
            world_.clock.now(),
            world_.clock.now() + hours(24)};
  }
  std::string note(
      std::initializer_list<std::size_t> trustees = {1, 2},
      const std::function<void(BreakGlass&)>& change = [](BreakGlass&) {}) {
    BreakGlass what = glass();
    change(what);
    return world_.by_trustees(directory::to_text(what), trustees);
  }
  Refusal take(FakeClient& client, const std::string& text) {
    return client.refusal_of(wire::TakeBreakGlass{text});
  }
  static wire::Oversight oversight(FakeClient& client) {
    const auto answer = client.ask(wire::AskOversight{});
    const auto* const told = answer ? std::get_if<wire::Oversight>(&answer->body) : nullptr;
    EXPECT_NE(told, nullptr);
    return told == nullptr ? wire::Oversight() : *told;
  }
  void expect_refused_glass(const std::string& text, Refusal refusal) {
    EXPECT_EQ(model::to_code(take(*house_, text)), model::to_code(refusal));
    expect_logged(refusal);
    EXPECT_EQ(release(kIdentity), Refusal::kConsentExpired);
    EXPECT_EQ(oversight(*care_).break_glass, 0U);
  }

  static constexpr std::uint32_t kIdentity = 1U << 1U;
  static constexpr std::uint32_t kNeeds = 1U << 2U;
  const base::Bytes content_ = base::Bytes(200, 'n');
  const model::Digest group_ = crypto::random_fixed<model::Digest>(world_.random);
  std::vector<model::ConsentHandle> handles_;
  std::unique_ptr<FakeClient> care_;
  std::unique_ptr<FakeClient> house_;
  model::MessageId message_;
  Mail mail_;
};

TEST_F(EngineGlassTest, TwoTrusteesOpenOneSectionToOneRow) {
  EXPECT_EQ(take(*house_, note()), Refusal::kUnspecified);
  EXPECT_EQ(release(kNeeds), Refusal::kConsentExpired) << "nothing else";
  EXPECT_EQ(release(kIdentity | kNeeds), Refusal::kConsentExpired);
  EXPECT_EQ(release(kIdentity), Refusal::kUnspecified);
  EXPECT_EQ(world_.last_leaves(LeafType::kRelease).size(), 1U);

  const auto other = world_.connect("stillwater-refuge", "main");
  EXPECT_TRUE(attach(*other, Role::kSafehouse));
  EXPECT_EQ(other->refusal_of(other->release_of(other->mail.at(0), kIdentity)),
            Refusal::kConsentExpired)
      << "nobody else";
}

TEST_F(EngineGlassTest, ItIsLoggedWithTheNoteAsItsDetail) {
  const std::string text = note();
  EXPECT_EQ(take(*house_, text), Refusal::kUnspecified);
  const auto leaves = world_.last_leaves();
  ASSERT_EQ(leaves.size(), 1U);
  const auto view = envelope::open_view(mail_.view);
  EXPECT_EQ(leaves[0].type, LeafType::kBreakGlass);
  EXPECT_EQ(leaves[0].actor, house_->member.unit.partner);
  EXPECT_EQ(leaves[0].peer, care_->member.unit.partner);
  EXPECT_EQ(leaves[0].subject, audit::row_subject(view->id, view->row.salt));
  EXPECT_EQ(leaves[0].basis, static_cast<std::uint16_t>(model::LegalBasis::kVitalInterests));
  const auto& kept = world_.engine->glasses().at(0);
  EXPECT_EQ(kept.note, text);
  EXPECT_EQ(leaves[0].detail, audit::commit_detail(kept.opening, base::bytes_of(text)));
}

TEST_F(EngineGlassTest, ItEndsAfterADay) {
  EXPECT_EQ(take(*house_, note()), Refusal::kUnspecified);
  world_.pass(hours(24) - base::Millis(1));
  EXPECT_EQ(release(kIdentity), Refusal::kUnspecified);
  world_.pass(base::Millis(1));
  EXPECT_EQ(release(kIdentity), Refusal::kConsentExpired);
  EXPECT_EQ(oversight(*care_).in_force, 0U);
  EXPECT_EQ(oversight(*care_).break_glass, 1U) << "counted for ever";
}

TEST_F(EngineGlassTest, OneTrusteeIsNotEnough) {
  expect_refused_glass(note({1}), Refusal::kBreakGlassInvalid);
  expect_refused_glass(note({4, 4}), Refusal::kBreakGlassInvalid);
}

TEST_F(EngineGlassTest, ANoteIsAboutARowThatIsThere) {
  expect_refused_glass(note({1, 2}, [](auto& what) { what.envelope = model::EnvelopeId({1}); }),
                       Refusal::kNotFound);
  expect_refused_glass(note({1, 2}, [](auto& what) { what.row = model::Digest({1}); }),
                       Refusal::kNotFound);
  expect_refused_glass(note({1, 2}, [](auto& what) { what.role = Role::kMsvcc; }),
                       Refusal::kNotFound);
  expect_refused_glass(note({1, 2}, [](auto& what) { what.section = Section::kHealth; }),
                       Refusal::kNotFound);
  expect_refused_glass(note({1, 2},
                            [](auto& what) {
                              what.from -= hours(30);
                              what.until -= hours(30);
                            }),
                       Refusal::kBreakGlassInvalid);
}

TEST_F(EngineGlassTest, SomebodyWhomItDoesNotConcernCannotHandItOver) {
  const auto stranger = world_.connect("stillwater-refuge", "main");
  EXPECT_EQ(take(*stranger, note()), Refusal::kNotFound);
  EXPECT_EQ(take(*world_.connect("hfj", "legal"), note()), Refusal::kUnspecified)
      << "the NGO and the sender may";
}

TEST_F(EngineGlassTest, WhatIsNotLockedNeedsNoGlass) {
  auto report = world_.draft(care_->member, Kind::kAftercareReferral, {to("harbourlight-housing")});
  report.gateway_row.purpose = model::Purpose::kVictimSupport;
  report.gateway_row.art6 = model::LegalBasis::kVitalInterests;
  report.gateway_row.art9 = model::LegalBasis::kVitalInterestsIncapable;
  report.sections.push_back({Section::kIdentity, model::SectionMode::kRelease, content_});
  report.recipients.front().granted = {Section::kContent, Section::kIdentity};
  EXPECT_TRUE(attach(*house_, Role::kSafehouse));
  expect_accepted(*care_, world_.seal(report, care_->member));
  mail_ = house_->mail.back();
  EXPECT_EQ(take(*house_, note()), Refusal::kNotLocked);
  EXPECT_EQ(release(kIdentity), Refusal::kUnspecified);
}

TEST_F(EngineGlassTest, AHalfThatIsGoneStaysGone) {
  world_.archive.halves_records.clear();
  EXPECT_EQ(take(*house_, note()), Refusal::kReleaseRefused);
  expect_logged(Refusal::kReleaseRefused);
}

TEST_F(EngineGlassTest, NeitherFreezeNorExpiryIsLifted) {
  const std::string text = note();
  EXPECT_EQ(take(*house_, text), Refusal::kUnspecified);
  const directory::Freeze freeze{directory::FreezeAction::kFreeze,
                                 {care_->member.unit.partner, "aftercare", std::nullopt},
                                 world_.clock.now(),
                                 directory::FreezeReason::kPrecaution};
  EXPECT_EQ(sender_->refusal_of(wire::Freeze{world_.freeze_note(freeze, 1)}),
            Refusal::kUnspecified);
  EXPECT_EQ(release(kIdentity), Refusal::kFrozen);
  BreakGlass later = glass();
  later.section = Section::kNeeds;
  EXPECT_EQ(take(*house_, world_.by_trustees(directory::to_text(later), {1, 2})), Refusal::kFrozen);
}

TEST_F(EngineGlassTest, TheNgoAndTheSenderAreToldUntilTheyConfirm) {
  const std::string text = note();
  EXPECT_EQ(take(*house_, text), Refusal::kUnspecified);
  const auto hash = crypto::sha256(base::bytes_of(directory::to_text(glass())));
  EXPECT_TRUE(oversight(*house_).notices.empty()) << "the recipient knows";
  EXPECT_EQ(oversight(*house_).break_glass, 1U) << "the number is for everybody";
  for (const auto* const unit : {"investigations", "aftercare", "legal", "campaigns"}) {
    const auto client = world_.connect("hfj", unit);
    const auto told = oversight(*client);
    ASSERT_EQ(told.notices.size(), 1U) << unit;
    EXPECT_EQ(told.notices[0].note, text);
    EXPECT_EQ(told.notices[0].message_id, message_);
    const auto& proof = told.notices[0].proof;
    EXPECT_TRUE(std::ranges::equal(proof.leaf, world_.archive.leaves.at(proof.index)));
    EXPECT_EQ(told.reviews.size(), 1U);
    EXPECT_EQ(told.reviews[0].due, told.reviews[0].opened + kBreakGlassReviewDue);

    EXPECT_EQ(client->refusal_of(wire::ConfirmTold{{hash}}), Refusal::kUnspecified);
    EXPECT_EQ(world_.last_leaves(LeafType::kReceipt).size(), 1U);
    EXPECT_TRUE(oversight(*client).notices.empty());
    EXPECT_EQ(client->refusal_of(wire::ConfirmTold{{hash}}), Refusal::kUnspecified);
    EXPECT_TRUE(world_.last.empty()) << "once";
  }
  EXPECT_EQ(house_->refusal_of(wire::ConfirmTold{{hash}}), Refusal::kUnspecified);
  EXPECT_TRUE(world_.last.empty()) << "who is not told confirms nothing";
}

TEST_F(EngineGlassTest, TheSameNoteAgainChangesNothing) {
  const std::string text = note();
  EXPECT_EQ(take(*house_, text), Refusal::kUnspecified);
  EXPECT_EQ(take(*house_, text), Refusal::kUnspecified);
  EXPECT_TRUE(world_.last.empty());
  EXPECT_EQ(take(*house_, note({1, 2, 3})), Refusal::kUnspecified) << "the same text";
  EXPECT_EQ(oversight(*care_).break_glass, 1U);
}

TEST_F(EngineGlassTest, AnotherTrusteeClosesItsReview) {
  EXPECT_EQ(take(*house_, note()), Refusal::kUnspecified);
  const Review said{Reviewed::kBreakGlass, oversight(*care_).reviews.at(0).subject,
                    Finding::kJustified, world_.clock.now()};
  const auto close = [&](FakeClient& client, std::initializer_list<std::size_t> trustees) {
    return client.refusal_of(
        wire::TakeReview{world_.by_trustees(directory::to_text(said), trustees)});
  };
  EXPECT_EQ(close(*care_, {1, 2}), Refusal::kReviewInvalid) << "not their own";
  EXPECT_EQ(close(*house_, {3}), Refusal::kNotFound);
  EXPECT_EQ(close(*care_, {3}), Refusal::kUnspecified);
  EXPECT_EQ(world_.last_leaves(LeafType::kReview).size(), 1U);
  EXPECT_TRUE(oversight(*care_).reviews.empty());
}

TEST_F(EngineGlassTest, ItOutlivesARestart) {
  EXPECT_EQ(take(*house_, note()), Refusal::kUnspecified);
  const auto hash = crypto::sha256(base::bytes_of(directory::to_text(glass())));
  EXPECT_EQ(care_->refusal_of(wire::ConfirmTold{{hash}}), Refusal::kUnspecified);
  const auto before = world_.engine->glasses();
  world_.restart();
  EXPECT_EQ(world_.engine->glasses(), before);
  house_ = world_.connect("harbourlight-housing", "main");
  EXPECT_EQ(release(kIdentity), Refusal::kUnspecified);
  EXPECT_EQ(release(kNeeds), Refusal::kConsentExpired);
  EXPECT_TRUE(oversight(*world_.connect("hfj", "aftercare")).notices.empty());
  const auto legal = world_.connect("hfj", "legal");
  EXPECT_EQ(oversight(*legal).notices.size(), 1U);
  EXPECT_EQ(oversight(*legal).reviews.size(), 1U);
}

}  // namespace
}  // namespace gateway::daemon
