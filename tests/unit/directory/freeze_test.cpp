#include "gateway/directory/freeze.h"

#include "gateway/base/text.h"

#include "tests/unit/directory/network.h"

#include <algorithm>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gateway::directory {
namespace {

using base::ErrorCode;
using testing::ElementsAre;
using testing::IsEmpty;

class FreezeTest : public testing::Test {
 protected:
  base::Result<VerifiedFreeze> verify(const std::string& note, base::Time now = kNow) const {
    return verify_freeze(note, network_.root, directory_, now);
  }
  VerifiedFreeze frozen(const FreezeTarget& target, base::Time at, bool confirmed = false) const {
    return {{FreezeAction::kFreeze, target, at, FreezeReason::kPrecaution}, confirmed};
  }
  VerifiedFreeze lifted(const FreezeTarget& target, base::Time at) const {
    return {{FreezeAction::kLift, target, at, FreezeReason::kResolved}, true};
  }

  const Network network_;
  const Directory directory_ = network_.directory();
  const model::UnitRef intel_{kPolice, "intel"};
  const model::UnitRef oic_{kPolice, "oic"};
  const model::KeyId key_ = key_id_of(network_.unit_keys.at(intel_).public_key());
  const FreezeTarget partner_{kPolice, "", std::nullopt};
  const FreezeTarget unit_{kPolice, "intel", std::nullopt};
  const FreezeTarget one_key_{kPolice, "intel", key_};
  const model::KeyId person_ = key_id_of(network_.decider->public_key());
  const FreezeTarget decider_{kNgo, "", person_};
  const Freeze freeze_{FreezeAction::kFreeze, unit_, kNow, FreezeReason::kKeyLost};
  const Freeze lift_{FreezeAction::kLift, unit_, kNow, FreezeReason::kResolved};
};

TEST_F(FreezeTest, HasOneText) {
  EXPECT_EQ(to_text(freeze_),
            "safeconduct-freeze/v1\n"
            "action freeze\n"
            "unit 2 intel\n"
            "time 2026-01-11T00:00:00Z\n"
            "reason key-lost\n");
  for (const FreezeTarget& target : {partner_, unit_, one_key_, decider_}) {
    const Freeze freeze{FreezeAction::kLift, target, kNow, FreezeReason::kResolved};
    const auto parsed = parse_freeze(to_text(freeze));
    ASSERT_TRUE(parsed);
    EXPECT_EQ(*parsed, freeze);
  }
  std::size_t line = 0;
  EXPECT_FALSE(parse_freeze("safeconduct-freeze/v1\naction freeze\ntrustee 1\n", &line));
  EXPECT_EQ(line, 3U);
}

TEST_F(FreezeTest, NamesADeciderByPartnerAndKey) {
  const Freeze freeze{FreezeAction::kFreeze, decider_, kNow, FreezeReason::kKeyLost};
  EXPECT_NE(to_text(freeze).find("\ndecider 1 " + base::to_hex(person_.bytes()) + "\n"),
            std::string::npos);
  EXPECT_TRUE(verify(network_.by_trustees(to_text(freeze), {0})));
  EXPECT_TRUE(verify(network_.by_unit(to_text(freeze), {kNgo, "aftercare"})));
  EXPECT_FALSE(verify(network_.by_unit(to_text(freeze), intel_)));

  for (const FreezeTarget& nobody :
       {FreezeTarget{kPolice, "", person_}, FreezeTarget{kNgo, "aftercare", person_},
        FreezeTarget{kPolice, "", key_}}) {
    const Freeze wrong{FreezeAction::kFreeze, nobody, kNow, FreezeReason::kKeyLost};
    EXPECT_EQ(verify(network_.by_trustees(to_text(wrong), {0})).error().code, ErrorCode::kNotFound);
  }
}

TEST_F(FreezeTest, StopsADeciderAloneOrWithThePartner) {
  FreezeSet freezes;
  freezes.apply(frozen(decider_, kNow));
  EXPECT_TRUE(freezes.is_frozen(kNgo, person_, kNow));
  EXPECT_FALSE(freezes.is_frozen(kPolice, person_, kNow));
  EXPECT_FALSE(freezes.is_frozen({kNgo, "aftercare"}, kNow)) << "the units go on";
  EXPECT_FALSE(freezes.is_frozen({kNgo, "aftercare"}, person_, kNow));
  EXPECT_FALSE(freezes.is_frozen(kNgo, person_, kNow + FreezeSet::kLapsesAfter));

  FreezeSet whole;
  whole.apply(frozen({kNgo, "", std::nullopt}, kNow));
  EXPECT_TRUE(whole.is_frozen(kNgo, person_, kNow));
}

TEST_F(FreezeTest, TakesOneTrustee) {
  for (std::size_t i = 0; i < 5; ++i) {
    const auto verified = verify(network_.by_trustees(to_text(freeze_), {i}));
    ASSERT_TRUE(verified);
    EXPECT_FALSE(verified->confirmed);
  }
}

TEST_F(FreezeTest, TakesAnyUnitOfThePartnerItself) {
  EXPECT_TRUE(verify(network_.by_unit(to_text(freeze_), intel_)));
  EXPECT_TRUE(verify(network_.by_unit(to_text(freeze_), oic_)));
  EXPECT_FALSE(verify(network_.by_unit(to_text(freeze_), oic_), kEnd)) << "its key has expired";
}

TEST_F(FreezeTest, TakesNobodyElse) {
  const Network others(2);
  for (const auto& note : {network_.by_unit(to_text(freeze_), {kNgo, "investigations"}),
                           network_.by_unit(to_text(freeze_), {kHouse, "main"}),
                           others.by_trustees(to_text(freeze_), {0, 1, 2}),
                           signed_note(to_text(freeze_), "log.example/2026", network_.log)}) {
    const auto verified = verify(note);
    ASSERT_FALSE(verified);
    EXPECT_EQ(verified.error().code, ErrorCode::kUnauthenticated);
  }
}

TEST_F(FreezeTest, IsConfirmedByK) {
  const auto verified = verify(network_.by_trustees(to_text(freeze_), {0, 1, 4}));

  ASSERT_TRUE(verified);
  EXPECT_TRUE(verified->confirmed);
}

TEST_F(FreezeTest, IsLiftedByKOnly) {
  EXPECT_FALSE(verify(network_.by_trustees(to_text(lift_), {0})));
  EXPECT_FALSE(verify(network_.by_trustees(to_text(lift_), {0, 1})));
  EXPECT_FALSE(verify(network_.by_unit(to_text(lift_), intel_)));
  EXPECT_TRUE(verify(network_.by_trustees(to_text(lift_), {0, 1, 2})));
  EXPECT_FALSE(verify(network_.by_trustees(to_text(lift_), {0, 1, 2}), kEnd)) << "root expired";
}

TEST_F(FreezeTest, NamesOnlyWhatTheDirectoryLists) {
  const FreezeTarget nobody{model::PartnerNumber{99}, "", std::nullopt};
  const FreezeTarget no_unit{kPolice, "cells", std::nullopt};
  const FreezeTarget no_key{kPolice, "oic", key_};
  const auto trustee = key_id_of(network_.trustee_keys[0].public_key());
  const auto log = key_id_of(network_.log.public_key());
  for (const FreezeTarget& target :
       {nobody, no_unit, no_key, FreezeTarget{kNgo, "aftercare", trustee},
        FreezeTarget{kNgo, "aftercare", log}}) {
    const Freeze freeze{FreezeAction::kFreeze, target, kNow, FreezeReason::kMisuse};
    const auto verified = verify(network_.by_trustees(to_text(freeze), {0, 1, 2}));
    ASSERT_FALSE(verified);
    EXPECT_EQ(verified.error().code, ErrorCode::kNotFound);
  }
}

TEST_F(FreezeTest, IsNotDatedAheadOfTheClock) {
  const std::string note = network_.by_trustees(to_text(freeze_), {0});

  EXPECT_TRUE(verify(note, kNow - kMaxFreezeSkew));
  EXPECT_FALSE(verify(note, kNow - kMaxFreezeSkew - base::Millis{1}));
}

TEST_F(FreezeTest, ReachesFromPartnerToUnitToKeyAndNoFurther) {
  struct Row {
    FreezeTarget target;
    bool intel, intel_key, oic;
  };
  for (const Row& row : {Row{partner_, true, true, true}, Row{unit_, true, true, false},
                         Row{one_key_, false, true, false}}) {
    FreezeSet set;
    set.apply(frozen(row.target, kNow));
    EXPECT_EQ(set.is_frozen(intel_, kNow), row.intel);
    EXPECT_EQ(set.is_frozen(intel_, key_, kNow), row.intel_key);
    EXPECT_EQ(set.is_frozen(oic_, kNow), row.oic);
    EXPECT_FALSE(set.is_frozen({kNgo, "intel"}, key_, kNow));
    EXPECT_THAT(set.frozen(kNow), ElementsAre(row.target));
  }
  EXPECT_FALSE(FreezeSet().is_frozen(intel_, key_, kNow));
}

TEST_F(FreezeTest, LapsesAfterSevenDaysUnlessConfirmed) {
  FreezeSet set;
  set.apply(frozen(unit_, kNow));
  EXPECT_TRUE(set.is_frozen(intel_, kNow + 7 * kDay - base::Millis{1}));
  EXPECT_FALSE(set.is_frozen(intel_, kNow + 7 * kDay));
  EXPECT_THAT(set.frozen(kNow + 7 * kDay), IsEmpty());

  set.apply(frozen(unit_, kNow, true));
  EXPECT_TRUE(set.is_frozen(intel_, kNow + 300 * kDay));
}

TEST_F(FreezeTest, EndsWithALiftAndDoesNotComeBackByReplay) {
  FreezeSet set;
  set.apply(frozen(unit_, kNow, true));
  set.apply(lifted(unit_, kNow + kDay));
  EXPECT_FALSE(set.is_frozen(intel_, kNow + kDay));

  set.apply(frozen(unit_, kNow, true));
  EXPECT_FALSE(set.is_frozen(intel_, kNow + kDay));

  set.apply(frozen(unit_, kNow + 2 * kDay));
  EXPECT_TRUE(set.is_frozen(intel_, kNow + 2 * kDay));
}

TEST_F(FreezeTest, LiftsNothingThatWasNotConfirmedByK) {
  FreezeSet set;
  set.apply(frozen(unit_, kNow));
  VerifiedFreeze lift = lifted(unit_, kNow + kDay);
  lift.confirmed = false;
  set.apply(lift);

  EXPECT_TRUE(set.is_frozen(intel_, kNow + kDay));
}

TEST_F(FreezeTest, ComesToTheSameInWhateverOrderNotesArrive) {
  std::vector<VerifiedFreeze> notes = {frozen(unit_, kNow), frozen(unit_, kNow + 3 * kDay, true),
                                       lifted(unit_, kNow + kDay), frozen(unit_, kNow + 5 * kDay)};
  std::vector<std::size_t> order = {0, 1, 2, 3};
  const auto answers = [&] {
    FreezeSet set;
    for (const std::size_t i : order) {
      set.apply(notes[i]);
      set.apply(notes[i]);
    }
    std::vector<bool> frozen_on;
    for (int day = 0; day < 30; ++day)
      frozen_on.push_back(set.is_frozen(intel_, kNow + day * kDay));
    return frozen_on;
  };
  const auto expected = answers();
  while (std::ranges::next_permutation(order).found) EXPECT_EQ(answers(), expected);
}

}  // namespace
}  // namespace gateway::directory
