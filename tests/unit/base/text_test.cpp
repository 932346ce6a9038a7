#include "gateway/base/text.h"

#include <cstddef>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace gateway::base {
namespace {

using namespace std::string_view_literals;

// Byte strings of every length up to 64, the same on every run.
std::vector<Bytes> samples() {
  std::mt19937 engine(2026);
  std::vector<Bytes> all;
  for (std::size_t size = 0; size <= 64; ++size) {
    Bytes bytes(size);
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(engine());
    all.push_back(std::move(bytes));
  }
  return all;
}

TEST(HexTest, GivesBackWhatItWrote) {
  for (const Bytes& bytes : samples()) {
    const auto back = from_hex(to_hex(bytes));

    ASSERT_TRUE(back) << bytes.size();
    EXPECT_EQ(*back, bytes);
  }
  EXPECT_EQ(to_hex(Bytes{0x00, 0x0f, 0xa5, 0xff}), "000fa5ff");
}

TEST(HexTest, RefusesEverySpellingButItsOwn) {
  for (const auto text : {"0"sv, "abc"sv, "AB"sv, "0x"sv, "g0"sv, " 00"sv, "0\0"sv, "é"sv}) {
    EXPECT_FALSE(from_hex(text)) << text;
  }
}

TEST(Base64Test, KnowsThePublishedAnswers) {  // RFC 4648, section 10
  const struct {
    std::string_view plain;
    std::string_view text;
  } rows[] = {{"", ""},
              {"f", "Zg=="},
              {"fo", "Zm8="},
              {"foo", "Zm9v"},
              {"foob", "Zm9vYg=="},
              {"fooba", "Zm9vYmE="},
              {"foobar", "Zm9vYmFy"}};
  for (const auto& row : rows) {
    EXPECT_EQ(to_base64(bytes_of(row.plain)), row.text);
    const auto back = from_base64(row.text);
    ASSERT_TRUE(back) << row.text;
    EXPECT_EQ(text_of(*back), row.plain);
  }
}

TEST(Base64Test, GivesBackWhatItWrote) {
  for (const Bytes& bytes : samples()) {
    const auto back = from_base64(to_base64(bytes));

    ASSERT_TRUE(back) << bytes.size();
    EXPECT_EQ(*back, bytes);
  }
}

TEST(Base64Test, RefusesASecondTextForTheSameBytes) {
  const struct {
    std::string_view name;
    std::string_view text;
  } rows[] = {
      {"no padding", "Zg"},          {"surplus padding", "Zm9v===="}, {"one pad of two", "Zg="},
      {"set trailing bits", "Zh=="}, {"set trailing bits", "Zm9="},   {"white space", "Zm9v\n"},
      {"inner white space", "Zm 9"}, {"padding inside", "Zg==Zm9v"},  {"only padding", "===="},
      {"padding first", "=Zm9"},     {"URL alphabet", "-_-_"},        {"three pads", "Z==="}};
  for (const auto& row : rows) EXPECT_FALSE(from_base64(row.text)) << row.name;
}

TEST(Base64Test, AcceptsOfAllShortTextsOnlyItsOwn) {
  // Any four characters of a small hostile alphabet either are refused or are what we would write.
  constexpr std::string_view kAlphabet = "AQgwZ/+=\n9";
  for (std::size_t i = 0; i < 10'000; ++i) {
    std::string text;
    for (std::size_t rest = i, k = 0; k < 4; ++k, rest /= 10) text += kAlphabet[rest % 10];
    const auto bytes = from_base64(text);
    if (bytes) {
      EXPECT_EQ(to_base64(*bytes), text);
    }
  }
}

TEST(DecimalTest, AcceptsExactlyOneTextANumber) {
  for (const std::uint64_t value : {0ULL, 1ULL, 9ULL, 10ULL, 18446744073709551615ULL}) {
    const auto back = parse_decimal(std::to_string(value));
    ASSERT_TRUE(back) << value;
    EXPECT_EQ(*back, value);
  }
  for (const auto text :
       {""sv, "00"sv, "01"sv, "+1"sv, "-1"sv, " 1"sv, "1 "sv, "1.0"sv, "0x1"sv, "1\0"sv,
        "18446744073709551616"sv, "99999999999999999999"sv, "184467440737095516150"sv}) {
    EXPECT_FALSE(parse_decimal(text)) << text;
  }
}

TEST(Utf8Test, AcceptsWellFormedText) {
  for (const auto text : {""sv, "plain"sv, "é"sv, "Ω→"sv, "\xF0\x9F\x95\x8A"sv, "\xED\x9F\xBF"sv,
                          "\xEE\x80\x80"sv, "\xF4\x8F\xBF\xBF"sv}) {
    EXPECT_TRUE(is_valid_utf8(text)) << text;
  }
}

TEST(Utf8Test, RefusesEveryMalformedForm) {
  const struct {
    std::string_view name;
    std::string_view text;
  } rows[] = {{"NUL", "a\0b"sv},
              {"lone continuation", "\x80"sv},
              {"overlong slash, two bytes", "\xC0\xAF"sv},
              {"overlong, C1", "\xC1\xBF"sv},
              {"overlong, three bytes", "\xE0\x9F\xBF"sv},
              {"overlong, four bytes", "\xF0\x8F\xBF\xBF"sv},
              {"first surrogate", "\xED\xA0\x80"sv},
              {"last surrogate", "\xED\xBF\xBF"sv},
              {"above U+10FFFF", "\xF4\x90\x80\x80"sv},
              {"five-byte lead", "\xF8\x88\x80\x80\x80"sv},
              {"cut after one of two", "\xC3"sv},
              {"cut after two of three", "\xE2\x86"sv},
              {"cut after three of four", "\xF0\x9F\x95"sv},
              {"ASCII for a continuation", "\xE2\x86x"sv},
              {"FE", "\xFE"sv}};
  for (const auto& row : rows) {
    EXPECT_FALSE(is_valid_utf8(row.text)) << row.name;
    EXPECT_FALSE(is_valid_utf8("before " + std::string(row.text))) << row.name;
  }
}

// The definition, written a second time: decode, then compare with the shortest form.
bool decodes_to_a_scalar(std::string_view text) {
  const auto at = [&](std::size_t i) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i]));
  };
  std::uint32_t scalar = at(0);
  if (text.size() == 2) scalar = ((at(0) & 0x1FU) << 6U) | (at(1) & 0x3FU);
  if (text.size() == 3) {
    scalar = ((at(0) & 0x0FU) << 12U) | ((at(1) & 0x3FU) << 6U) | (at(2) & 0x3FU);
  }
  const bool leads = (text.size() == 1 && at(0) < 0x80) ||
                     (text.size() == 2 && (at(0) & 0xE0U) == 0xC0) ||
                     (text.size() == 3 && (at(0) & 0xF0U) == 0xE0);
  bool follows = true;
  for (std::size_t i = 1; i < text.size(); ++i) follows = follows && (at(i) & 0xC0U) == 0x80;
  const std::uint32_t least = text.size() == 1 ? 1 : (text.size() == 2 ? 0x80 : 0x800);
  return leads && follows && scalar >= least && (scalar < 0xD800 || scalar > 0xDFFF);
}

