#include "gateway/policy/policy.h"

#include "tests/unit/policy/fixture.h"

#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gateway::policy {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::SizeIs;

// The example of the design page.
constexpr std::string_view kExample = R"(agreement ISA-2026-014 between hfj and harbourlight-housing
  from 2026-01-01 until 2026-12-31
  purposes VICTIM_SUPPORT, SAFEGUARDING

permit placement
  hfj/aftercare to share aftercare.referral [needs, risk, identity, logistics, health]
  with role SAFEHOUSE
  for VICTIM_SUPPORT
  when consent covers CARE_PLACEMENT
  by release
  keep G0

forbid no-address-to-anyone
  anyone to share * [location]
  with anyone
  unless approved by 2 trustees
)";

TEST(ParseTest, ReadsTheExampleOfTheDesign) {
  const auto loaded = parse_policy(kExample, "example.policy");

  ASSERT_TRUE(loaded) << text_of(loaded.problems);
  ASSERT_THAT(loaded.value->statements, SizeIs(3));
  const auto& agreement = std::get<Agreement>(loaded.value->statements[0]);
  EXPECT_EQ(agreement.name, "ISA-2026-014");
  EXPECT_EQ(agreement.second, partner("harbourlight-housing"));
  EXPECT_TRUE(agreement.purposes.contains(model::Purpose::kSafeguarding));
  const auto& permit = std::get<Rule>(loaded.value->statements[1]);
  EXPECT_EQ(permit.effect, Effect::kPermit);
  EXPECT_EQ(permit.sections.listed.size(), 5U);
  EXPECT_EQ(permit.mode, model::SectionMode::kRelease);
  EXPECT_TRUE(permit.obligations.keep.contains(Retention::kG0));
  EXPECT_EQ(permit.when, Condition{ConsentCovers{model::ConsentPurpose::kCarePlacement}});
  const auto& forbid = std::get<Rule>(loaded.value->statements[2]);
  EXPECT_EQ(forbid.effect, Effect::kForbid);
  EXPECT_TRUE(forbid.kinds.any);
  EXPECT_EQ(forbid.unless, Condition{ApprovedBy{2}});
}

