#include "gateway/broker/mailboxes.h"

#include "tests/unit/broker/deliveries.h"

#include <chrono>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gateway::broker {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;
using tests::conversation;
using tests::delivery;
using tests::kStart;
using tests::mailbox;
using tests::urgent;
using tests::words_of;

constexpr Consumer kOne{1};
constexpr Consumer kTwo{2};

class MailboxesTest : public testing::Test {
 protected:
  std::vector<std::string> add(const std::vector<Delivery>& deliveries) {
    return words_of(mailboxes_.add(deliveries));
  }
  std::vector<std::string> attach(Consumer consumer, const Mailbox& to, std::uint32_t credit) {
    return words_of(mailboxes_.attach(consumer, to, credit));
  }
  std::vector<std::string> detach(Consumer consumer) {
    return words_of(mailboxes_.detach(consumer));
  }
  std::vector<std::string> receipt(const Mailbox& from, std::uint64_t id,
                                   Receipt what = Receipt::kFetched) {
    return words_of(mailboxes_.receipt(from.unit, DeliveryId{id}, what));
  }

  Mailbox box_ = mailbox(5);
  Mailbox other_ = mailbox(6);
  Mailboxes mailboxes_{MailboxSettings{}};
};

TEST_F(MailboxesTest, DeliversWhatWaitedWhenASessionAttaches) {
  EXPECT_THAT(add({delivery(1, box_), delivery(2, box_)}), IsEmpty());
  EXPECT_THAT(attach(kOne, box_, 10), ElementsAre("deliver 1 to 1", "deliver 2 to 1"));
}

TEST_F(MailboxesTest, DeliversAtOnceToASessionWithCredit) {
  EXPECT_THAT(attach(kOne, box_, 10), IsEmpty());
  EXPECT_THAT(add({delivery(1, box_)}), ElementsAre("deliver 1 to 1"));
}

TEST_F(MailboxesTest, NeverGoesBeyondTheCreditAndGoesOnWhenItIsFreed) {
  add({delivery(1, box_), delivery(2, box_), delivery(3, box_)});
  EXPECT_THAT(attach(kOne, box_, 1), ElementsAre("deliver 1 to 1"));
  EXPECT_THAT(receipt(box_, 1), ElementsAre("deliver 2 to 1"));
  EXPECT_THAT(words_of(mailboxes_.add_credit(kOne, 1)), ElementsAre("deliver 3 to 1"));
}

