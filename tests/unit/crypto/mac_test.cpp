#include "gateway/crypto/mac.h"

#include "tests/unit/crypto/vectors.h"

#include <array>
#include <set>
#include <string>

#include <gtest/gtest.h>

namespace gateway::crypto {
namespace {

using base::bytes_of;
using tests::from_hex;
using tests::with_flipped_bit;

RecordKey record_key(std::uint8_t first) {
  return RecordKey::copy_of(std::array<std::uint8_t, 32>{first});
}

TEST(MacTest, GivesTheAnswersOfRfc4231) {
  EXPECT_EQ(base::to_hex(hmac_sha256(from_hex("0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b"),
                                     {bytes_of("Hi There")})
                             .bytes()),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  // A key longer than the block of the hash.
  EXPECT_EQ(
      base::to_hex(hmac_sha256(base::Bytes(131, 0xAA),
                               {bytes_of("Test Using Larger Than Block-Size Key - Hash Key First")})
                       .bytes()),
      "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(MacTest, PartsCountLikeTheirConcatenation) {
  EXPECT_EQ(hmac_sha256(bytes_of("key"), {bytes_of("ab"), {}, bytes_of("c")}),
            hmac_sha256(bytes_of("key"), {bytes_of("abc")}));
}

TEST(MacTest, EqualSeesEveryBitAndEveryLength) {
  const Mac mac = hmac_sha256(bytes_of("key"), {bytes_of("text")});

  EXPECT_TRUE(equal(mac, mac));
  EXPECT_TRUE(equal(base::ByteView(), base::ByteView()));
  EXPECT_FALSE(equal(mac.bytes(), mac.bytes().first(31)));
  for (std::size_t bit = 0; bit < Mac::kSize * 8; ++bit) {
    EXPECT_FALSE(equal(mac, with_flipped_bit(mac, bit))) << bit;
  }
}

TEST(MacTest, HkdfGivesAnyLengthUpToItsLimitAsAPrefixOfTheLongest) {
  base::Bytes longest(std::size_t{255} * 32);
  hkdf_expand(bytes_of("0123456789abcdef0123456789abcdef"), bytes_of("info"), longest);

  for (const std::size_t size : {0U, 1U, 31U, 32U, 33U, 64U, 100U, 8159U}) {
    base::Bytes shorter(size);
    hkdf_expand(bytes_of("0123456789abcdef0123456789abcdef"), bytes_of("info"), shorter);
    EXPECT_TRUE(std::equal(shorter.begin(), shorter.end(), longest.begin())) << size;
  }
}

TEST(MacDeathTest, HkdfRefusesMoreThanItsLimit) {
  base::Bytes too_long(std::size_t{255} * 32 + 1);

  EXPECT_DEATH(hkdf_expand({}, {}, too_long), "at most 255 blocks");
}

TEST(MacTest, RecordTagsDependOnKeyPartsAndTheirBoundaries) {
  const auto key = record_key(1);
  const std::set<RecordTag> tags = {
      record_tag(key, {}),
      record_tag(key, {{}}),
      record_tag(key, {bytes_of("ab")}),
      record_tag(key, {bytes_of("a"), bytes_of("b")}),
      record_tag(key, {bytes_of("ab"), {}}),
      record_tag(key, {base::Bytes{'a', 0, 0, 0, 0, 'b'}}),
      record_tag(record_key(2), {bytes_of("ab")}),
  };

  EXPECT_EQ(tags.size(), 7U);
  EXPECT_EQ(record_tag(key, {bytes_of("ab")}), record_tag(record_key(1), {bytes_of("ab")}));
}

TEST(MacTest, RecordTagsSeeEveryBitOfARecord) {
  const auto key = record_key(1);
  const base::Bytes record(100, 0x55);
  const auto tag = record_tag(key, {record});

  for (std::size_t bit = 0; bit < record.size() * 8; ++bit) {
    EXPECT_NE(record_tag(key, {with_flipped_bit(record, bit)}), tag) << bit;
  }
}

}  // namespace
}  // namespace gateway::crypto
