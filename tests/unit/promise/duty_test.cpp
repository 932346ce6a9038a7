#include "gateway/promise/duty.h"

#include "tests/support/project_data.h"
#include "tests/support/shared_data.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace gateway::promise {
namespace {

using model::Section;
using policy::Retention;

base::Time at(std::string_view time) { return *base::parse_time(time); }

const base::Time kCreated = at("2026-01-17T20:00:00Z");

envelope::Promise keep(Retention klass) {
  envelope::Promise promise;
  promise.keep = static_cast<std::uint16_t>(1U << static_cast<unsigned>(klass));
  return promise;
}

envelope::Promise report(std::uint16_t days) {
  envelope::Promise promise;
  promise.report_back_days = days;
  return promise;
}

std::vector<Duty> duties(const envelope::Promise& promise, base::Time created = kCreated) {
  const Given given{Section::kContent, promise};
  return duties_of({&given, 1}, created);
}

std::string text(const std::vector<Duty>& all) {
  std::string result;
  for (const Duty& duty : all) {
    result += std::string(result.empty() ? "" : ", ") + std::string(to_text(duty.kind)) + " " +
              (duty.due ? base::to_text(*duty.due) : "without end");
  }
  return result;
}

TEST(DutyTest, NothingPromisedIsNothingOwed) {
  EXPECT_TRUE(duties({}).empty());
  EXPECT_TRUE(duties(keep(Retention::kG0)).empty()) << "that is the gateway's";
}

TEST(DutyTest, ReportingIsDueSoManyDaysAfterTheMessageWasMade) {
  EXPECT_EQ(text(duties(report(1))), "report-back 2026-01-18T20:00:00Z");
  EXPECT_EQ(text(duties(report(5))), "report-back 2026-01-22T20:00:00Z");
}

TEST(DutyTest, EachRetentionClassHasItsDates) {
  struct Row {
    Retention klass;
    const char* expected;
  };
  const std::vector<Row> table = {
      {Retention::kR1, "delete 2027-01-17T20:00:00Z"},
      {Retention::kR2, "review 2027-01-17T20:00:00Z, delete 2032-01-17T20:00:00Z"},
      {Retention::kR3, "keep without end"},
      {Retention::kR4, "keep without end"},
      {Retention::kR5, "keep without end"},
      {Retention::kR6, "keep without end"},
      {Retention::kR7, "delete 2036-01-17T20:00:00Z"},
      {Retention::kR8, "keep without end"},
      {Retention::kPol1, "review 2036-01-17T20:00:00Z"},
      {Retention::kPol2, "review 2036-01-17T20:00:00Z"},
      {Retention::kPol3, "review 2032-01-17T20:00:00Z"},
  };
  for (const Row& row : table) {
    EXPECT_EQ(text(duties(keep(row.klass))), row.expected) << to_text(row.klass);
    EXPECT_EQ(duties(keep(row.klass)).front().klass, row.klass);
  }
}

TEST(DutyTest, ADayThatAMonthDoesNotHaveIsItsLast) {
  EXPECT_EQ(text(duties(keep(Retention::kR1), at("2028-02-29T10:00:00Z"))),
            "delete 2029-02-28T10:00:00Z");
}

TEST(DutyTest, OneDutyOfSeveralSectionsIsToldOnce) {
  envelope::Promise guarded = report(1);
  guarded.no_onward = true;
  const std::vector<Given> given = {{Section::kContent, report(1)}, {Section::kIdentity, guarded}};

  const auto all = duties_of(given, kCreated);

  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all.front().sections, (policy::EnumSet{Section::kContent, Section::kIdentity}));
  EXPECT_EQ(all.back().kind, DutyKind::kNoOnward);
  EXPECT_EQ(all.back().sections, policy::EnumSet{Section::kIdentity});
}

TEST(DutyTest, SectionsWithOtherDatesStayApart) {
  const std::vector<Given> given = {{Section::kContent, report(5)}, {Section::kRisk, report(1)}};

  EXPECT_EQ(text(duties_of(given, kCreated)),
            "report-back 2026-01-18T20:00:00Z, report-back 2026-01-22T20:00:00Z");
}