TEST(Utf8Test, AgreesWithTheDefinitionOnAllTwoAndThreeByteStrings) {
  for (unsigned lead = 0; lead < 256; ++lead) {
    for (unsigned second = 0x78; second < 0xC8; ++second) {
      const std::string two{static_cast<char>(lead), static_cast<char>(second)};
      const bool as_two = decodes_to_a_scalar(two) || (decodes_to_a_scalar(two.substr(0, 1)) &&
                                                       decodes_to_a_scalar(two.substr(1)));
      ASSERT_EQ(is_valid_utf8(two), as_two) << lead << " " << second;
      for (const unsigned third : {0x7FU, 0x80U, 0xBFU, 0xC0U}) {
        if ((lead & 0xF0U) != 0xE0U) continue;
        const std::string three = two + static_cast<char>(third);
        ASSERT_EQ(is_valid_utf8(three), decodes_to_a_scalar(three)) << lead << " " << second;
      }
    }
  }
}

TEST(SplitTest, JoiningGivesTheTextBack) {
  for (const auto text : {""sv, ","sv, "a"sv, "a,b"sv, ",a,,b,"sv}) {
    std::string joined;
    for (const auto part : split(text, ',')) joined.append(part).push_back(',');
    joined.pop_back();

    EXPECT_EQ(joined, text);
  }
  EXPECT_EQ(split("a,,b", ',').size(), 3U);
}

TEST(NearestTest, FindsTheTypingSlipAndNothingFarFetched) {
  const std::vector<std::string> words = {"listen", "state", "policy", "zap_domain"};

  EXPECT_EQ(nearest("polciy", words), "policy");
  EXPECT_EQ(nearest("zapdomain", words), "zap_domain");
  EXPECT_EQ(nearest("state", words), "state");
  EXPECT_EQ(nearest("temperature", words), "");
  EXPECT_EQ(nearest("policy", {}), "");
}

}  // namespace
}  // namespace gateway::base
