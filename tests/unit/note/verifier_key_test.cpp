#include "gateway/note/verifier_key.h"

#include "gateway/base/text.h"

#include "tests/support/hex.h"
#include "tests/support/repeatable_random.h"

#include <string>

#include <gtest/gtest.h>

namespace gateway::note {
namespace {

using base::ErrorCode;

// The key of C2SP signed-note's example.
constexpr std::string_view kExample =
    "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";

TEST(VerifierKeyTest, ReadsAndWritesThePublishedExample) {
  const auto key = parse_verifier_key(kExample);

  ASSERT_TRUE(key);
  EXPECT_EQ(key->name, "example.com/foo");
  EXPECT_EQ(key->type, KeyType::kNote);
  EXPECT_EQ(key->id, 0x530d903aU);
  EXPECT_EQ(to_text(*key), kExample);
}

TEST(VerifierKeyTest, NameAndTypeChangeTheId) {
  const VerifierKey key = *parse_verifier_key(kExample);

  EXPECT_EQ(verifier_key(key.name, key.key), key);
  EXPECT_NE(verifier_key(key.name + "x", key.key).id, key.id);
  EXPECT_NE(cosigner_key(key.name, key.key).id, key.id);
}

TEST(VerifierKeyTest, NamesThatWouldBlurANoteAreRefused) {
  for (const std::string_view good : {"a", "hfj/investigations", "example.com/log42", "école",
                                      "log.example.org/audit/2026", "-", "\u2014"}) {
    EXPECT_TRUE(is_valid_key_name(good)) << good;
  }
  EXPECT_TRUE(is_valid_key_name(std::string(255, 'x')));
  EXPECT_FALSE(is_valid_key_name(std::string(256, 'x')));
  for (const std::string_view bad : {"", " ", "a b", "a+b", "a\tb", "a\nb", "a\x1f", "a\u00A0b",
                                     "a\u0085", "a\u2028b", "a\u3000", "\u202F", "\xff", "a\xc3"}) {
    EXPECT_FALSE(is_valid_key_name(bad)) << bad;
  }
  EXPECT_FALSE(is_valid_key_name(std::string_view("a\0b", 3)));
}

TEST(VerifierKeyTest, RefusesTextsThatAreNotExactlyAKey) {
  const std::string good(kExample);
  for (const std::string& bad : {
           std::string(),
           std::string("+"),
           std::string("++"),
           good + " ",
           good + "=",
           " " + good,
           good.substr(0, good.size() - 4),
           good.substr(good.find('+')),
           "example.com/foo+530D903A" + good.substr(good.rfind('+')),
           "example.com/foo+530d903" + good.substr(good.rfind('+')),
           "example.com/foo+530d903b" + good.substr(good.rfind('+')),
           "example.com/bar+530d903a" + good.substr(good.rfind('+')),
           std::string("example.com/foo+530d903a+"),
           std::string("example.com/foo+530d903a"),
       }) {
    const auto key = parse_verifier_key(bad);
    ASSERT_FALSE(key) << bad;
    EXPECT_EQ(key.error().code, ErrorCode::kMalformed) << bad;
  }
}

TEST(VerifierKeyTest, ReportsSignatureTypesItDoesNotKnow) {
  for (const std::string_view type : {"00", "02", "05", "06", "ff"}) {
    const auto encoded = tests::from_hex(std::string(type) + std::string(64, '0'));
    const auto key = parse_verifier_key("example.com/foo+530d903a+" + base::to_base64(encoded));
    ASSERT_FALSE(key);
    EXPECT_EQ(key.error().code, ErrorCode::kUnsupported) << type;
  }
}

TEST(VerifierKeyTest, RefusesPointsThatSomeVerifiersTakeAndOthersDoNot) {
  // The neutral element, and a mixed-order key of C2SP CCTV.
  for (const std::string_view point :
       {"0100000000000000000000000000000000000000000000000000000000000000",
        "fe894df18abf1c20088bfbe6c9ad45d42ec20663eaf7111eaea1d851da0d7f89"}) {
    const auto weak =
        verifier_key("example.com/foo", *crypto::PublicKey::from(tests::from_hex(point)));
    EXPECT_FALSE(parse_verifier_key(to_text(weak))) << point;
  }
}

TEST(VerifierKeyTest, EveryKeyComesBackFromItsText) {
  tests::RepeatableRandom random(7);
  for (int i = 0; i < 50; ++i) {
    const auto secret = crypto::SigningKey::generate(random);
    const std::string name = "partner-" + std::to_string(i) + "/w";
    const VerifierKey key = i % 2 == 0 ? verifier_key(name, secret.public_key())
                                       : cosigner_key(name, secret.public_key());
    const auto again = parse_verifier_key(to_text(key));
    ASSERT_TRUE(again);
    EXPECT_EQ(*again, key);
  }
}

}  // namespace
}  // namespace gateway::note