TEST(ParseTest, ReadsEveryClauseOfThePage) {
  const auto loaded = parse_policy(R"(# Comments are kept.
policy of pol-northvale version 7
adopt helpline-relay, msvcc-prime
agreement A between hfj and b from 2026-01-01 until 2026-01-01 purposes STATISTICS
  kinds stats.aggregate, bulletin.trend review 2026-06-30
permit everything
  hfj, hfj/legal, role FRO, LA, anyone to share nrm.status, alert.risk [*] with role NCA
  for any purpose
  when not (basis is 6.1.d, 9.2.c or subject is not child) and urgency is FLASH, IMMEDIATE
    and marking is OFFICIAL, TOP SECRET and handling is P and sanitised and area matches
    and sector matches and topic is intel.report/*/labour and override and approved by 1 trustee
  as pseudonym by direct from 2026-02-01 until 2026-02-28 keep R1, POL-3 no onward
  report back within 30 days
)",
                                   "all.policy");

  ASSERT_TRUE(loaded) << text_of(loaded.problems);
  EXPECT_EQ(loaded.value->owner, partner("pol-northvale"));
  EXPECT_EQ(loaded.value->version, 7U);
  const auto& rule = std::get<Rule>(loaded.value->statements.at(2));
  EXPECT_THAT(rule.senders, SizeIs(5));
  EXPECT_TRUE(rule.sections.any);
  EXPECT_TRUE(rule.purposes.any);
  EXPECT_EQ(rule.treatment, Treatment::kPseudonym);
  EXPECT_EQ(rule.obligations.report_back_days, 30);
  EXPECT_TRUE(rule.obligations.no_onward);
  ASSERT_TRUE(rule.when);
  const auto& all = std::get<policy::AllOf>(rule.when->question);
  EXPECT_THAT(all.operands, SizeIs(10));
  const auto& markings = std::get<MarkingIs>(all.operands.at(2).question).markings;
  EXPECT_TRUE(markings.contains(model::Marking::kTopSecret));
}

std::string permit_with(std::string_view clauses) {
  return "permit p hfj to share intel.report * with role NCA for CRIME_PREVENTION\n" +
         std::string(clauses);
}

TEST(ParseTest, AndBindsTighterThanOrAndNotTightest) {
  const auto condition_of = [](std::string_view text) {
    const auto loaded = parse_policy(permit_with("when " + std::string(text)), "p");
    EXPECT_TRUE(loaded) << text << "\n" << text_of(loaded.problems);
    return loaded ? std::get<Rule>(loaded.value->statements.at(0)).when : std::nullopt;
  };

  EXPECT_EQ(condition_of("override or sanitised and area matches"),
            condition_of("override or (sanitised and area matches)"));
  EXPECT_EQ(condition_of("not override and sanitised"),
            condition_of("(not override) and sanitised"));
  EXPECT_EQ(condition_of("subject is not child"), condition_of("not subject is child"));
  EXPECT_EQ(condition_of("(override and (sanitised)) and area matches"),
            condition_of("override and sanitised and area matches"));
  EXPECT_NE(condition_of("(override or sanitised) and area matches"),
            condition_of("override or sanitised and area matches"));
}

struct Fault {
  std::string text;
  std::string place;  ///< "LINE:COLUMN"
  std::string message;
  std::string next_step;
};

TEST(ParseTest, EachFaultHasItsPlaceAndWhatWasProbablyMeant) {
  const std::vector<Fault> faults = {
      {"permti x hfj", "1:1", "expected", "did you mean \"permit\"?"},
      {"permit x\n  hfj to share intel.report [contnt] with role NCA for PREVENTION", "2:30",
       "\"contnt\" is not a section", "did you mean \"content\"?"},
      {"permit x hfj to share intel.reprot * with role NCA for PREVENTION", "1:23",
       "is not a kind of message", "did you mean \"intel.report\"?"},
      {"permit x hfj to share intel.report * with role safehouse for PREVENTION", "1:48",
       "\"safehouse\" is not a role", "did you mean \"SAFEHOUSE\"?"},
      {"permit x hfj to share intel.report * with SAFEHOUSE for PREVENTION", "1:43",
       "\"SAFEHOUSE\" is not a partner", "did you mean \"role SAFEHOUSE\"?"},
      {"permit x hfj to share intel.report * with role NCA for CRIME-PREVENTION", "1:56",
       "is not a purpose", "did you mean \"CRIME_PREVENTION\"?"},
      {"permit x hfj to share intel.report * with role NCA", "1:1", "for what purpose",
       "for PURPOSE"},
      {permit_with("wehn override"), "2:1", "expected a clause", "did you mean \"when\"?"},
      {permit_with("when consnet covers HEALTH"), "2:6", "expected a condition",
       "did you mean \"consent\"?"},
      {permit_with("when consent cover HEALTH"), "2:14", "expected \"covers\"",
       "did you mean \"covers\"?"},
      {permit_with("when consent covers HEALHT"), "2:21", "is not a purpose of consent",
       "did you mean \"HEALTH\"?"},
      {permit_with("when basis is 6.1.x"), "2:15", "is not a legal basis", "did you mean"},
      {permit_with("when urgency is FLSAH"), "2:17", "is not an urgency",
       "did you mean \"FLASH\"?"},
      {permit_with("when topic is a//b"), "2:15", "is not a topic", "one whole part"},
      {permit_with("when topic is intel*/b"), "2:15", "is not a topic", "one whole part"},
      {permit_with("when approved by 0 trustees"), "2:18", "is not a number of trustees",
       "from 1 to 255"},
      {permit_with("when (override"), "2:15", "expected \")\"", ""},
      {permit_with("unless override"), "2:1", "no meaning in a permit", "when not"},
      {permit_with("as sanitized"), "2:4", "is not a treatment", "did you mean \"sanitised\"?"},
      {permit_with("by relaese"), "2:4", "is not a mode", "did you mean \"release\"?"},
      {permit_with("keep R9"), "2:6", "is not a retention class", "did you mean"},
      {permit_with("until 2026-02-30"), "2:7", "is not a date", "YYYY-MM-DD"},
      {permit_with("from 2026-02-02 until 2026-02-01"), "1:1", "ends before it begins", ""},
      {permit_with("report back within 4000 days"), "2:20", "is not a number of days", ""},
      {permit_with("no onwards"), "2:4", "expected \"onward\"", "did you mean \"onward\"?"},
      {permit_with("keep G0 keep R1"), "2:9", "stands twice", ""},
      {permit_with("keep G0, G0"), "2:10", "stands here twice", ""},
      {"forbid x anyone to share * * with anyone keep G0", "1:42", "no meaning in a forbid", ""},
      {"forbid x anyone to share * with anyone", "1:28", "sections", ""},
      {"forbid role SAFEHOUSE to share * * with anyone", "1:8", "cannot be the name", ""},
      {"forbid x anyone to share * * with anyone\nforbid x anyone to share * * with anyone", "2:1",
       "already used in line 1", ""},
      {"agreement A between hfj and b from 2026-01-01 until 2026-12-31", "1:1", "no purposes", ""},
      {"agreement A between hfj and b purposes PREVENTION", "1:1", "from when until when", ""},
      {"agreement A between hfj and hfj from 2026-01-01 until 2026-12-31 purposes PREVENTION",
       "1:1", "one party only", ""},
      {"agreement A between hfj and Harbour from 2026-01-01", "1:29", "is not a partner's name",
       ""},
      {"agreement A beetween hfj and b", "1:13", "expected \"between\"", "did you mean"},
      {"adopt role LA", "1:7", "only whole partners", ""},
      {"adopt permit", "1:7", "is not a partner", ""},
      {"adopt a\npolicy of hfj version 1", "2:1", "before everything else", ""},
      {"policy of hfj version 0", "1:23", "is not a version", ""},
      {"adopt a; adopt b", "1:8", "no meaning in a policy", ""},
      {"adopt caf\xC3\xA9", "1:10", "no meaning in a policy", ""},
  };

  for (const Fault& fault : faults) {
    const auto loaded = parse_policy(fault.text, "f");

    EXPECT_FALSE(loaded) << fault.text;
    ASSERT_FALSE(loaded.problems.empty()) << fault.text;
    const base::Diagnostic& first = loaded.problems.front();
    EXPECT_EQ(std::to_string(first.line) + ":" + std::to_string(first.column), fault.place)
        << fault.text << "\n"
        << to_text(first);
    EXPECT_THAT(first.message, HasSubstr(fault.message)) << fault.text;
    EXPECT_THAT(first.next_step, HasSubstr(fault.next_step)) << fault.text;
  }
}

