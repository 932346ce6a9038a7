#include "gateway/directory/break_glass.h"

#include "tests/unit/directory/network.h"

#include <functional>
#include <string>

#include <gtest/gtest.h>

namespace gateway::directory {
namespace {

using base::ErrorCode;

class BreakGlassTest : public testing::Test {
 protected:
  BreakGlassTest() { network_.root.thresholds[static_cast<std::size_t>(Action::kBreakglass)] = 2; }

  base::Result<VerifiedBreakGlass> verify(const std::string& note, base::Time now = kNow) const {
    return verify_break_glass(note, network_.root, now);
  }
  [[nodiscard]] std::string changed(const std::function<void(BreakGlass&)>& change) const {
    BreakGlass other = what_;
    change(other);
    return network_.by_trustees(to_text(other), {0, 1});
  }

  Network network_;
  const BreakGlass what_{model::EnvelopeId({1}),
                         model::Digest({2}),
                         {kHouse, "main"},
                         model::Role::kSafehouse,
                         model::Section::kIdentity,
                         model::LegalBasis::kVitalInterests,
                         break_glass_reason(base::Bytes(32, 7), "cannot be asked"),
                         kNow,
                         kNow + kBreakGlassLasts};
  const std::string note_ = network_.by_trustees(to_text(what_), {0, 1});
};

TEST_F(BreakGlassTest, HasOneText) {
  BreakGlass plain = what_;
  plain.reason = model::Digest({3});
  EXPECT_EQ(to_text(plain),
            "safeconduct-break-glass/v1\n"
            "envelope AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
            "row AgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
            "to 3 main SAFEHOUSE\n"
            "section identity\n"
            "ground 6.1.d\n"
            "reason AwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
            "holds 2026-01-11T00:00:00Z 2026-01-12T00:00:00Z\n");
  EXPECT_EQ(*parse_break_glass(to_text(what_)), what_);
}

TEST_F(BreakGlassTest, TakesAsManyTrusteesAsTheRootDemandsAndNeverFewerThanTwo) {
  EXPECT_FALSE(verify(network_.by_trustees(to_text(what_), {0})));
  EXPECT_FALSE(verify(network_.by_trustees(to_text(what_), {3, 3, 3}))) << "one, three times";
  const auto verified = verify(note_);
  ASSERT_TRUE(verified);
  EXPECT_EQ(verified->trustees.size(), 2U);

  network_.root.thresholds.fill(3);
  EXPECT_EQ(verify(note_).error().code, ErrorCode::kUnauthenticated);
  EXPECT_TRUE(verify(network_.by_trustees(to_text(what_), {0, 1, 4})));
  network_.root.thresholds.fill(1);
  EXPECT_FALSE(verify(network_.by_trustees(to_text(what_), {0})));
  EXPECT_TRUE(verify(note_));
}

TEST_F(BreakGlassTest, TakesNobodyElse) {
  const Network others(2);
  EXPECT_FALSE(verify(others.by_trustees(to_text(what_), {0, 1, 2})));
  EXPECT_FALSE(verify(network_.by_unit(to_text(what_), {kNgo, "aftercare"})));
  EXPECT_FALSE(verify(note_, kEnd)) << "the root has expired";
}

TEST_F(BreakGlassTest, HoldsForADayAtMost) {
  EXPECT_TRUE(what_.holds(kNow));
  EXPECT_FALSE(what_.holds(kNow - base::Millis(1)));
  EXPECT_FALSE(what_.holds(kNow + kBreakGlassLasts));
  EXPECT_TRUE(verify(note_, kNow + kBreakGlassLasts - base::Millis(1)));
  EXPECT_EQ(verify(note_, kNow + kBreakGlassLasts).error().code, ErrorCode::kNotFound);
  EXPECT_TRUE(verify(note_, kNow - kMaxBreakGlassSkew));
  EXPECT_EQ(verify(note_, kNow - kMaxBreakGlassSkew - base::Millis(1)).error().code,
            ErrorCode::kMalformed);
  EXPECT_FALSE(verify(changed([](BreakGlass& b) { b.until += std::chrono::seconds(1); })));
  EXPECT_FALSE(verify(changed([](BreakGlass& b) { b.until = b.from; })));
}

TEST_F(BreakGlassTest, TakesOnlyGroundsOnWhichConsentMayBeOverridden) {
  for (const auto& [ground, text] : model::kLegalBasisTexts) {
    const auto note = changed([ground = ground](BreakGlass& b) { b.ground = ground; });
    EXPECT_EQ(verify(note).has_value(), model::may_override(ground)) << text;
  }
}

TEST_F(BreakGlassTest, TheReasonIsBoundAndHidden) {
  const base::Bytes blind(32, 7);
  EXPECT_EQ(break_glass_reason(blind, "cannot be asked"), what_.reason);
  EXPECT_NE(break_glass_reason(blind, "can be asked"), what_.reason);
  EXPECT_NE(break_glass_reason(base::Bytes(32, 8), "cannot be asked"), what_.reason);
}

TEST_F(BreakGlassTest, RefusesEveryFlippedBit) {
  for (std::size_t i = 0; i < note_.size(); ++i) {
    std::string damaged = note_;
    damaged[i] = static_cast<char>(damaged[i] ^ (1 << (i % 8)));
    EXPECT_FALSE(verify(damaged)) << "byte " << i;
  }
}

}  // namespace
}  // namespace gateway::directory