TEST_F(MailboxesTest, HoldsNoMoreThanTheLimitWhateverCreditIsOffered) {
  std::vector<Delivery> many;
  for (std::uint64_t id = 1; id <= 300; ++id) many.push_back(delivery(id, box_));
  add(many);
  EXPECT_EQ(attach(kOne, box_, 4'000'000'000).size(), Mailboxes::kMaxCredit);
  EXPECT_THAT(words_of(mailboxes_.add_credit(kOne, 4'000'000'000)), IsEmpty());
}

TEST_F(MailboxesTest, SendsTheMostUrgentFirstAndTheOldestOfThose) {
  add({urgent(1, box_, model::Urgency::kBulk), urgent(2, box_, model::Urgency::kRoutine),
       urgent(3, box_, model::Urgency::kFlash), urgent(4, box_, model::Urgency::kPriority),
       urgent(5, box_, model::Urgency::kFlash), urgent(6, box_, model::Urgency::kImmediate)});
  EXPECT_THAT(attach(kOne, box_, 6),
              ElementsAre("deliver 3 to 1", "deliver 5 to 1", "deliver 6 to 1", "deliver 4 to 1",
                          "deliver 2 to 1", "deliver 1 to 1"));
}

TEST_F(MailboxesTest, PullsEarlierMailOfTheConversationForwardWithAnUrgentMessage) {
  std::vector<Delivery> waiting;
  for (std::uint64_t id = 1; id <= 6; ++id) waiting.push_back(delivery(id, box_));
  for (const std::size_t index : {1U, 3U, 4U, 5U}) waiting[index].conversation = conversation(9);
  waiting[4].urgency = model::Urgency::kFlash;
  add(waiting);
  EXPECT_THAT(attach(kOne, box_, 6),
              ElementsAre("deliver 2 to 1", "deliver 4 to 1", "deliver 5 to 1", "deliver 1 to 1",
                          "deliver 3 to 1", "deliver 6 to 1"));
}

TEST_F(MailboxesTest, KeepsConversationsOfDifferentSendersApart) {
  Delivery slow = delivery(1, box_);
  slow.conversation = conversation(9);
  Delivery flash = urgent(2, box_, model::Urgency::kFlash);
  flash.conversation = conversation(9);
  flash.sender = model::PartnerNumber{2};
  add({slow, flash});
  EXPECT_THAT(attach(kOne, box_, 1), ElementsAre("deliver 2 to 1"));
}

TEST_F(MailboxesTest, SendsTheRestOfAConversationOnlyToTheSessionThatHoldsItsStart) {
  std::vector<Delivery> thread = {delivery(1, box_), delivery(2, box_), delivery(3, box_)};
  for (Delivery& each : thread) each.conversation = conversation(9);
  add(thread);
  EXPECT_THAT(attach(kOne, box_, 1), ElementsAre("deliver 1 to 1"));
  EXPECT_THAT(attach(kTwo, box_, 5), IsEmpty());
  EXPECT_THAT(receipt(box_, 1), ElementsAre("deliver 2 to 1"));
  EXPECT_THAT(detach(kOne), ElementsAre("redeliver 2 to 2", "deliver 3 to 2"));
}

TEST_F(MailboxesTest, SharesOutMailAmongSessionsByTheRoomTheyHave) {
  attach(kOne, box_, 1);
  attach(kTwo, box_, 3);
  EXPECT_THAT(add({delivery(1, box_), delivery(2, box_), delivery(3, box_), delivery(4, box_),
                   delivery(5, box_)}),
              ElementsAre("deliver 1 to 2", "deliver 2 to 2", "deliver 3 to 1", "deliver 4 to 2"));
}

TEST_F(MailboxesTest, SendsAgainWithGrowingPausesUntilItGivesUp) {
  MailboxSettings settings;
  settings.max_attempts = 11;
  mailboxes_ = Mailboxes(settings);
  attach(kOne, box_, 1);
  add({delivery(1, box_)});
  base::Millis now{0};
  const std::vector<std::int64_t> pauses = {1, 2, 4, 8, 16, 32, 64, 128, 256, 300};
  for (const std::int64_t pause : pauses) {
    ASSERT_EQ(mailboxes_.next_tick(), now + seconds(pause));
    EXPECT_THAT(mailboxes_.tick(now + seconds(pause) - base::Millis(1)), IsEmpty());
    now += seconds(pause);
    EXPECT_THAT(words_of(mailboxes_.tick(now)), ElementsAre("redeliver 1 to 1"));
  }
  add({delivery(2, box_)});
  EXPECT_THAT(words_of(mailboxes_.tick(now + minutes(5))),
              ElementsAre("quarantine 1 poison", "deliver 2 to 1"));
}

TEST_F(MailboxesTest, PutsEverythingBackInOrderWhenASessionGoes) {
  add({delivery(1, box_), delivery(2, box_), delivery(3, box_)});
  attach(kOne, box_, 2);
  EXPECT_THAT(detach(kOne), IsEmpty());
  EXPECT_EQ(mailboxes_.counts(box_), (Mailboxes::Counts{.ready = 3}));
  EXPECT_THAT(attach(kTwo, box_, 3),
              ElementsAre("redeliver 1 to 2", "redeliver 2 to 2", "deliver 3 to 2"));
}

TEST_F(MailboxesTest, BlamesOnlyTheOldestForASessionThatDies) {
  MailboxSettings settings;
  settings.max_attempts = 3;
  mailboxes_ = Mailboxes(settings);
  add({delivery(1, box_), delivery(2, box_)});
  attach(kOne, box_, 2);
  detach(kOne);
  attach(kOne, box_, 2);
  detach(kOne);
  attach(kOne, box_, 2);
  EXPECT_THAT(detach(kOne), ElementsAre("quarantine 1 poison"));
  EXPECT_EQ(mailboxes_.find(DeliveryId{2})->attempts, 0U);
}

TEST_F(MailboxesTest, TakesAReceiptInALaterSession) {
  add({delivery(1, box_)});
  attach(kOne, box_, 1);
  detach(kOne);
  EXPECT_THAT(receipt(box_, 1), IsEmpty());
  EXPECT_THAT(attach(kTwo, box_, 1), IsEmpty());
}

TEST_F(MailboxesTest, IgnoresReceiptsForUnknownAndForeignDeliveries) {
  add({delivery(1, box_)});
  attach(kOne, box_, 1);
  for (const auto what :
       {Receipt::kComplaint, Receipt::kFetched, Receipt::kOpened, Receipt::kActed}) {
    EXPECT_THAT(receipt(other_, 1, what), IsEmpty());
    EXPECT_THAT(receipt(box_, 99, what), IsEmpty());
  }
  EXPECT_EQ(mailboxes_.counts(box_), (Mailboxes::Counts{.in_flight = 1}));
}

TEST_F(MailboxesTest, QuarantinesOnAComplaintEvenAfterFetching) {
  add({delivery(1, box_), delivery(2, box_)});
  attach(kOne, box_, 2);
  EXPECT_THAT(receipt(box_, 1, Receipt::kComplaint), ElementsAre("quarantine 1 complaint"));
  EXPECT_THAT(receipt(box_, 2, Receipt::kFetched), IsEmpty());
  EXPECT_THAT(receipt(box_, 2, Receipt::kComplaint), ElementsAre("quarantine 2 complaint"));
  EXPECT_THAT(receipt(box_, 2, Receipt::kComplaint), IsEmpty());
  EXPECT_EQ(mailboxes_.counts(box_), (Mailboxes::Counts{.quarantined = 2}));
}

TEST_F(MailboxesTest, QuarantinesWhatWaitsAndWhatComesWhileFrozen) {
  add({delivery(1, box_), delivery(2, box_), delivery(3, other_)});
  attach(kOne, box_, 1);
  EXPECT_THAT(words_of(mailboxes_.freeze(box_)),
              ElementsAre("quarantine 1 frozen", "quarantine 2 frozen"));
  EXPECT_THAT(add({delivery(4, box_)}), ElementsAre("quarantine 4 frozen"));
  EXPECT_THAT(words_of(mailboxes_.requeue(DeliveryId{1})), IsEmpty());
  EXPECT_EQ(mailboxes_.unfreeze(box_).size(), 3U);
  EXPECT_THAT(words_of(mailboxes_.requeue(DeliveryId{2})), ElementsAre("deliver 2 to 1"));
}

TEST_F(MailboxesTest, QuarantinesOnlyWhatIsMeant) {
  Delivery foreign = delivery(2, box_);
  foreign.sender = model::PartnerNumber{3};
  add({delivery(1, box_), foreign, delivery(3, other_)});
  const auto from_one = [](const Delivery& each) { return each.sender == model::PartnerNumber{1}; };
  EXPECT_THAT(words_of(mailboxes_.quarantine_if(from_one, QuarantineReason::kRecalled)),
              ElementsAre("quarantine 1 recalled", "quarantine 3 recalled"));
  EXPECT_THAT(attach(kOne, box_, 5), ElementsAre("deliver 2 to 1"));
}

TEST_F(MailboxesTest, KeepsTheMailOfAMutedMailboxWaiting) {
  attach(kOne, box_, 5);
  mailboxes_.mute(box_);
  EXPECT_THAT(add({delivery(1, box_)}), IsEmpty());
  EXPECT_THAT(words_of(mailboxes_.unmute(box_)), ElementsAre("deliver 1 to 1"));
}

TEST_F(MailboxesTest, DoesNotCountAttemptsAgainstMailThatIsMuted) {
  attach(kOne, box_, 5);
  add({delivery(1, box_)});
  mailboxes_.mute(box_);
  for (int hour = 1; hour < 100; ++hour) EXPECT_THAT(mailboxes_.tick(hours(hour)), IsEmpty());
  EXPECT_THAT(mailboxes_.unmute(box_), IsEmpty());
  EXPECT_THAT(words_of(mailboxes_.tick(hours(100))), ElementsAre("redeliver 1 to 1"));
}

TEST_F(MailboxesTest, ExpiresWhatIsDueWhereverItIs) {
  add({delivery(1, box_), delivery(2, box_), delivery(3, box_), delivery(4, other_)});
  attach(kOne, box_, 2);
  receipt(box_, 2, Receipt::kComplaint);
  EXPECT_EQ(mailboxes_.counts(box_), (Mailboxes::Counts{.in_flight = 2, .quarantined = 1}));
  EXPECT_THAT(mailboxes_.pass_time(kStart + hours(48) - base::Millis(1)), IsEmpty());
  EXPECT_THAT(words_of(mailboxes_.pass_time(kStart + hours(48))),
              ElementsAre("expire 1", "expire 2", "expire 3", "expire 4"));
  EXPECT_EQ(mailboxes_.counts(box_), Mailboxes::Counts{});
  EXPECT_EQ(mailboxes_.find(DeliveryId{1}), nullptr);
}

TEST_F(MailboxesTest, DoesNotExpireWhatTheRecipientHas) {
  add({delivery(1, box_)});
  attach(kOne, box_, 1);
  receipt(box_, 1);
  EXPECT_THAT(mailboxes_.pass_time(kStart + hours(48)), IsEmpty());
  EXPECT_EQ(mailboxes_.find(DeliveryId{1}), nullptr);
}

TEST_F(MailboxesTest, EscalatesOnceWhatNobodyOpenedInItsTime) {
  const std::vector<std::pair<model::Urgency, base::Millis>> limits = {
      {model::Urgency::kFlash, minutes(15)},
      {model::Urgency::kImmediate, hours(1)},
      {model::Urgency::kPriority, hours(24)},
      {model::Urgency::kRoutine, hours(72)}};
  for (const auto& [urgency, limit] : limits) {
    Mailboxes mailboxes{MailboxSettings{}};
    Delivery late = urgent(1, box_, urgency);
    late.expires = kStart + hours(24 * 14);
    EXPECT_THAT(mailboxes.add(std::vector{late}), IsEmpty());
    EXPECT_THAT(mailboxes.attach(kOne, box_, 1), testing::SizeIs(1));
    EXPECT_THAT(mailboxes.receipt(box_.unit, DeliveryId{1}, Receipt::kFetched), IsEmpty());
    EXPECT_THAT(mailboxes.pass_time(kStart + limit - base::Millis(1)), IsEmpty());
    EXPECT_THAT(words_of(mailboxes.pass_time(kStart + limit)), ElementsAre("escalate 1"));
    EXPECT_THAT(mailboxes.pass_time(kStart + limit + minutes(1)), IsEmpty());
  }
}

TEST_F(MailboxesTest, DoesNotEscalateBulkNorWhatWasOpened) {
  add({urgent(1, box_, model::Urgency::kBulk), urgent(2, box_, model::Urgency::kFlash)});
  receipt(box_, 2, Receipt::kOpened);
  EXPECT_THAT(mailboxes_.pass_time(kStart + hours(47)), IsEmpty());
}

TEST_F(MailboxesTest, RebuildsFromWhatTheStoreHolds) {
  std::vector<Delivery> stored;
  for (const auto state :
       {DeliveryState::kNone, DeliveryState::kWaiting, DeliveryState::kFetched,
        DeliveryState::kOpened, DeliveryState::kActed, DeliveryState::kQuarantined,
        DeliveryState::kExpired, DeliveryState::kSkipped, DeliveryState::kWaiting}) {
    stored.push_back(delivery(stored.size() + 1, box_));
    stored.back().state = state;
    stored.back().escalated = stored.size() == 3;
  }
  add(stored);
  EXPECT_THAT(add(stored), IsEmpty()) << "the same again changes nothing";
  EXPECT_EQ(mailboxes_.counts(box_), (Mailboxes::Counts{.ready = 2, .quarantined = 1}));
  EXPECT_THAT(attach(kOne, box_, 9), ElementsAre("deliver 2 to 1", "deliver 9 to 1"));
  EXPECT_THAT(receipt(box_, 3, Receipt::kComplaint), ElementsAre("quarantine 3 complaint"));
}

TEST_F(MailboxesTest, ServesOneSessionInSeveralRolesTheMostUrgentFirst) {
  const Mailbox second = mailbox(5, model::Role::kMsvcc);
  add({delivery(1, box_), urgent(2, second, model::Urgency::kFlash), delivery(3, box_)});
  attach(kOne, box_, 0);
  EXPECT_THAT(attach(kOne, second, 2), ElementsAre("deliver 2 to 1", "deliver 1 to 1"));
}

TEST_F(MailboxesTest, RefusesAMessageOverAQuotaUntilMailIsFetched) {
  MailboxSettings settings;
  settings.quota.mailbox = {.count = 1, .bytes = 5000};
  mailboxes_ = Mailboxes(settings);
  const std::vector<Mailbox> to = {box_};
  const Offer offer{.sender = model::PartnerNumber{1}, .mailboxes = to, .bytes = 1000};
  EXPECT_EQ(mailboxes_.refusal_for(offer), std::nullopt);
  add({delivery(1, box_)});
  EXPECT_EQ(mailboxes_.refusal_for(offer), model::Refusal::kQuotaExceeded);
  receipt(box_, 1, Receipt::kComplaint);
  EXPECT_EQ(mailboxes_.refusal_for(offer), model::Refusal::kQuotaExceeded);
  receipt(box_, 1, Receipt::kFetched);
  EXPECT_EQ(mailboxes_.refusal_for(offer), std::nullopt);
}

TEST(DeliveryStateTest, NeverGoesBackOnAReceipt) {
  const std::vector<Receipt> all = {Receipt::kComplaint, Receipt::kFetched, Receipt::kOpened,
                                    Receipt::kActed};
  for (const auto& row : kDeliveryStateTexts) {
    for (const Receipt first : all) {
      const DeliveryState once = after(row.value, first);
      EXPECT_EQ(after(once, first), once);
      if (once == DeliveryState::kOpened || once == DeliveryState::kActed) {
        EXPECT_GE(after(once, Receipt::kComplaint), once) << to_text(row.value);
        EXPECT_EQ(after(once, Receipt::kFetched), once) << to_text(row.value);
      }
    }
  }
  EXPECT_EQ(after(DeliveryState::kExpired, Receipt::kActed), DeliveryState::kExpired);
}

}  // namespace
}  // namespace gateway::broker
