#include "gateway/model/ids.h"

#include <random>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace gateway::model {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view kText = "a97253e3-9208-5cb2-9efc-d4e75f266eda";

TEST(MessageIdTest, GivesBackTheTextItRead) {
  const auto id = parse_message_id(kText);

  ASSERT_TRUE(id);
  EXPECT_EQ(to_text(*id), kText);
  EXPECT_EQ(id->bytes()[0], 0xA9);
  EXPECT_EQ(id->bytes()[15], 0xDA);
}

TEST(MessageIdTest, GivesBackEveryIdItWrote) {
  std::mt19937 engine(11);
  for (int i = 0; i < 500; ++i) {
    base::Bytes bytes(MessageId::kSize);
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(engine());
    const MessageId id = *MessageId::from(bytes);

    const auto back = parse_message_id(to_text(id));

    ASSERT_TRUE(back);
    EXPECT_EQ(*back, id);
  }
}

TEST(MessageIdTest, RefusesEveryOtherSpelling) {
  for (const auto text :
       {"A97253E3-9208-5CB2-9EFC-D4E75F266EDA"sv, "a97253e392085cb29efcd4e75f266eda"sv,
        "{a97253e3-9208-5cb2-9efc-d4e75f266eda}"sv, "a97253e3-9208-5cb2-9efc-d4e75f266ed"sv,
        "a97253e3-9208-5cb2-9efc-d4e75f266eda0"sv, "a97253e-39208-5cb2-9efc-d4e75f266eda"sv,
        "-a97253e39208-5cb2-9efc-d4e75f266eda"sv, "a97253e3-9208-5cb2-9efc-d4e75f266edg"sv,
        "a97253e3-9208-5cb2-9efc-d4e75f266eda\n"sv, "----"sv, ""sv}) {
    EXPECT_FALSE(parse_message_id(text)) << text;
  }
}

TEST(UnitRefTest, OrdersByPartnerThenUnit) {
  EXPECT_LT((UnitRef{PartnerNumber{1}, "z"}), (UnitRef{PartnerNumber{2}, "a"}));
  EXPECT_LT((UnitRef{PartnerNumber{2}, "a"}), (UnitRef{PartnerNumber{2}, "b"}));
  EXPECT_EQ(UnitRef().partner, PartnerNumber::kNobody);
}

}  // namespace
}  // namespace gateway::model
