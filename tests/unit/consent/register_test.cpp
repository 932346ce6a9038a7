#include "gateway/consent/register.h"

#include "tests/support/repeatable_random.h"

#include <array>
#include <random>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gateway::consent {
namespace {

using base::ErrorCode;
using model::ConsentHandle;
using model::ConsentPurpose;
using model::PartnerNumber;
using model::Role;
using testing::IsEmpty;
using testing::SizeIs;

constexpr PartnerNumber kNgo{1};
constexpr PartnerNumber kHouse{2};
constexpr PartnerNumber kPolice{3};
constexpr PartnerNumber kStranger{9};
constexpr base::Time kNow{base::Millis{1'768'000'000'000}};
constexpr std::chrono::hours kDay{24};

class RegisterTest : public testing::Test {
 protected:
  ConsentHandle new_handle() { return crypto::random_fixed<ConsentHandle>(random_); }

  Grant grant_for(ConsentPurpose purpose, PartnerNumber recipient, Role role) {
    return {new_handle(), group_, purpose, recipient, role, kNow - kDay, kNow + kDay};
  }

  Cover ask(PartnerNumber sender, PartnerNumber recipient, Role role, ConsentHandle handle,
            base::Time now = kNow) {
    const std::array offered{handle};
    return register_.covers({ConsentPurpose::kCarePlacement, sender, recipient, role}, offered,
                            now);
  }

