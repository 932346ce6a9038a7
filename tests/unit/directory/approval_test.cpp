#include "gateway/directory/approval.h"

#include "tests/unit/directory/network.h"

#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace gateway::directory {
namespace {

using base::ErrorCode;

class ApprovalTest : public testing::Test {
 protected:
  base::Result<VerifiedApproval> verify(const std::string& note, base::Time now = kNow) const {
    return verify_approval(note, network_.root, now);
  }

  const Network network_;
  const Approval approval_{model::MessageId({1}), model::Salt({2}),        {kPolice, "intel"},
                           model::Role::kPolInt,  model::Section::kSource, kNow + kDay};
  const std::string note_ = network_.by_trustees(to_text(approval_), {0, 1});
};

TEST_F(ApprovalTest, HasOneText) {
  EXPECT_EQ(to_text(approval_),
            "safeconduct-approval/v1\n"
            "message 01000000-0000-0000-0000-000000000000\n"
            "salt AgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
            "to 2 intel POL_INT\n"
            "section source\n"
            "until 2026-01-12T00:00:00Z\n");
  ASSERT_TRUE(parse_approval(to_text(approval_)));
  EXPECT_EQ(*parse_approval(to_text(approval_)), approval_);
}

TEST_F(ApprovalTest, TellsWhichTrusteesSigned) {
  const auto verified = verify(note_);
  ASSERT_TRUE(verified);
  EXPECT_EQ(verified->approval, approval_);
  EXPECT_EQ(verified->trustees, (std::set{network_.trustee_keys[0].public_key(),
                                          network_.trustee_keys[1].public_key()}));
  EXPECT_EQ(verify(network_.by_trustees(to_text(approval_), {2, 2, 2}))->trustees.size(), 1U)
      << "who signs three times is one";
}

TEST_F(ApprovalTest, CountsNoStranger) {
  const Network others(2);
  EXPECT_EQ(verify(others.by_trustees(to_text(approval_), {0, 1})).error().code,
            ErrorCode::kUnauthenticated);
  EXPECT_FALSE(verify(network_.by_unit(to_text(approval_), {kNgo, "investigations"})));
  EXPECT_FALSE(verify(to_text(approval_))) << "nobody signed";
}

TEST_F(ApprovalTest, EndsWithItsTimeAndWithTheRoot) {
  EXPECT_TRUE(verify(note_, kNow + kDay - base::Millis(1)));
  EXPECT_EQ(verify(note_, kNow + kDay).error().code, ErrorCode::kNotFound);
  Approval endless = approval_;
  endless.until = kEnd + 10 * kDay;
  const std::string note = network_.by_trustees(to_text(endless), {0, 1});
  EXPECT_TRUE(verify(note, kEnd - base::Millis(1)));
  EXPECT_EQ(verify(note, kEnd).error().code, ErrorCode::kUnauthenticated);
}

TEST_F(ApprovalTest, RefusesEveryFlippedBit) {
  for (std::size_t i = 0; i < note_.size(); ++i) {
    std::string damaged = note_;
    damaged[i] = static_cast<char>(damaged[i] ^ (1 << (i % 8)));
    const auto verified = verify(damaged);
    // A changed name or id makes a signature somebody else's: then fewer have signed.
    EXPECT_TRUE(!verified || (verified->approval == approval_ && verified->trustees.size() < 2))
        << "byte " << i;
  }
}

}  // namespace
}  // namespace gateway::directory
