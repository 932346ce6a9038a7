#include "gateway/config/settings.h"

#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gateway::config {
namespace {

using testing::HasSubstr;

TEST(SettingsTest, GivesWhatIsWritten) {
  Settings settings = Settings::parse(
      "[a]\nname = \"x\"\ncount = 12\nwait = \"2 s\"\nroom = \"3 MiB\"\n", "f.toml");

  EXPECT_EQ(settings.text("a.name"), "x");
  EXPECT_EQ(settings.number("a.count", 1, {0, 100}), 12U);
  EXPECT_EQ(settings.duration("a.wait", base::Millis(1)), base::Millis(2000));
  EXPECT_EQ(settings.size("a.room", 1), 3U * 1024 * 1024);
  EXPECT_EQ(settings.text("a.other", "default"), "default");
  EXPECT_TRUE(settings.finish().empty());
}

TEST(SettingsTest, EachFaultHasItsPlaceAndItsWayOut) {
  struct Row {
    std::string_view name;
    std::string_view line;  // The second line of the file.
    std::string_view message;
    std::string_view next_step;
  };
  const Row rows[] = {
      {"unknown key", "lisen = \"x\"", "'a.lisen' is not known", "did you mean 'a.listen'?"},
      {"wrong type", "listen = 5", "must be text", "quotes"},
      {"number in quotes", "count = \"5\"", "must be a whole number", "without quotes"},
      {"negative", "count = -5", "must be a whole number", "without quotes"},
      {"out of range", "count = 500", "out of range", "0 to 100"},
      {"no unit", "wait = \"5\"", "a number, a space and a unit", "ms"},
      {"unknown unit", "wait = \"5 parsec\"", "a number, a space and a unit", "ms"},
      {"huge", "wait = \"99999999999999999 d\"", "a number, a space and a unit", "ms"},
      {"a list", "listen = [\"x\"]", "is a list", "one value"},
      {"not TOML", "listen = ", "not TOML", "correct"},
      {"twice", "listen = \"a\"\nlisten = \"b\"", "not TOML", "correct"},
  };
  for (const Row& row : rows) {
    Settings settings = Settings::parse("[a]\n" + std::string(row.line) + "\n", "f.toml");
    static_cast<void>(settings.text("a.listen", ""));
    static_cast<void>(settings.number("a.count", 1, {0, 100}));
    static_cast<void>(settings.duration("a.wait", base::Millis(1)));
    const auto wrong = settings.finish();
    ASSERT_EQ(wrong.size(), 1U) << row.name;
    EXPECT_THAT(wrong[0].message, HasSubstr(std::string(row.message))) << row.name;
    EXPECT_THAT(wrong[0].next_step, HasSubstr(std::string(row.next_step))) << row.name;
    EXPECT_GE(wrong[0].line, 2U) << row.name;
  }
}

TEST(SettingsTest, WhatMustBeThereAndIsNotIsNamed) {
  Settings settings = Settings::parse("", "f.toml");

  EXPECT_EQ(settings.text("a.name"), "");

  const auto wrong = settings.finish();
  ASSERT_EQ(wrong.size(), 1U);
  EXPECT_EQ(wrong[0].message, "'a.name' is missing");
}

TEST(SettingsTest, UnreadableAndOversizedFilesAreFaults) {
  EXPECT_EQ(Settings::load("/nonexistent/f.toml").finish().size(), 1U);
  EXPECT_EQ(Settings::parse(std::string(300 * 1024, '\n'), "f.toml").finish().size(), 1U);
}

}  // namespace
}  // namespace gateway::config
