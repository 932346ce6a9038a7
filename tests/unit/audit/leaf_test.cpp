#include "gateway/audit/leaf.h"

#include "gateway/base/text.h"
#include "gateway/model/legal.h"

#include "tests/support/repeatable_random.h"
#include "tests/unit/audit/log_files.h"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

namespace gateway::audit {
namespace {

using base::ErrorCode;

Leaf full_leaf() {
  Leaf leaf;
  leaf.type = LeafType::kDeliver;
  leaf.basis = static_cast<std::uint16_t>(model::LegalBasis::kLawEnforcementPart3);
  leaf.actor = static_cast<model::PartnerNumber>(0x01020304);
  leaf.peer = static_cast<model::PartnerNumber>(0x05060708);
  leaf.directory = static_cast<model::DirectoryVersion>(0x090A0B0C);
  leaf.time = base::from_unix_millis(0x0000019B76DAC000);
  leaf.subject = *base::Digest::from(base::Bytes(32, 0xAA));
  leaf.detail = *Detail::from(base::Bytes(32, 0xBB));
  for (std::uint8_t i = 0; i < 4; ++i) {
    leaf.case_tags.at(i) =
        *model::CaseTag::from(base::Bytes(16, static_cast<std::uint8_t>(0xC0 + i)));
  }
  return leaf;
}

TEST(LeafTest, IsWrittenAsTheFormatPageSays) {
  const std::string expected =
      std::string(
          "01"
          "03"
          "0011"
          "01020304"
          "05060708"
          "090a0b0c") +
      "0000019b76dac000" + base::to_hex(base::Bytes(32, 0xAA)) +
      base::to_hex(base::Bytes(32, 0xBB)) + base::to_hex(base::Bytes(16, 0xC0)) +
      base::to_hex(base::Bytes(16, 0xC1)) + base::to_hex(base::Bytes(16, 0xC2)) +
      base::to_hex(base::Bytes(16, 0xC3));
  EXPECT_EQ(base::to_hex(encode(full_leaf())), expected);
}

TEST(LeafTest, NumbersOfTypesNeverChange) {
  const std::vector<std::string_view> names = {
      "LOG_START",     "ACCEPT",         "DELIVER",      "RECEIPT", "REFUSE",     "OPENED",
      "ERASE_SECTION", "ERASE_CASEKEY",  "DIRECTORY",    "FREEZE",  "PREKEY",     "KEY_EPOCH",
      "AUDIT_QUERY",   "HOLD",           "RELEASE",      "EXPORT",  "HEARTBEAT",  "WITNESS_GAP",
      "CONFIG",        "POLICY",         "SUBSCRIPTION", "CONSENT", "QUARANTINE", "EXPIRED",
      "BREAK_GLASS",   "REFUSE_SUMMARY", "APPROVAL",     "REVIEW"};
  for (std::size_t i = 0; i < names.size(); ++i) {
    EXPECT_EQ(to_text(static_cast<LeafType>(i + 1)), names[i]);
  }
  EXPECT_FALSE(is_known(LeafType::kNone));
  EXPECT_FALSE(is_known(static_cast<LeafType>(names.size() + 1)));
}

TEST(LeafTest, EveryTypeComesBackFromItsBytes) {
  for (const auto& row : kLeafTypeTexts) {
    Leaf leaf = full_leaf();
    leaf.type = row.value;
    const auto again = parse_leaf(encode(leaf));
    ASSERT_TRUE(again) << row.text;
    EXPECT_EQ(*again, leaf) << row.text;
  }
}

TEST(LeafTest, EveryBitOfItCounts) {
  const LeafBytes good = encode(full_leaf());
  for (std::size_t bit = 0; bit < kLeafSize * 8; ++bit) {
    base::Bytes bad(good.begin(), good.end());
    tests::flip_bit(bad, bit);
    const auto leaf = parse_leaf(bad);
    if (!leaf) continue;
    EXPECT_NE(*leaf, full_leaf()) << "bit " << bit;
    EXPECT_TRUE(std::ranges::equal(encode(*leaf), bad)) << "a leaf has one encoding";
  }
}

TEST(LeafTest, ReportsVersionsAndTypesItDoesNotKnow) {
  for (int value = 0; value < 256; ++value) {
    base::Bytes bytes(kLeafSize);
    bytes[0] = 1;
    bytes[1] = static_cast<std::uint8_t>(value);
    const bool known = is_known(static_cast<LeafType>(value));
    const auto leaf = parse_leaf(bytes);
    EXPECT_EQ(leaf.has_value(), known) << value;
    if (!leaf) {
      EXPECT_EQ(leaf.error().code, ErrorCode::kUnsupported) << value;
    }

    bytes = base::Bytes(kLeafSize);
    bytes[0] = static_cast<std::uint8_t>(value);
    bytes[1] = static_cast<std::uint8_t>(LeafType::kAccept);
    EXPECT_EQ(parse_leaf(bytes).has_value(), value == 1) << value;
  }
}

TEST(LeafTest, AnotherSizeIsRefused) {
  const LeafBytes good = encode(full_leaf());
  for (const std::size_t size : {0U, 1U, 151U, 153U, 304U}) {
    base::Bytes bytes(good.begin(), good.end());
    bytes.resize(size);
    const auto leaf = parse_leaf(bytes);
    ASSERT_FALSE(leaf);
    EXPECT_EQ(leaf.error().code, ErrorCode::kMalformed);
  }
}

TEST(LeafTest, ATimeThatNoClockShowsIsRefused) {
  const LeafBytes good = encode(full_leaf());
  base::Bytes bytes(good.begin(), good.end());
  bytes[16] = 0x80;
  const auto leaf = parse_leaf(bytes);
  ASSERT_FALSE(leaf);
  EXPECT_EQ(leaf.error().code, ErrorCode::kMalformed);
}

TEST(LeafTest, SlotsWithoutACaseAreRandom) {
  tests::RepeatableRandom random(3);
  const auto tag = *model::CaseTag::from(base::Bytes(16, 0x77));
  std::set<model::CaseTag> seen;
  for (int i = 0; i < 10; ++i) {
    const CaseTags tags = fill_case_tags(std::vector{tag}, random);
    EXPECT_EQ(tags[0], tag);
    seen.insert(tags.begin() + 1, tags.end());
  }
  EXPECT_EQ(seen.size(), 30U);
  EXPECT_FALSE(seen.contains(tag));
}

TEST(LeafDeathTest, ALeafWithoutATypeIsNeverWritten) {
  EXPECT_DEATH(encode(Leaf{}), "a leaf has a known type");
}

}  // namespace
}  // namespace gateway::audit
