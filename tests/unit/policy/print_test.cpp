#include "gateway/policy/policy.h"

#include "tests/unit/policy/fixture.h"

#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gateway::policy {
namespace {

constexpr std::string_view kCanonical = R"(# Who signs this
# knows what it says.
policy of hfj version 3

adopt helpline-relay, msvcc-prime

agreement ISA-1 between hfj and b
  from 2026-01-01 until 2026-12-31
  purposes VICTIM_SUPPORT, STATISTICS
  kinds intel.report, stats.aggregate
  review 2026-06-30

# Why this is allowed.
permit one
  role FRO, LA, hfj/legal to share * [content, source]
  with anyone
  for any purpose
  when (override or basis is 6.1.a, 9.2.a) and not (sanitised and subject is not child)
  as token
  by release
  from 2026-02-01
  keep G0, POL-2
  no onward
  report back within 1 day

forbid two
  anyone to share tip.intake *
  with role NCA
  for SAFEGUARDING
  when marking is SECRET, TOP SECRET or topic is intel.report/*/labour
  unless approved by 2 trustees

# The end.
)";

TEST(PrintTest, CanonicalTextStaysAsItIs) {
  const auto loaded = parse_policy(kCanonical, "p");

  ASSERT_TRUE(loaded) << text_of(loaded.problems);
  EXPECT_EQ(to_text(*loaded.value), kCanonical);
}

TEST(PrintTest, LayoutAndOrderOfClausesDoNotChangeWhatIsMeant) {
  const auto tidy = parse_policy(
      "forbid two\n  anyone to share * *\n  with anyone\n  for SAFEGUARDING\n  when override\n",
      "p");
  const auto wild = parse_policy(
      "forbid\ttwo anyone to\r\nshare * [ * ] with\nanyone when (((override)))\n\n\nfor "
      "SAFEGUARDING",
      "p");

  ASSERT_TRUE(tidy && wild) << text_of(wild.problems);
  EXPECT_EQ(*tidy.value, *wild.value);
  EXPECT_EQ(to_text(*tidy.value), to_text(*wild.value));
}

TEST(PrintTest, CommentsInsideAStatementMoveInFrontOfIt) {
  const auto loaded = parse_policy(
      "# before\nforbid a # behind the name\n  anyone to share * *\n  # inside\n  with anyone # "
      "last\n"
      "# of the next\nadopt b",
      "p");

  ASSERT_TRUE(loaded) << text_of(loaded.problems);
  EXPECT_EQ(to_text(*loaded.value),
            "# before\n# behind the name\n# inside\n# last\nforbid a\n  anyone to share * *\n"
            "  with anyone\n\n# of the next\nadopt b\n");
}

TEST(PrintTest, LongListsAreBroken) {
  std::string text = "adopt p0";
  for (int i = 1; i < 40; ++i) text += ", p" + std::to_string(i);
  const auto loaded = parse_policy(text, "p");
  ASSERT_TRUE(loaded);

  const std::string printed = to_text(*loaded.value);

  std::size_t start = 0;
  for (auto end = printed.find('\n'); end != std::string::npos; end = printed.find('\n', start)) {
    EXPECT_LE(end - start, 100U);
    start = end + 1;
  }
  EXPECT_EQ(*parse_policy(printed, "p").value, *loaded.value);
}

TEST(PrintTest, WhatIsSharedMovesToTheNextLineWhenItsSendersFillOne) {
  const std::string text =
      "permit a\n"
      "  role HFJ_INV, HFJ_CARE, HFJ_LEGAL, HFJ_CAMP, POL_INT, POL_OIC, NCA, FRO, MSVCC, "
      "SAFEHOUSE, LA\n"
      "    to share control.disclosure_log [content]\n"
      "  with anyone\n"
      "  for ACCOUNTABILITY\n";
  const auto loaded = parse_policy(text, "p");
  ASSERT_TRUE(loaded);
  EXPECT_EQ(to_text(*loaded.value), text);
}

}  // namespace
}  // namespace gateway::policy
