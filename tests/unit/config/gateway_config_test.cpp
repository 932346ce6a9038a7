#include "gateway/config/gateway_config.h"

#include "tests/support/temp_folder.h"

#include <string>
#include <string_view>
#include <variant>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gateway::config {
namespace {

using testing::HasSubstr;

constexpr std::string_view kGood =
    "[gateway]\n"
    "listen = \"tcp://127.0.0.1:*\"\n"
    "zap_domain = \"safeconduct\"\n"
    "[folders]\n"
    "state = \"state\"\nlog = \"log\"\nrun = \"run\"\ntrust = \"trust\"\npolicy = \"policy\"\n"
    "[keys]\n"
    "curve = \"k/c\"\nlog = \"k/l\"\nrelease = \"k/r\"\nsession = \"k/s\"\nstore = \"k/t\"\n";

class GatewayConfigTest : public testing::Test {
 protected:
  // The good file with one text replaced by another.
  base::Diagnostics faults(std::string_view from, std::string_view to) {
    std::string text(kGood);
    if (!from.empty()) text.replace(text.find(from), from.size(), to);
    const auto loaded = load_gateway_config(folder_.write("gateway.toml", text));
    const auto* const wrong = std::get_if<base::Diagnostics>(&loaded);
    return wrong == nullptr ? base::Diagnostics() : *wrong;
  }

  tests::TempFolder folder_;
};

TEST_F(GatewayConfigTest, GoodFileLoadsWithPathsBesideIt) {
  const auto loaded = load_gateway_config(folder_.write("gateway.toml", kGood));

  const auto* const config = std::get_if<GatewayConfig>(&loaded);
  ASSERT_NE(config, nullptr);
  EXPECT_EQ(config->state, folder_.path() / "state");
  EXPECT_EQ(config->notices, folder_.path() / "notices");
  EXPECT_EQ(config->clock, ClockMode::kSystem);
}

TEST_F(GatewayConfigTest, NoticesGoWhereTheFileSays) {
  std::string text(kGood);
  text.insert(text.find("[keys]"), "notices = \"for/trustees\"\n");
  const auto loaded = load_gateway_config(folder_.write("gateway.toml", text));

  ASSERT_TRUE(std::holds_alternative<GatewayConfig>(loaded));
  EXPECT_EQ(std::get<GatewayConfig>(loaded).notices, folder_.path() / "for/trustees");
}

TEST_F(GatewayConfigTest, EveryOpenDoorIsAFaultWithItsLine) {
  struct Row {
    std::string_view from;
    std::string_view to;
    std::string_view message;
  };
  const Row rows[] = {
      {"zap_domain = \"safeconduct\"\n", "", "'gateway.zap_domain' is missing"},
      {"\"safeconduct\"", "\"\"", "'gateway.zap_domain' is empty"},
      {"tcp://127.0.0.1:*", "ws://127.0.0.1:1", "unknown transport"},
      {"tcp://127.0.0.1:*", "inproc://x", "unknown transport"},
      {"[folders]", "encryption = \"off\"\n[folders]", "'gateway.encryption' is not known"},
      {"[folders]", "clock = \"maybe\"\n[folders]", "unknown value"},
      {"curve = \"k/c\"\n", "", "'keys.curve' is missing"},
      {"[keys]", "[limits]\nmax_frame = \"2 GiB\"\n[keys]", "out of range"},
      {"[keys]", "[limits]\nedge_memory = \"1 MiB\"\n[keys]", "too small"},
      {"[keys]", "[limits]\nhandshake = \"1 h\"\n[keys]", "out of range"},
      {"[keys]", "[limits]\nhandshake = 3\n[keys]", "must be text"},
  };
  for (const Row& row : rows) {
    const auto wrong = faults(row.from, row.to);
    ASSERT_EQ(wrong.size(), 1U) << row.message;
    EXPECT_THAT(wrong[0].message, HasSubstr(std::string(row.message)));
    EXPECT_FALSE(wrong[0].next_step.empty()) << row.message;
  }
  EXPECT_TRUE(faults("", "").empty());
}

}  // namespace
}  // namespace gateway::config
