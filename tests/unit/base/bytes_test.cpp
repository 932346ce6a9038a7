#include "gateway/base/bytes.h"

#include "gateway/base/enum_text.h"
#include "gateway/base/name.h"

#include <string>
#include <string_view>
#include <type_traits>

#include <gtest/gtest.h>

namespace gateway::base {
namespace {

using namespace std::string_view_literals;
using Key = FixedBytes<struct KeyTag, 4>;
using Seal = FixedBytes<struct SealTag, 4>;
using Place = Name<struct PlaceTag>;

template <class A, class B>
constexpr bool kComparable = requires(const A& a, const B& b) {
  a == b;
};

static_assert(!kComparable<Key, Seal>, "a key is not a seal");
static_assert(!std::is_convertible_v<Key, Seal> && !std::is_convertible_v<std::string, Place>);

TEST(FixedBytesTest, TakesItsOwnLengthOnly) {
  for (std::size_t size = 0; size <= 8; ++size) {
    EXPECT_EQ(Key::from(Bytes(size, 7)).has_value(), size == 4) << size;
  }
}

TEST(FixedBytesTest, IsZeroUntilItIsSomething) {
  EXPECT_TRUE(Key().is_zero());
  EXPECT_FALSE(Key::from(Bytes{0, 0, 0, 1})->is_zero());
  EXPECT_LT(Key(), *Key::from(Bytes{0, 0, 0, 1}));
}

TEST(BytesTest, TextAndBytesAreTwoViewsOfTheSame) {
  EXPECT_EQ(text_of(bytes_of("a\0b"sv)), "a\0b"sv);
  EXPECT_TRUE(bytes_of("").empty());
}

TEST(NameTest, AcceptsShortLowerCaseIdentifiers) {
  for (const std::string& text :
       {std::string("a"), std::string("relief-org-7"), std::string(Place::kMaxSize, 'x')}) {
    const auto name = Place::parse(text);
    ASSERT_TRUE(name) << text;
    EXPECT_EQ(name->text(), text);
  }
}

TEST(NameTest, RefusesEverythingElse) {
  const std::string too_long(Place::kMaxSize + 1, 'x');
  for (const std::string_view text : {""sv, "A"sv, "a b"sv, "a_b"sv, "a.b"sv, "../a"sv, "a/b"sv,
                                      "a\0"sv, "a\n"sv, "é"sv, std::string_view(too_long)}) {
    EXPECT_FALSE(Place::parse(text)) << text;
  }
}

enum class Colour { kNone = 0, kRed = 1, kBlue = 2 };
constexpr std::array<EnumText<Colour>, 2> kColours{
    {{Colour::kRed, "red"}, {Colour::kBlue, "blue"}}};

TEST(EnumTextTest, KnowsItsTableAndNothingElse) {
  EXPECT_EQ(text_in(kColours, Colour::kBlue), "blue");
  EXPECT_EQ(value_in(kColours, "red"), Colour::kRed);
  EXPECT_EQ(words_of(kColours), (std::vector<std::string>{"red", "blue"}));
  EXPECT_FALSE(value_in(kColours, "Red"));
  EXPECT_FALSE(value_in(kColours, ""));
  EXPECT_FALSE(known_in(kColours, Colour::kNone)) << "zero is never valid from outside";
  EXPECT_FALSE(known_in(kColours, static_cast<Colour>(3)));
  EXPECT_EQ(text_in(kColours, static_cast<Colour>(3)), "?");
}

}  // namespace
}  // namespace gateway::base
