#include "gateway/audit/commitments.h"

#include "gateway/base/text.h"

#include <array>
#include <numeric>

#include <gtest/gtest.h>

namespace gateway::audit {
namespace {

std::array<std::uint8_t, 32> filled(std::uint8_t value) {
  std::array<std::uint8_t, 32> bytes{};
  bytes.fill(value);
  return bytes;
}

// Expected values were computed with Python's hashlib and hmac from the text of FORMAT.md.

TEST(CommitmentsTest, TheSubjectOfARowIsAsTheFormatPageSays) {
  std::array<std::uint8_t, 32> id{};
  std::iota(id.begin(), id.end(), std::uint8_t{0});
  EXPECT_EQ(base::to_hex(row_subject(model::EnvelopeId(id), model::Salt(filled(0x5A))).bytes()),
            "2c5d69d3650c76b12eedf864357b4fcec52d26de97fa846e8c11a41206b0212a");
}

TEST(CommitmentsTest, CaseKeysAndTagsAreAsTheFormatPageSays) {
  std::array<std::uint8_t, 32> partner_key{};
  derive_case_key(filled(7), static_cast<model::PartnerNumber>(42), partner_key);
  EXPECT_EQ(base::to_hex(partner_key),
            "7fb072872fef1cc86769f5faa0190762d0663a111f35c7857050bf5b3ce1384d");

  std::array<std::uint8_t, 16> nonce{};
  std::iota(nonce.begin(), nonce.end(), std::uint8_t{0});
  EXPECT_EQ(base::to_hex(case_tag(partner_key, nonce).bytes()), "e3b9116579d1493dbfc0893024234c70");
}

TEST(CommitmentsTest, TagsOfOneCaseAreDifferentForEachNonceAndPartner) {
  std::array<std::uint8_t, 32> key_a{};
  std::array<std::uint8_t, 32> key_b{};
  derive_case_key(filled(7), static_cast<model::PartnerNumber>(1), key_a);
  derive_case_key(filled(7), static_cast<model::PartnerNumber>(2), key_b);
  const std::array<std::uint8_t, 16> nonce{};
  const std::array<std::uint8_t, 16> other_nonce{1};

  EXPECT_NE(case_tag(key_a, nonce), case_tag(key_b, nonce));
  EXPECT_NE(case_tag(key_a, nonce), case_tag(key_a, other_nonce));
}

TEST(CommitmentsTest, ADetailIsAsTheFormatPageSays) {
  const OpeningKey key(filled(9));
  EXPECT_EQ(base::to_hex(commit_detail(key, base::bytes_of("warrant 17")).bytes()),
            "a6a8aef574147049868a0a08be05ad1cd62f9f9d1b9f9b9b2edd91d34f8f547c");
  EXPECT_EQ(base::to_hex(commit_detail(key, {}).bytes()),
            "bc8f7c48630a5c1fc5675ff0f09191550dd5abb586e5704b50b6ce52dfa33a3c");
}

}  // namespace
}  // namespace gateway::audit
