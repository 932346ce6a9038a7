#include "gateway/base/time.h"

#include <random>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace gateway::base {
namespace {

using namespace std::string_view_literals;

TEST(TimeTest, ReadsAndWritesKnownInstants) {
  const struct {
    std::string_view text;
    std::uint64_t seconds;
  } rows[] = {{"1970-01-01T00:00:00Z", 0},
              {"2000-02-29T12:00:00Z", 951'825'600},
              {"2026-01-01T00:00:00Z", 1'767'225'600},
              {"2038-01-19T03:14:08Z", 2'147'483'648},
              {"2200-12-31T23:59:59Z", 7'289'654'399}};
  for (const auto& row : rows) {
    const auto time = parse_time(row.text);
    ASSERT_TRUE(time) << row.text;
    EXPECT_EQ(unix_millis(*time), row.seconds * 1000) << row.text;
    EXPECT_EQ(to_text(*time), row.text);
  }
}

TEST(TimeTest, CutsFractionsOff) {
  EXPECT_EQ(to_text(from_unix_millis(1'767'225'600'999)), "2026-01-01T00:00:00Z");
}

TEST(TimeTest, GivesBackEveryWholeSecondItWrote) {
  std::mt19937_64 engine(7);
  for (int i = 0; i < 2'000; ++i) {
    const Time time = from_unix_millis(engine() % 7'289'654'400 * 1000);

    const auto back = parse_time(to_text(time));

    ASSERT_TRUE(back) << to_text(time);
    EXPECT_EQ(*back, time);
  }
}

TEST(TimeTest, RefusesWhatDoesNotExistOrIsSpeltOtherwise) {
  for (const auto text : {"2026-02-29T00:00:00Z"sv,
                          "2100-02-29T00:00:00Z"sv,
                          "2026-04-31T00:00:00Z"sv,
                          "2026-13-01T00:00:00Z"sv,
                          "2026-00-01T00:00:00Z"sv,
                          "2026-01-00T00:00:00Z"sv,
                          "2026-01-01T24:00:00Z"sv,
                          "2026-01-01T00:60:00Z"sv,
                          "2026-01-01T23:59:60Z"sv,
                          "1969-12-31T23:59:59Z"sv,
                          "2201-01-01T00:00:00Z"sv,
                          "2026-01-01T00:00:00z"sv,
                          "2026-01-01t00:00:00Z"sv,
                          "2026-01-01 00:00:00Z"sv,
                          "2026-01-01T00:00:00"sv,
                          "2026-01-01T00:00:00.0Z"sv,
                          "2026-01-01T00:00:00+00:00"sv,
                          "2026-1-01T00:00:000Z"sv,
                          "+026-01-01T00:00:00Z"sv,
                          "2026-01-01T-1:00:00Z"sv,
                          ""sv,
                          "2026-01-01"sv}) {
    EXPECT_FALSE(parse_time(text)) << text;
  }
}

TEST(DateTest, IsTheFirstInstantOfTheDay) {
  const auto date = parse_date("2026-01-12");

  ASSERT_TRUE(date);
  EXPECT_EQ(to_text(*date), "2026-01-12T00:00:00Z");
  EXPECT_EQ(to_date_text(*date + std::chrono::hours(23)), "2026-01-12");
  for (const auto text : {"2026-02-30"sv, "2026-1-12"sv, "26-01-12"sv, "2026/01/12"sv,
                          "2026-01-12Z"sv, "2026-01-1\0"sv, ""sv}) {
    EXPECT_FALSE(parse_date(text)) << text;
  }
}

TEST(MinutesTest, LoseSecondsAndNothingElse) {
  EXPECT_EQ(unix_minutes(from_unix_millis(119'999)), 1U);
  EXPECT_EQ(from_unix_minutes(29'000'000), from_unix_millis(29'000'000ULL * 60'000));
  EXPECT_EQ(unix_minutes(from_unix_minutes(0xFFFFFFFFU)), 0xFFFFFFFFU);
}

}  // namespace
}  // namespace gateway::base
