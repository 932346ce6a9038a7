#include "gateway/admission/authorise.h"

#include "tests/unit/admission/fixture.h"

namespace gateway::admission {
namespace {

// A message that was accepted, asked about again later.
class RefusalNowTest : public AdmissionTest {
 protected:
  RefusalNowTest() {
    const auto rows = authorised(request());
    EXPECT_TRUE(rows);
    if (rows) row_ = rows->front().index;
  }

  std::optional<Refusal> asked(std::uint32_t sections) const {
    return refusal_now(*message_, authority(), row_, sections);
  }

  static constexpr std::uint32_t kIdentityBit = 1U << 1U;  // The second section of the head.
  static constexpr std::uint32_t kHealthBit = 1U << 3U;
  std::size_t row_ = 0;
};

TEST_F(RefusalNowTest, NothingChangedSoNothingIsRefused) {
  EXPECT_EQ(asked(kIdentityBit), std::nullopt);
}

TEST_F(RefusalNowTest, WithdrawalCountsFromNowOn) {
  consents_.withdraw(group_, std::nullopt, kNgo);

  EXPECT_EQ(asked(kIdentityBit), Refusal::kConsentWithdrawn);
}

TEST_F(RefusalNowTest, AFreezeOfEitherSideCounts) {
  freeze({kHouse, "", std::nullopt});
  EXPECT_EQ(asked(kIdentityBit), Refusal::kFrozen);

  freezes_ = {};
  freeze({kNgo, "aftercare", std::nullopt});
  EXPECT_EQ(asked(kIdentityBit), Refusal::kFrozen);
}

TEST_F(RefusalNowTest, ExpiryIsTheLastMoment) {
  now_ = kNow + 5 * directory::kDay - base::Millis(1);
  EXPECT_EQ(asked(kIdentityBit), std::nullopt);

  now_ += base::Millis(1);
  EXPECT_EQ(asked(kIdentityBit), Refusal::kExpired);
}

TEST_F(RefusalNowTest, ThePolicyOfNowCounts) {
  policies_ = policy::PolicySet(*model::PartnerName::parse("hfj"));

  EXPECT_NE(asked(kIdentityBit), std::nullopt);
}

TEST_F(RefusalNowTest, WhatWasNotGrantedLooksLikeWhatIsNotThere) {
  EXPECT_EQ(asked(0), Refusal::kNotFound);
  EXPECT_EQ(asked(kHealthBit), Refusal::kNotFound);
  EXPECT_EQ(asked(kIdentityBit | kHealthBit), Refusal::kNotFound);
  EXPECT_EQ(asked(~0U), Refusal::kNotFound);
  EXPECT_EQ(refusal_now(*message_, authority(), 64, kIdentityBit), Refusal::kNotFound);
  const std::size_t filler = 1 - row_;
  EXPECT_EQ(refusal_now(*message_, authority(), filler, kIdentityBit), Refusal::kNotFound);
}

}  // namespace
}  // namespace gateway::admission
