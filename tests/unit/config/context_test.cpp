#include "gateway/config/context.h"

#include "tests/support/temp_folder.h"

#include <string>
#include <string_view>
#include <variant>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gateway::config {
namespace {

class ContextTest : public testing::Test {
 protected:
  std::variant<Context, base::Diagnostics> load(std::string_view clock, std::string_view key) {
    const std::string text =
        "[context]\npartner = \"hfj\"\nunit = \"main\"\nclock = \"" + std::string(clock) +
        "\"\n[gateway]\nendpoint = \"tcp://127.0.0.1:5555\"\ncurve_key = \"k\"\n[keys]\n"
        "signing = \"s\"\ncurve = \"c\"\nprekeys = \"p\"\ntokens = \"t\"\n" +
        std::string(key) + "[folders]\ntrust = \"trust\"\npolicy = \"policy\"\nstate = \"state\"\n";
    return load_context(folder_.write("context.toml", text));
  }

  tests::TempFolder folder_;
};

TEST_F(ContextTest, ADecidersKeyLiesBesideATrainingUnit) {
  const auto loaded = load("training", "decider = \"d.key\"\n");

  ASSERT_TRUE(std::holds_alternative<Context>(loaded));
  EXPECT_EQ(std::get<Context>(loaded).decider_key, folder_.path() / "d.key");
}

TEST_F(ContextTest, NoneIsNamedUnlessTheFileSaysSo) {
  const auto loaded = load("system", "");

  ASSERT_TRUE(std::holds_alternative<Context>(loaded));
  EXPECT_TRUE(std::get<Context>(loaded).decider_key.empty());
}

TEST_F(ContextTest, OutsideTrainingNoMachineHoldsIt) {
  const auto loaded = load("system", "decider = \"d.key\"\n");

  const auto* const wrong = std::get_if<base::Diagnostics>(&loaded);
  ASSERT_NE(wrong, nullptr);
  ASSERT_EQ(wrong->size(), 1U);
  EXPECT_THAT(wrong->front().message, testing::HasSubstr("training network"));
}

}  // namespace
}  // namespace gateway::config
