#include "gateway/directory/review.h"

#include "tests/unit/directory/network.h"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace gateway::directory {
namespace {

class ReviewTest : public testing::Test {
 protected:
  ReviewTest() {
    ngo_.deciders.push_back({"lead", lead_.public_key(), {kStart, kEnd}});
    ngo_.deciders.push_back({"duty-manager", second_.public_key(), {kStart, kEnd}});
  }

  [[nodiscard]] static std::string by(const Review& review, std::string_view name,
                                      const crypto::SigningKey& key) {
    return signed_note(to_text(review), decider_key_name("hfj", name), key);
  }
  base::Result<Review> verify(const std::string& note, base::Time now = kNow) const {
    return verify_override_review(note, ngo_, "duty-manager", now);
  }

  Network network_;
  const crypto::SigningKey lead_ = crypto::SigningKey::generate(network_.random);
  const crypto::SigningKey second_ = crypto::SigningKey::generate(network_.random);
  Partner ngo_ = network_.partners[0];
  const Review override_{Reviewed::kOverride, model::Digest({1}), Finding::kJustified, kNow};
  const Review glass_{Reviewed::kBreakGlass, model::Digest({2}), Finding::kUnjustified, kNow};
};

TEST_F(ReviewTest, HasOneText) {
  EXPECT_EQ(to_text(override_),
            "safeconduct-review/v1\n"
            "of override AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
            "finding justified\n"
            "time 2026-01-11T00:00:00Z\n");
  EXPECT_EQ(*parse_review(to_text(override_)), override_);
  EXPECT_EQ(*parse_review(to_text(glass_)), glass_);
}

TEST_F(ReviewTest, NobodyReviewsTheirOwnDecision) {
  EXPECT_TRUE(verify(by(override_, "lead", lead_)));
  EXPECT_FALSE(verify(by(override_, "duty-manager", *network_.decider)));
  EXPECT_FALSE(verify(by(override_, "duty-manager", second_))) << "the same person's other key";
  EXPECT_FALSE(verify(by(override_, "lead", *network_.decider))) << "under another's name";
  EXPECT_FALSE(verify(by(override_, "stranger", lead_)));
  EXPECT_FALSE(verify(network_.by_unit(to_text(override_), {kNgo, "aftercare"})));
  EXPECT_FALSE(verify(network_.by_trustees(to_text(override_), {0, 1, 2})));
  EXPECT_FALSE(verify(by(override_, "lead", lead_), kEnd)) << "the key has run out";
}

TEST_F(ReviewTest, IsNotDatedAhead) {
  Review later = override_;
  later.at = kNow + kMaxReviewSkew;
  EXPECT_TRUE(verify(by(later, "lead", lead_)));
  later.at += std::chrono::seconds(1);
  EXPECT_FALSE(verify(by(later, "lead", lead_)));
}

TEST_F(ReviewTest, TrusteesReviewWhatOtherTrusteesDid) {
  const std::set<crypto::PublicKey> signers = {network_.trustee_keys[0].public_key(),
                                               network_.trustee_keys[1].public_key()};
  const auto verify_glass = [&](const std::string& note, base::Time now = kNow) {
    return verify_break_glass_review(note, network_.root, signers, now);
  };
  EXPECT_FALSE(verify_glass(network_.by_trustees(to_text(glass_), {0, 1})));
  EXPECT_TRUE(verify_glass(network_.by_trustees(to_text(glass_), {2})));
  EXPECT_TRUE(verify_glass(network_.by_trustees(to_text(glass_), {0, 4})));
  EXPECT_FALSE(verify_glass(by(glass_, "lead", lead_)));
  EXPECT_FALSE(verify_glass(network_.by_trustees(to_text(override_), {2}))) << "of something else";
  EXPECT_FALSE(verify_glass(network_.by_trustees(to_text(glass_), {2}), kEnd));
  EXPECT_FALSE(verify(network_.by_trustees(to_text(glass_), {2})));
}

TEST_F(ReviewTest, RefusesEveryFlippedBit) {
  const std::string note = by(override_, "lead", lead_);
  for (std::size_t i = 0; i < note.size(); ++i) {
    std::string damaged = note;
    damaged[i] = static_cast<char>(damaged[i] ^ (1 << (i % 8)));
    EXPECT_FALSE(verify(damaged)) << "byte " << i;
  }
}

}  // namespace
}  // namespace gateway::directory
