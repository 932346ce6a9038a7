#include "gateway/admission/lifts.h"

#include "tests/unit/admission/fixture.h"

#include <string>
#include <string_view>

namespace gateway::admission {
namespace {

// A referral that was accepted, and is locked by now; trustees lift the lock of its identity.
class LiftsTest : public AdmissionTest {
 protected:
  LiftsTest() {
    const auto rows = authorised(request());
    EXPECT_TRUE(rows);
    if (rows) row_ = rows->front().index;
  }

  std::optional<Refusal> asked(std::uint32_t sections = kIdentity) const {
    return refusal_now(*message_, authority(), row_, sections);
  }
  void lift(Section section, std::uint8_t trustees = 2) {
    lifts_ = {{message_->envelope.head.row_commitments.at(row_), section, trustees}};
  }
  void expire_consent() { now_ = directory::kStart + 100 * directory::kDay; }
  static std::string policy_with(std::string_view more) {
    return std::string(kPolicy) + "\n" + std::string(more);
  }

  static constexpr std::uint32_t kContent = 1U << 0U;
  static constexpr std::uint32_t kIdentity = 1U << 1U;
  std::size_t row_ = 0;
};

TEST_F(LiftsTest, LiftsMissingConsent) {
  ASSERT_FALSE(consents_.withdraw(group_, std::nullopt, kNgo).empty());
  EXPECT_EQ(asked(), Refusal::kConsentWithdrawn);
  lift(Section::kIdentity);
  EXPECT_EQ(asked(), std::nullopt);
}

TEST_F(LiftsTest, LiftsAPermitThatIsGone) {
  std::string without(kPolicy);
  const auto at = without.find("permit placement-identity");
  without.erase(at, without.find("permit intelligence") - at);
  use_policy(without);
  EXPECT_EQ(asked(), Refusal::kPolicyDenies);
  lift(Section::kIdentity);
  EXPECT_EQ(asked(), std::nullopt);
}

TEST_F(LiftsTest, LiftsOneSectionOfOneRow) {
  consents_.withdraw(group_, std::nullopt, kNgo);
  lift(Section::kIdentity);
  EXPECT_EQ(asked(kIdentity | kContent), Refusal::kConsentWithdrawn) << "not together with another";
  EXPECT_EQ(asked(kContent), Refusal::kConsentWithdrawn);
  lift(Section::kHealth);
  EXPECT_EQ(asked(), Refusal::kConsentWithdrawn);
  lifts_ = {{model::Digest({1}), Section::kIdentity, 5}};
  EXPECT_EQ(asked(), Refusal::kConsentWithdrawn) << "another row";
  lift(Section::kContent);
  EXPECT_EQ(asked(kContent), Refusal::kPolicyDenies) << "a section that is not released";
}

TEST_F(LiftsTest, NeverLiftsAForbid) {
  lift(Section::kIdentity, 255);
  use_policy(policy_with("forbid no-names\n  anyone to share * [identity]\n  with anyone\n"));
  EXPECT_EQ(asked(), Refusal::kPolicyDenies);
  use_policy(
      policy_with("forbid no-names\n  anyone to share * [identity]\n  with anyone\n"
                  "  unless override\n"));
  EXPECT_EQ(asked(), Refusal::kPolicyDenies) << "another exception is not this one";
}

TEST_F(LiftsTest, CountsAsTheApprovalOfThoseWhoSigned) {
  const auto with_forbid = [&](std::string_view trustees) {
    use_policy(
        policy_with("forbid no-names\n  anyone to share * [identity]\n  with anyone\n"
                    "  unless approved by " +
                    std::string(trustees) + " trustees\n"));
  };
  lift(Section::kIdentity, 2);
  with_forbid("2");
  EXPECT_EQ(asked(), std::nullopt);
  with_forbid("3");
  EXPECT_EQ(asked(), Refusal::kPolicyDenies) << "two are not three";
  lift(Section::kIdentity, 3);
  EXPECT_EQ(asked(), std::nullopt);
}

TEST_F(LiftsTest, LiftsNoFreezeNoExpiryAndNoEnd) {
  lift(Section::kIdentity, 5);
  expire_consent();
  EXPECT_EQ(asked(), Refusal::kExpired) << "the message has expired";
  now_ = kNow;
  freeze({kHouse, "", std::nullopt});
  EXPECT_EQ(asked(), Refusal::kFrozen);
}

TEST_F(LiftsTest, LiftsNeitherRoleNorAgreement) {
  lift(Section::kIdentity, 5);
  std::string ended(kPolicy);
  const std::string until = "from 2026-01-01 until 2026-12-31\n  purposes VICTIM_SUPPORT\n";
  ended.replace(ended.find(until), until.size(),
                "from 2026-01-01 until 2026-01-05\n  purposes VICTIM_SUPPORT\n");
  use_policy(ended);
  EXPECT_EQ(asked(), Refusal::kKindNotInAgreement);
  std::string no_role(kPolicy);
  for (auto at = no_role.find("SAFEHOUSE"); at != std::string::npos;
       at = no_role.find("SAFEHOUSE")) {
    no_role.replace(at, 9, "LA");
  }
  use_policy(no_role);
  EXPECT_EQ(asked(), Refusal::kRoleNotPermitted);
}

TEST_F(LiftsTest, IsForWhatWasSentBefore) {
  consents_.withdraw(group_, std::nullopt, kNgo);
  lift(Section::kIdentity, 5);
  EXPECT_EQ(refusal_of(authorise(*message_, authority())), Refusal::kConsentWithdrawn)
      << "nothing is accepted by it";
}

}  // namespace
}  // namespace gateway::admission
