#include "gateway/daemon/review_book.h"
#include "gateway/directory/keys.h"
#include "gateway/directory/review.h"
#include "gateway/envelope/override_record.h"
#include "gateway/note/signed_note.h"

#include "tests/unit/daemon/engine_fixture.h"

#include <chrono>
#include <string>
#include <string_view>

namespace gateway::daemon {
namespace {

using directory::Finding;
using directory::Review;
using directory::Reviewed;
using std::chrono::hours;

// Intelligence whose source goes to police by a named person's decision, and what is reviewed.
class EngineOverrideTest : public EngineTest {
 protected:
  envelope::SealRequest report() {
    auto report = world_.intel({police()});
    report.sections.push_back({Section::kSource, model::SectionMode::kRelease, content_});
    report.recipients.front().granted = {Section::kContent, Section::kSource};
    return report;
  }
  envelope::SealRequest decided(const crypto::SigningKey& person) {
    auto made = report();
    auto& decision = made.gateway_row.override_decision.emplace();
    decision.ground = model::LegalBasis::kRecognisedSafeguarding;
    decision.time = base::from_unix_minutes(base::unix_minutes(world_.clock.now()));
    decision.reason_commitment = base::Digest({5});
    decision.person = person.public_key();
    decision.signature = person.sign(
        base::bytes_of(envelope::override_text(made.cover.message_id, made.cover.salt, decision)));
    return made;
  }
  static wire::Oversight oversight(FakeClient& client) {
    const auto answer = client.ask(wire::AskOversight{});
    const auto* const told = answer ? std::get_if<wire::Oversight>(&answer->body) : nullptr;
    EXPECT_NE(told, nullptr);
    return told == nullptr ? wire::Oversight() : *told;
  }
  std::string review_note(const Review& review, std::string_view name,
                          const crypto::SigningKey& key) {
    note::SignedNote note{directory::to_text(review), {}};
    note::sign(note, directory::decider_key_name("hfj", name), key);
    return note::to_text(note);
  }
  Refusal close_with(FakeClient& client, const std::string& note) {
    return client.refusal_of(wire::TakeReview{note});
  }

  const base::Bytes content_ = base::Bytes(200, 's');
  const crypto::SigningKey manager_ = world_.person("decider.key");
  const crypto::SigningKey lead_ = world_.person("reviewer.key");
};

TEST_F(EngineOverrideTest, ADecisionOpensTheSourceToPolice) {
  expect_refused(report(), Refusal::kPolicyDenies);
  expect_accepted(decided(manager_));
}

TEST_F(EngineOverrideTest, NobodyElseDecides) {
  const auto stranger = crypto::SigningKey::generate(world_.random);
  expect_refused(decided(stranger), Refusal::kOverrideNeedsNamedPerson);
  const auto& own = sender_->member.keys.signing;
  expect_refused(decided(own), Refusal::kOverrideNeedsNamedPerson);
  auto stolen = decided(manager_);
  stolen.cover.message_id = model::MessageId({9});
  expect_refused(stolen, Refusal::kOverrideNeedsNamedPerson);
}

TEST_F(EngineOverrideTest, AFrozenKeyDecidesNothing) {
  const auto& hfj = sender_->member.unit.partner;
  const directory::Freeze freeze{directory::FreezeAction::kFreeze,
                                 {hfj, "", crypto::key_id_of(manager_.public_key())},
                                 world_.clock.now(),
                                 directory::FreezeReason::kKeyLost};
  const auto ngo = world_.connect("hfj", "legal");
  EXPECT_EQ(ngo->refusal_of(wire::Freeze{world_.freeze_note(freeze, 1)}), Refusal::kUnspecified);
  expect_refused(decided(manager_), Refusal::kOverrideNeedsNamedPerson);
  expect_accepted(decided(lead_));
}

TEST_F(EngineOverrideTest, EveryDecisionOpensAReviewAtItsPartner) {
  EXPECT_TRUE(oversight(*sender_).reviews.empty());
  const auto made = decided(manager_);
  expect_accepted(made);
  const auto told = oversight(*sender_);
  ASSERT_EQ(told.reviews.size(), 1U);
  EXPECT_EQ(told.reviews[0].what, static_cast<std::uint8_t>(Reviewed::kOverride));
  EXPECT_EQ(told.reviews[0].message_id, made.cover.message_id);
  EXPECT_EQ(told.reviews[0].due, told.reviews[0].opened + kOverrideReviewDue);
  EXPECT_EQ(told.break_glass, 0U);
  const auto police_unit = world_.connect("pol-northvale", "intel");
  EXPECT_TRUE(oversight(*police_unit).reviews.empty()) << "none of their business";
}

TEST_F(EngineOverrideTest, AMessageWithoutADecisionOpensNone) {
  expect_accepted(world_.intel({police()}));
  EXPECT_TRUE(oversight(*sender_).reviews.empty());
}

TEST_F(EngineOverrideTest, AnotherPersonClosesIt) {
  expect_accepted(decided(manager_));
  const auto subject = oversight(*sender_).reviews.at(0).subject;
  const Review said{Reviewed::kOverride, subject, Finding::kUnjustified, world_.clock.now()};
  EXPECT_EQ(close_with(*sender_, review_note(said, "duty-manager", manager_)),
            Refusal::kReviewInvalid);
  expect_logged(Refusal::kReviewInvalid);
  const auto police_unit = world_.connect("pol-northvale", "intel");
  EXPECT_EQ(close_with(*police_unit, review_note(said, "safeguarding-lead", lead_)),
            Refusal::kNotFound)
      << "another partner cannot hand it over";

  EXPECT_EQ(close_with(*sender_, review_note(said, "safeguarding-lead", lead_)),
            Refusal::kUnspecified);
  const auto leaves = world_.last_leaves(LeafType::kReview);
  ASSERT_EQ(leaves.size(), 1U);
  EXPECT_EQ(leaves[0].subject, subject);
  EXPECT_EQ(leaves[0].basis, static_cast<std::uint16_t>(Finding::kUnjustified));
  EXPECT_TRUE(oversight(*sender_).reviews.empty());
  EXPECT_EQ(close_with(*sender_, review_note(said, "safeguarding-lead", lead_)), Refusal::kNotFound)
      << "once";
}

TEST_F(EngineOverrideTest, ReviewsOutliveARestart) {
  expect_accepted(decided(manager_));
  expect_accepted(decided(lead_));
  const auto before = oversight(*sender_).reviews;
  ASSERT_EQ(before.size(), 2U);
  const auto closed = before[0].message_id;
  const Review said{Reviewed::kOverride, before[0].subject, Finding::kJustified,
                    world_.clock.now()};
  const bool by_lead =
      close_with(*sender_, review_note(said, "safeguarding-lead", lead_)) == Refusal::kUnspecified;
  if (!by_lead) {
    EXPECT_EQ(close_with(*sender_, review_note(said, "duty-manager", manager_)),
              Refusal::kUnspecified);
  }
  world_.restart();
  const auto again = world_.connect("hfj", "investigations");
  const auto after = oversight(*again).reviews;
  ASSERT_EQ(after.size(), 1U);
  EXPECT_NE(after[0].message_id, closed);
  EXPECT_EQ(after[0].due, before[1].due);
}

}  // namespace
}  // namespace gateway::daemon