  tests::RepeatableRandom random_{7};
  const model::MessageId consent_ = crypto::random_fixed<model::MessageId>(random_);
  const model::Digest group_ = group_of(consent_, kNgo);
  const Grant placement_ = grant_for(ConsentPurpose::kCarePlacement, kHouse, Role::kSafehouse);
  Register register_{kNgo};
};

TEST_F(RegisterTest, CoversWhatWasGranted) {
  ASSERT_TRUE(register_.add(std::array{placement_}, kNgo));

  EXPECT_EQ(ask(kNgo, kHouse, Role::kSafehouse, placement_.handle), Cover::kYes);
}

TEST_F(RegisterTest, HoldsFromItsFirstInstantAndNotAtItsLast) {
  ASSERT_TRUE(register_.add(std::array{placement_}, kNgo));
  const base::Millis tick{1};

  struct Row {
    base::Time now;
    Cover expected;
  };
  for (const Row& row :
       {Row{placement_.from - tick, Cover::kMissing}, Row{placement_.from, Cover::kYes},
        Row{placement_.until - tick, Cover::kYes}, Row{placement_.until, Cover::kExpired}}) {
    EXPECT_EQ(ask(kNgo, kHouse, Role::kSafehouse, placement_.handle, row.now), row.expected)
        << base::to_text(row.now);
  }
}

TEST_F(RegisterTest, SaysNoWhenNothingIsOffered) {
  ASSERT_TRUE(register_.add(std::array{placement_}, kNgo));

  EXPECT_EQ(
      register_.covers({ConsentPurpose::kCarePlacement, kNgo, kHouse, Role::kSafehouse}, {}, kNow),
      Cover::kMissing);
  EXPECT_EQ(ask(kNgo, kHouse, Role::kSafehouse, new_handle()), Cover::kMissing);
}

TEST_F(RegisterTest, TellsARecipientThatWasNotNamedFromOneThatWas) {
  ASSERT_TRUE(register_.add(std::array{placement_}, kNgo));

  EXPECT_EQ(ask(kNgo, kPolice, Role::kSafehouse, placement_.handle), Cover::kNotNamed);
  EXPECT_EQ(ask(kNgo, kHouse, Role::kMsvcc, placement_.handle), Cover::kNotNamed);
}

TEST_F(RegisterTest, TakesAnothersHandleForNone) {
  ASSERT_TRUE(register_.add(std::array{placement_}, kNgo));

  EXPECT_EQ(ask(kStranger, kHouse, Role::kSafehouse, placement_.handle), Cover::kMissing);
  EXPECT_EQ(ask(kHouse, kPolice, Role::kPolOic, placement_.handle), Cover::kMissing);
}

TEST_F(RegisterTest, LetsTheControllerRelyOnWhatAPartnerRecorded) {
  ASSERT_TRUE(register_.add(std::array{placement_}, kPolice));

  EXPECT_EQ(ask(kNgo, kHouse, Role::kSafehouse, placement_.handle), Cover::kYes);
}

TEST_F(RegisterTest, ImpliesTheControllerAsRecipientOfEveryPurposeAgreedTo) {
  ASSERT_TRUE(register_.add(std::array{placement_}, kNgo));

  EXPECT_EQ(ask(kHouse, kNgo, Role::kHfjCare, placement_.handle), Cover::kYes);
  EXPECT_EQ(ask(kStranger, kNgo, Role::kHfjCare, placement_.handle), Cover::kMissing);
  const std::array offered{placement_.handle};
  EXPECT_EQ(
      register_.covers({ConsentPurpose::kHealth, kHouse, kNgo, Role::kHfjCare}, offered, kNow),
      Cover::kMissing);
}

TEST_F(RegisterTest, NeverCoversAnUnknownWord) {
  ASSERT_TRUE(register_.add(std::array{placement_}, kNgo));
  const std::array offered{placement_.handle};

  EXPECT_EQ(register_.covers({}, offered, kNow), Cover::kMissing);
  EXPECT_EQ(register_.covers({ConsentPurpose::kNone, kNgo, kNgo, Role::kHfjCare}, offered, kNow),
            Cover::kMissing);
  EXPECT_EQ(
      register_.covers({ConsentPurpose::kCarePlacement, kHouse, kNgo, Role::kNone}, offered, kNow),
      Cover::kMissing);
}

TEST_F(RegisterTest, LooksAtNoMoreHandlesThanItsLimit) {
  ASSERT_TRUE(register_.add(std::array{placement_}, kNgo));
  const CoverQuestion question{ConsentPurpose::kCarePlacement, kNgo, kHouse, Role::kSafehouse};
  std::vector<ConsentHandle> offered(Register::kMaxHandlesOffered, placement_.handle);

  EXPECT_EQ(register_.covers(question, offered, kNow), Cover::kYes);
  offered.push_back(placement_.handle);
  EXPECT_EQ(register_.covers(question, offered, kNow), Cover::kMissing);
}

TEST_F(RegisterTest, TellsTheNearestMissOfSeveralHandles) {
  Grant expired = grant_for(ConsentPurpose::kCarePlacement, kHouse, Role::kSafehouse);
  expired.until = kNow;
  const Grant other = grant_for(ConsentPurpose::kCarePlacement, kPolice, Role::kPolOic);
  Grant withdrawn = grant_for(ConsentPurpose::kCarePlacement, kHouse, Role::kSafehouse);
  withdrawn.group = group_of(crypto::random_fixed<model::MessageId>(random_), kNgo);
  ASSERT_TRUE(register_.add(std::array{expired, other, withdrawn, placement_}, kNgo));
  ASSERT_THAT(register_.withdraw(withdrawn.group, std::nullopt, kNgo), SizeIs(1));
  const CoverQuestion question{ConsentPurpose::kCarePlacement, kNgo, kHouse, Role::kSafehouse};

  std::vector<ConsentHandle> offered;
  for (const auto& [handle, expected] :
       {std::pair{new_handle(), Cover::kMissing}, std::pair{other.handle, Cover::kNotNamed},
        std::pair{expired.handle, Cover::kExpired}, std::pair{withdrawn.handle, Cover::kWithdrawn},
        std::pair{placement_.handle, Cover::kYes}}) {
    offered.push_back(handle);
    EXPECT_EQ(register_.covers(question, offered, kNow), expected);
    const std::vector<ConsentHandle> reversed(offered.rbegin(), offered.rend());
    EXPECT_EQ(register_.covers(question, reversed, kNow), expected);
  }
}

TEST_F(RegisterTest, WithdrawsOnePurposeOrAllAndForEver) {
  const Grant health = grant_for(ConsentPurpose::kHealth, kHouse, Role::kSafehouse);
  ASSERT_TRUE(register_.add(std::array{placement_, health}, kNgo));

  EXPECT_THAT(register_.withdraw(group_, ConsentPurpose::kCarePlacement, kNgo), SizeIs(1));
  EXPECT_EQ(ask(kNgo, kHouse, Role::kSafehouse, placement_.handle), Cover::kWithdrawn);
  EXPECT_EQ(ask(kHouse, kNgo, Role::kHfjCare, placement_.handle), Cover::kWithdrawn);
  EXPECT_EQ(register_.find(health.handle)->state, EntryState::kLive);

  const auto again = register_.add(std::array{placement_}, kNgo);
  ASSERT_TRUE(again);
  EXPECT_THAT(*again, IsEmpty());
  EXPECT_EQ(ask(kNgo, kHouse, Role::kSafehouse, placement_.handle), Cover::kWithdrawn);

  EXPECT_THAT(register_.withdraw(group_, std::nullopt, kNgo), SizeIs(1));
  EXPECT_THAT(register_.withdraw(group_, std::nullopt, kNgo), IsEmpty());
}

TEST_F(RegisterTest, LetsOwnerControllerAndNamedRecipientsWithdrawAndNobodyElse) {
  for (const auto& [asking, expected] :
       {std::pair{kPolice, 1U}, std::pair{kNgo, 1U}, std::pair{kHouse, 1U},
        std::pair{kStranger, 0U}, std::pair{PartnerNumber::kNobody, 0U}}) {
    Register consents(kNgo);
    ASSERT_TRUE(consents.add(std::array{placement_}, kPolice));
    EXPECT_THAT(consents.withdraw(group_, std::nullopt, asking), SizeIs(expected));
  }
}

TEST_F(RegisterTest, AnswersQueriesOfThePartnerThatRecordedItOnly) {
  ASSERT_TRUE(register_.add(std::array{placement_}, kPolice));

  EXPECT_THAT(register_.query(group_, kPolice), SizeIs(1));
  EXPECT_THAT(register_.query(group_, kNgo), IsEmpty());
  EXPECT_THAT(register_.query(group_, kHouse), IsEmpty());
  EXPECT_THAT(register_.query(group_of(consent_, kPolice), kPolice), IsEmpty());
}

TEST_F(RegisterTest, RefusesGrantsThatAreNotWhole) {
  const auto damaged = [&](auto damage) {
    Grant grant = placement_;
    damage(grant);
    return grant;
  };
  const std::vector<Grant> table = {
      damaged([](Grant& grant) { grant.handle = {}; }),
      damaged([](Grant& grant) { grant.group = {}; }),
      damaged([](Grant& grant) { grant.purpose = ConsentPurpose::kNone; }),
      damaged([](Grant& grant) { grant.purpose = static_cast<ConsentPurpose>(200); }),
      damaged([](Grant& grant) { grant.role = static_cast<Role>(200); }),
      damaged([](Grant& grant) { grant.recipient = PartnerNumber::kNobody; }),
      damaged([](Grant& grant) { grant.until = grant.from; }),
  };
  for (const Grant& grant : table) {
    const auto added = register_.add(std::array{grant}, kNgo);
    ASSERT_FALSE(added);
    EXPECT_EQ(added.error().code, ErrorCode::kMalformed);
  }
  EXPECT_FALSE(register_.add(std::array{placement_}, PartnerNumber::kNobody));
  EXPECT_EQ(register_.size(), 0U);
}

TEST_F(RegisterTest, TakesAllGrantsOfARecordOrNone) {
  Grant clash = grant_for(ConsentPurpose::kHealth, kHouse, Role::kSafehouse);
  ASSERT_TRUE(register_.add(std::array{clash}, kNgo));
  clash.purpose = ConsentPurpose::kEvidence;

  EXPECT_FALSE(register_.add(std::array{placement_, clash}, kNgo));
  EXPECT_EQ(register_.find(placement_.handle), nullptr);
  EXPECT_FALSE(register_.add(std::vector<Grant>(Register::kMaxGrantsAtOnce + 1, placement_), kNgo));
}

TEST_F(RegisterTest, GivesNobodyASayOverAnothersGroup) {
  ASSERT_TRUE(register_.add(std::array{placement_}, kNgo));
  const Grant intruder = grant_for(ConsentPurpose::kHealth, kStranger, Role::kHealth);

  EXPECT_FALSE(register_.add(std::array{intruder}, kStranger));
  EXPECT_THAT(register_.withdraw(group_, std::nullopt, kStranger), IsEmpty());
}

TEST_F(RegisterTest, SurvivesAStoreAndARestart) {
  const Grant health = grant_for(ConsentPurpose::kHealth, kHouse, Role::kSafehouse);
  ASSERT_TRUE(register_.add(std::array{placement_, health}, kNgo));
  ASSERT_THAT(register_.withdraw(group_, ConsentPurpose::kHealth, kNgo), SizeIs(1));

  Register restored(kNgo);
  for (const Entry& entry : register_.query(group_, kNgo)) ASSERT_TRUE(restored.restore(entry));

  EXPECT_EQ(restored.query(group_, kNgo), register_.query(group_, kNgo));
  EXPECT_FALSE(restored.restore(restored.query(group_, kNgo).front()));
  EXPECT_FALSE(restored.restore(Entry{}));
}

TEST_F(RegisterTest, NamesAnotherGroupForEveryRecordAndOwner) {
  EXPECT_EQ(group_of(consent_, kNgo), group_);
  EXPECT_NE(group_of(consent_, kHouse), group_);
  EXPECT_NE(group_of(crypto::random_fixed<model::MessageId>(random_), kNgo), group_);
}

// A second, naive reading of the rules, held against the register on random histories.
TEST_F(RegisterTest, AgreesWithANaiveReadingOfTheRulesOnRandomHistories) {
  std::mt19937 dice(11);
  const auto roll = [&](unsigned sides) { return static_cast<unsigned>(dice() % sides); };
  for (int round = 0; round < 200; ++round) {
    Register consents(kNgo);
    std::vector<Entry> all;
    for (unsigned i = 0; i < 8; ++i) {
      const PartnerNumber owner{1 + roll(3)};
      Grant grant = grant_for(static_cast<ConsentPurpose>(1 + roll(2)), PartnerNumber{1 + roll(3)},
                              static_cast<Role>(1 + roll(2)));
      grant.group = group_of(crypto::random_fixed<model::MessageId>(random_), owner);
      if (roll(4) == 0) grant.until = kNow;
      const auto added = consents.add(std::array{grant}, owner);
      ASSERT_TRUE(added);
      all.push_back(added->front());
      if (roll(4) != 0) continue;
      all.back().state = EntryState::kWithdrawn;
      consents.withdraw(grant.group, std::nullopt, owner);
    }
    const CoverQuestion question{static_cast<ConsentPurpose>(1 + roll(2)),
                                 PartnerNumber{1 + roll(3)}, PartnerNumber{1 + roll(3)},
                                 static_cast<Role>(1 + roll(2))};
    bool expected = false;
    std::vector<ConsentHandle> offered;
    for (const Entry& entry : all) {
      if (roll(3) == 0) continue;
      offered.push_back(entry.grant.handle);
      const bool live = entry.state == EntryState::kLive && kNow < entry.grant.until &&
                        entry.grant.purpose == question.purpose;
      const bool owned = question.sender == entry.owner || question.sender == kNgo;
      const bool named =
          entry.grant.recipient == question.recipient && entry.grant.role == question.role;
      const bool implied =
          question.recipient == kNgo && (owned || question.sender == entry.grant.recipient);
      expected = expected || (live && ((owned && named) || implied));
    }
    EXPECT_EQ(consents.covers(question, offered, kNow) == Cover::kYes, expected);
  }
}

TEST(CoverTest, EachAnswerButYesIsARefusalOfItsOwn) {
  EXPECT_EQ(Cover{}, Cover::kMissing);
  EXPECT_EQ(refusal_for(Cover::kYes), std::nullopt);
  EXPECT_EQ(refusal_for(Cover::kMissing), model::Refusal::kConsentMissing);
  EXPECT_EQ(refusal_for(Cover::kExpired), model::Refusal::kConsentExpired);
  EXPECT_EQ(refusal_for(Cover::kWithdrawn), model::Refusal::kConsentWithdrawn);
  EXPECT_EQ(refusal_for(Cover::kNotNamed), model::Refusal::kRecipientNotNamed);
}

}  // namespace
}  // namespace gateway::consent