TEST(DutyTest, AnActionIsDueAtItsDeadlineOrWhenTheRowPromisedAnAnswer) {
  struct Row {
    const char* name;
    std::optional<base::Time> deadline;
    std::uint16_t days;
    const char* expected;
  };
  const std::vector<Row> table = {
      {"neither", std::nullopt, 0, "action without end"},
      {"deadline only", at("2026-01-17T21:00:00Z"), 0, "action 2026-01-17T21:00:00Z"},
      {"promise only", std::nullopt, 1, "action 2026-01-18T20:00:00Z"},
      {"deadline first", at("2026-01-17T21:00:00Z"), 1, "action 2026-01-17T21:00:00Z"},
      {"promise first", at("2026-01-27T21:00:00Z"), 1, "action 2026-01-18T20:00:00Z"},
  };
  for (const Row& row : table) {
    const Given given{Section::kContent, report(row.days)};
    const Duty duty = action_duty(Action::kDelete, row.deadline, {&given, 1}, kCreated);
    EXPECT_EQ(text({duty}), row.expected) << row.name;
    EXPECT_EQ(duty.action, Action::kDelete);
  }
}

TEST(DutyTest, ItIsLateFromTheInstantItIsDue) {
  const Duty duty = duties(report(1)).front();
  const base::Time due = *duty.due;
  const base::Millis instant{1};

  EXPECT_EQ(state_of(duty, std::nullopt, due - instant), State::kOpen);
  EXPECT_EQ(state_of(duty, std::nullopt, due), State::kOverdue);
  EXPECT_EQ(state_of(duty, due - instant, due + instant), State::kKept);
  EXPECT_EQ(state_of(duty, due, due + instant), State::kKeptLate);
  EXPECT_EQ(state_of(duties(keep(Retention::kR3)).front(), std::nullopt, base::Time::max()),
            State::kOpen);
}

TEST(DutyTest, WhatIsOverdueComesFirstThenWhatIsDueSoonest) {
  const Duty soon = duties(report(1)).front();
  const Duty later = duties(report(5)).front();
  const Duty never = duties(keep(Retention::kR3)).front();

  EXPECT_TRUE(comes_before(later, State::kOverdue, soon, State::kOpen));
  EXPECT_TRUE(comes_before(soon, State::kOpen, later, State::kOpen));
  EXPECT_TRUE(comes_before(later, State::kOpen, never, State::kOpen));
  EXPECT_TRUE(comes_before(never, State::kOpen, soon, State::kKept));
  EXPECT_FALSE(comes_before(soon, State::kOpen, soon, State::kOpen));
}

TEST(DutyTest, EveryActionOfTheSchemasIsKnown) {
  const std::string consent = tests::read_file(tests::project_schemas() / "consent.capnp");
  const std::string control = tests::read_file(tests::project_schemas() / "control.capnp");
  for (const auto& [schema, name] :
       {std::pair(consent, "enum WithdrawalAction"), std::pair(control, "enum RecallAction")}) {
    auto at_word = schema.find("$Common.word(\"", schema.find(name));
    const auto end = schema.find('}', schema.find(name));
    std::size_t found = 0;
    for (; at_word < end; at_word = schema.find("$Common.word(\"", at_word + 1)) {
      const auto from = at_word + 14;
      const std::string word = schema.substr(from, schema.find('"', from) - from);
      EXPECT_TRUE(base::value_in(kActionTexts, word)) << word;
      ++found;
    }
    EXPECT_GE(found, 5U) << name;
  }
}

TEST(DutyTest, WhatErasesAlsoStopsReading) {
  for (const auto& action : kActionTexts) {
    EXPECT_TRUE(!erases(action.value) || stops_reading(action.value)) << action.text;
  }
  EXPECT_FALSE(stops_reading(Action::kRetainUnderLegalHold))
      << "police keep what they lawfully hold";
  EXPECT_FALSE(erases(Action::kStopUse));
}

}  // namespace
}  // namespace gateway::promise
