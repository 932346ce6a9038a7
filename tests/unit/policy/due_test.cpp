#include "gateway/policy/due.h"

#include "tests/unit/policy/fixture.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace gateway::policy {
namespace {

PolicySet one_agreement() {
  return set_of(
      {"agreement ISA-1 between hfj and harbourlight-housing from 2026-01-01 until "
       "2026-12-31 purposes VICTIM_SUPPORT review 2026-10-01\n"});
}

std::string told(const PolicySet& set, std::string_view now, std::string_view reader) {
  std::string text;
  for (const DueNotice& notice : due_notices(set, at(now), partner(reader))) {
    text += (text.empty() ? "" : "; ") + in_words(set, notice);
  }
  return text;
}

TEST(DueTest, BothSidesAreToldSixtyThirtyAndSevenDaysBeforeTheEnd) {
  struct Row {
    std::string now;
    int threshold;
    int days_left;
  };
  const std::vector<Row> table = {
      {"2026-11-01T23:59:59Z", 60, 60}, {"2026-11-02T00:00:00Z", 60, 59},
      {"2026-12-01T00:00:00Z", 30, 30}, {"2026-12-23T12:00:00Z", 30, 8},
      {"2026-12-24T00:00:00Z", 7, 7},   {"2026-12-31T23:59:59Z", 7, 0},
  };
  const PolicySet set = one_agreement();
  for (const Row& row : table) {
    for (const char* reader : {"hfj", "harbourlight-housing"}) {
      const auto notices = due_notices(set, at(row.now), partner(reader));

      ASSERT_EQ(notices.size(), 2U) << row.now;  // The review is due, too.
      EXPECT_EQ(notices.front().kind, DueKind::kEnds) << row.now;
      EXPECT_EQ(notices.front().days_left, row.days_left) << row.now;
      EXPECT_EQ(notices.front().threshold, row.threshold) << row.now;
    }
  }
}

TEST(DueTest, NobodyIsToldBeforeThatNorAboutAgreementsOfOthers) {
  const PolicySet set = one_agreement();

  EXPECT_EQ(told(set, "2026-09-30T23:59:59Z", "hfj"), "");
  EXPECT_EQ(told(set, "2027-06-01T00:00:00Z", "pol-northvale"), "");
}

TEST(DueTest, TheReviewDateIsToldFromItsFirstInstantOn) {
  const PolicySet set = one_agreement();

  EXPECT_EQ(told(set, "2026-10-01T00:00:00Z", "harbourlight-housing"),
            "agreement ISA-1 with harbourlight-housing was to be reviewed on 2026-10-01: both "
            "sides look at it again");
}

TEST(DueTest, AnEndedAgreementSaysThatNothingPasses) {
  const PolicySet set = one_agreement();

  EXPECT_EQ(told(set, "2026-12-31T23:59:59Z", "hfj").find("ends on 2026-12-31, today"), 42U);
  EXPECT_EQ(told(set, "2027-01-01T00:00:00Z", "hfj"),
            "agreement ISA-1 with harbourlight-housing ended on 2026-12-31: nothing passes under "
            "it until both sign a new one");
}

TEST(DueTest, AnAgreementThatIsCarriedOnByAnotherIsPassedOver) {
  const std::string first =
      "agreement ISA-1 between hfj and harbourlight-housing from 2026-01-01 until 2026-12-31 "
      "purposes VICTIM_SUPPORT, SAFEGUARDING kinds aftercare.referral\n";
  const auto second = [](const std::string& from, const std::string& rest) {
    return "agreement ISA-2 between harbourlight-housing and hfj from " + from +
           " until 2027-12-31 purposes " + rest + "\n";
  };
  struct Row {
    std::string name;
    std::string second;
    bool is_told;
  };
  const std::vector<Row> table = {
      {"without a gap", second("2027-01-01", "VICTIM_SUPPORT, SAFEGUARDING"), false},
      {"with a gap of a day", second("2027-01-02", "VICTIM_SUPPORT, SAFEGUARDING"), true},
      {"for fewer purposes", second("2027-01-01", "VICTIM_SUPPORT"), true},
      {"for other kinds",
       second("2027-01-01", "VICTIM_SUPPORT, SAFEGUARDING kinds aftercare.response"), true},
  };
  for (const Row& row : table) {
    const PolicySet set = set_of({first + row.second});

    EXPECT_EQ(!told(set, "2026-12-20T00:00:00Z", "hfj").empty(), row.is_told) << row.name;
  }
}

TEST(DueTest, WhatIsMostPressingComesFirst) {
  const PolicySet set = set_of(
      {"agreement a between hfj and aaa from 2026-01-01 until 2026-12-31 purposes STATISTICS "
       "review 2026-06-01\n"
       "agreement b between hfj and bbb from 2026-01-01 until 2026-11-01 purposes STATISTICS\n"
       "agreement c between hfj and ccc from 2026-01-01 until 2026-12-05 purposes STATISTICS\n"
       "agreement d between hfj and ddd from 2027-01-01 until 2027-01-02 purposes STATISTICS\n"});
  std::string order;
  for (const DueNotice& notice : due_notices(set, at("2026-12-01T00:00:00Z"), partner("hfj"))) {
    order += set.agreement(notice.agreement)->name + std::to_string(static_cast<int>(notice.kind));
  }

  EXPECT_EQ(order, "b3c2a2a1");
}

}  // namespace
}  // namespace gateway::policy