TEST(ParseTest, ReportsTheFaultsOfAllStatementsAtOnce) {
  const auto loaded = parse_policy(R"(permit a
  hfj to share intel.report [contnt, acount] with role NCA for PREVENTION
permit b
  hfj to shar intel.report * with role NCA for PREVENTION
agreement c between hfj and b from yesterday until 2026-12-31 purposes PREVENTION
permit d
  hfj to share intel.report * with role NCA for PREVENTION
forbid e
  anyone to share * * with anyone when somebody
)",
                                   "many.policy");

  std::vector<std::size_t> lines;
  for (const base::Diagnostic& problem : loaded.problems) lines.push_back(problem.line);
  EXPECT_EQ(lines, (std::vector<std::size_t>{2, 2, 4, 5, 9})) << text_of(loaded.problems);
}

TEST(ParseTest, RefusesTextsThatCannotBeRead) {
  EXPECT_THAT(parse_policy(std::string(kMaxTextSize + 1, ' '), "f").problems, SizeIs(1));
  EXPECT_THAT(parse_policy("# \xFF\n", "f").problems, SizeIs(1));
  const auto escape = parse_policy("# fine\n# \x1B[2J", "f");
  ASSERT_THAT(escape.problems, SizeIs(1));
  EXPECT_EQ(escape.problems[0].line, 2U);
  EXPECT_EQ(escape.problems[0].column, 3U);
  EXPECT_TRUE(parse_policy(std::string(kMaxTextSize, ' '), "f"));
}

TEST(ParseTest, RefusesMoreStatementsNestingAndQuestionsThanAllowed) {
  std::string many;
  for (std::size_t i = 0; i <= kMaxStatements; ++i) many += "adopt p" + std::to_string(i) + "\n";
  EXPECT_THAT(parse_policy(many, "f").problems, SizeIs(1));

  const auto nested = [](std::size_t depth) {
    return permit_with("when " + std::string(depth, '(') + "override" + std::string(depth, ')'));
  };
  EXPECT_TRUE(parse_policy(nested(kMaxNesting - 1), "f"));
  EXPECT_FALSE(parse_policy(nested(kMaxNesting), "f"));
  EXPECT_FALSE(parse_policy(nested(100'000), "f"));

  std::string chain = "when override";
  for (std::size_t i = 1; i < kMaxConditionParts; ++i) chain += " or override";
  EXPECT_TRUE(parse_policy(permit_with(chain), "f"));
  EXPECT_FALSE(parse_policy(permit_with(chain + " or override"), "f"));
}

TEST(ParseTest, StopsReportingWhenThereIsTooMuchToReport) {
  std::string text = "permit p hfj to share a";
  for (int i = 0; i < 100'000; ++i) text += ",a";

  EXPECT_THAT(parse_policy(text, "f").problems, SizeIs(kMaxProblems));
}

}  // namespace
}  // namespace gateway::policy
