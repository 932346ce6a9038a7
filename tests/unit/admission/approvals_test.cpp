#include "gateway/admission/approvals.h"

#include "gateway/directory/approval.h"

#include "tests/unit/admission/fixture.h"

#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>

namespace gateway::admission {
namespace {

using Request = envelope::SealRequest;

constexpr std::string_view kForbids = R"(
forbid identity-unless-approved
  anyone to share aftercare.referral [identity]
  with anyone
  unless approved by 2 trustees
forbid needs-never
  anyone to share aftercare.referral [needs]
  with anyone
)";

// A referral whose identity section is forbidden unless two trustees approved it.
class ApprovalsTest : public AdmissionTest {
 protected:
  ApprovalsTest() { use_policy(std::string(kPolicy) + std::string(kForbids)); }

  Request referral() {
    Request referral = request();
    referral.recipients[0].granted = {Section::kContent, Section::kIdentity};
    return referral;
  }
  static directory::Approval approval_for(const Request& request) {
    return {request.cover.message_id, request.cover.salt, kSafehouse,
            Role::kSafehouse,         Section::kIdentity, kNow + directory::kDay};
  }
  using Change = std::function<void(directory::Approval&)>;
  std::string note(
      const Request& request, std::initializer_list<std::size_t> trustees,
      const Change& change = [](directory::Approval&) {}) {
    directory::Approval approval = approval_for(request);
    change(approval);
    return network_.by_trustees(directory::to_text(approval), trustees);
  }
  Refusal with_notes(std::initializer_list<std::initializer_list<std::size_t>> signers) {
    Request made = referral();
    for (const auto& trustees : signers) made.gateway_row.approvals.push_back(note(made, trustees));
    return authorising(made);
  }
};

TEST_F(ApprovalsTest, ItTakesTwoTrustees) {
  EXPECT_EQ(authorising(referral()), Refusal::kPolicyDenies);
  EXPECT_EQ(with_notes({{0}}), Refusal::kPolicyDenies);
  EXPECT_EQ(with_notes({{0, 1}}), Refusal::kUnspecified);
  EXPECT_EQ(with_notes({{3}, {4}}), Refusal::kUnspecified) << "in two notes";
}

TEST_F(ApprovalsTest, OneTrusteeCountsOnceHoweverOften) {
  EXPECT_EQ(with_notes({{2, 2, 2}}), Refusal::kPolicyDenies);
  EXPECT_EQ(with_notes({{2}, {2}}), Refusal::kPolicyDenies);
  EXPECT_EQ(with_notes({{2}, {2}, {2, 3}}), Refusal::kUnspecified);
}

TEST_F(ApprovalsTest, ItOpensOneSectionOfOneRowOnly) {
  const auto with = [&](const Change& change) {
    Request made = referral();
    made.gateway_row.approvals = {note(made, {0, 1}, change)};
    return authorising(made);
  };
  EXPECT_EQ(with([](auto& approval) { approval.section = Section::kHealth; }),
            Refusal::kPolicyDenies);
  EXPECT_EQ(with([](auto& approval) {
              approval.recipient = {kPolice, "intel"};
            }),
            Refusal::kPolicyDenies);
  EXPECT_EQ(with([](auto& approval) { approval.recipient.unit = "other"; }),
            Refusal::kPolicyDenies);
  EXPECT_EQ(with([](auto& approval) { approval.role = Role::kMsvcc; }), Refusal::kPolicyDenies);
}

TEST_F(ApprovalsTest, ANoteAboutAnotherEnvelopeRefusesThisOne) {
  const auto with = [&](const Change& change) {
    Request made = referral();
    made.recipients[0].granted = {Section::kContent};
    made.gateway_row.approvals = {note(made, {0, 1}, change)};
    return authorising(made);
  };
  EXPECT_EQ(with([](auto&) {}), Refusal::kUnspecified);
  EXPECT_EQ(with([](auto& approval) { approval.message = model::MessageId({1}); }),
            Refusal::kApprovalInvalid);
  EXPECT_EQ(with([](auto& approval) { approval.salt = model::Salt({1}); }),
            Refusal::kApprovalInvalid);
  EXPECT_EQ(with([](auto& approval) { approval.until = kNow; }), Refusal::kApprovalInvalid)
      << "has run out";
}

TEST_F(ApprovalsTest, ANoteThatNobodySignedRefusesTheEnvelope) {
  const directory::Network others(9);
  Request made = referral();
  const std::string text = directory::to_text(approval_for(made));
  for (const std::string& bad :
       {others.by_trustees(text, {0, 1}), network_.by_unit(text, kAftercare), text,
        std::string("an approval\n"), std::string()}) {
    made.gateway_row.approvals = {note(made, {0, 1}), bad};
    EXPECT_EQ(authorising(made), Refusal::kApprovalInvalid) << bad.substr(0, 20);
  }
}

TEST_F(ApprovalsTest, WithoutARootNobodyApproves) {
  Request made = referral();
  made.gateway_row.approvals = {note(made, {0, 1})};
  ASSERT_EQ(authorising(made), Refusal::kUnspecified);
  Authority nobody = authority();
  nobody.root = nullptr;
  EXPECT_EQ(refusal_of(authorise(*message_, nobody)), Refusal::kApprovalInvalid);
}

TEST_F(ApprovalsTest, ItLiftsNoForbidThatDoesNotAskForIt) {
  Request made = referral();
  made.recipients[0].granted = {Section::kContent, Section::kNeeds};
  made.gateway_row.approvals = {
      note(made, {0, 1, 2, 3, 4}, [](auto& approval) { approval.section = Section::kNeeds; })};
  EXPECT_EQ(authorising(made), Refusal::kPolicyDenies);
}

TEST_F(ApprovalsTest, ItCountsForAReleaseWhileItHolds) {
  Request made = referral();
  made.gateway_row.approvals = {note(made, {0, 1})};
  const auto rows = authorised(made);
  ASSERT_TRUE(rows);
  EXPECT_EQ(rows->front().approvals.at(static_cast<std::size_t>(Section::kIdentity)), 2);
  const auto asked = [&] { return refusal_now(*message_, authority(), rows->front().index, 0b10); };
  now_ = kNow + directory::kDay - base::Millis(1);
  EXPECT_EQ(asked(), std::nullopt);
  now_ = kNow + directory::kDay;
  EXPECT_EQ(asked(), Refusal::kPolicyDenies);
}

}  // namespace
}  // namespace gateway::admission
