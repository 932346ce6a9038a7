#include "gateway/crypto/key_text.h"

#include "gateway/base/byte_codec.h"
#include "gateway/base/text.h"

#include "tests/support/repeatable_random.h"
#include "tests/unit/crypto/vectors.h"

#include <array>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace gateway::crypto {
namespace {

using base::ErrorCode;
using tests::RepeatableRandom;
using tests::with_flipped_bit;

const std::array<KeyUse, 8> kUses = {KeyUse::kSigning, KeyUse::kPrekey,  KeyUse::kCurve,
                                     KeyUse::kLog,     KeyUse::kRelease, KeyUse::kSession,
                                     KeyUse::kStore,   KeyUse::kDecide};
constexpr PassphraseCost kCheap = {1, 8};
const base::Bytes kKey(32, 0x11);

SecretBytes<32> secret() { return SecretBytes<32>::copy_of(base::ByteView(kKey).first<32>()); }

base::Bytes bytes_of(const SecretBytes<32>& value) { return base::to_bytes(value.bytes()); }

// The text of a passphrase file with another cost written in it.
std::string with_cost(std::uint32_t passes, std::uint32_t memory_kib) {
  const auto blob =
      base::ByteWriter().number(passes).number(memory_kib).raw(base::Bytes(88)).bytes();
  return "sc-sign-secret-argon2id:" + base::to_base64(blob);
}

TEST(KeyTextTest, PublicTextsArePrefixAndBase64) {
  EXPECT_EQ(public_key_text(KeyUse::kPrekey, kKey),
            "sc-prekey-pub:ERERERERERERERERERERERERERERERERERERERERERE=");
}

TEST(KeyTextTest, APublicKeyIsReadBackForItsOwnUseOnly) {
  for (const KeyUse written : kUses) {
    if (written == KeyUse::kStore) continue;
    const auto text = public_key_text(written, kKey);
    for (const KeyUse wanted : kUses) {
      const auto key = parse_public_key_text(wanted, text);
      ASSERT_EQ(key.has_value(), wanted == written) << text;
      if (key) {
        EXPECT_EQ(base::to_bytes(key->bytes()), kKey);
      } else {
        EXPECT_EQ(key.error().code, ErrorCode::kMalformed);
      }
    }
    EXPECT_FALSE(looks_like_secret(text));
  }
}

TEST(KeyTextTest, RefusesWhatIsNotExactlyAPublicKeyText) {
  const auto good = public_key_text(KeyUse::kSigning, kKey);
  ASSERT_TRUE(parse_public_key_text(KeyUse::kSigning, good));

  for (std::size_t size = 0; size < good.size(); ++size) {
    EXPECT_FALSE(parse_public_key_text(KeyUse::kSigning, good.substr(0, size))) << size;
  }
  for (const std::string& text :
       {" " + good, good + " ", good + "\n", good + "A", "SC-SIGN-PUB:" + good.substr(12),
        "sc-sign-pub:" + base::to_base64(base::Bytes(31)),
        "sc-sign-pub:" + base::to_base64(base::Bytes(33)),
        std::string("sc-store-pub:") + good.substr(12)}) {
    EXPECT_FALSE(parse_public_key_text(KeyUse::kSigning, text)) << text;
    EXPECT_FALSE(parse_public_key_text(KeyUse::kStore, text)) << text;
  }
}

TEST(KeyTextDeathTest, AStoreKeyIsNeverWrittenAsPublic) {
  EXPECT_DEATH(public_key_text(KeyUse::kStore, kKey), "symmetric");
}

TEST(KeyTextTest, ASecretPastedForAPublicKeyIsRefusedAndRecognised) {
  RepeatableRandom random(1);
  for (const KeyUse use : kUses) {
    for (const std::string_view passphrase : {"", "pass"}) {
      const auto text = secret_key_text(use, secret(), passphrase, random, kCheap);

      EXPECT_TRUE(looks_like_secret(text));
      EXPECT_TRUE(looks_like_secret("\t " + text));
      for (const KeyUse wanted : kUses) EXPECT_FALSE(parse_public_key_text(wanted, text));
    }
  }
}

TEST(KeyTextTest, OrdinaryTextDoesNotLookLikeASecret) {
  for (const std::string_view text :
       {"", " ", "sc", "sc-sign-pub:AAAA", "the sc-sign-secret-plain prefix", "secret"}) {
    EXPECT_FALSE(looks_like_secret(text)) << text;
  }
  EXPECT_TRUE(looks_like_secret("sc-sign-secret-plain:")) << "cut short";
  EXPECT_TRUE(looks_like_secret("sc-newuse-secret-newform:AAAA")) << "from a later version";
}

TEST(KeyTextTest, SecretsAreReadBackForTheirOwnUseOnly) {
  RepeatableRandom random(2);
  for (const std::string_view passphrase : {"", "correct horse"}) {
    for (const KeyUse written : kUses) {
      const auto text = secret_key_text(written, secret(), passphrase, random, kCheap);
      EXPECT_EQ(text.find('\n'), std::string::npos);
      for (const KeyUse wanted : kUses) {
        const auto key = parse_secret_key_text(wanted, text, passphrase);
        ASSERT_EQ(key.has_value(), wanted == written) << text;
        if (key) {
          EXPECT_EQ(bytes_of(*key), kKey);
        } else {
          EXPECT_EQ(key.error().code, ErrorCode::kMalformed);
        }
      }
      EXPECT_TRUE(parse_secret_key_text(written, text + "\n", passphrase));
      EXPECT_FALSE(parse_secret_key_text(written, text + "\n\n", passphrase));
      EXPECT_FALSE(parse_secret_key_text(written, " " + text, passphrase));
    }
  }
}

TEST(KeyTextTest, PlainTextIsPrefixAndBase64) {
  RepeatableRandom random(3);

  EXPECT_EQ(secret_key_text(KeyUse::kStore, secret(), "", random),
            "sc-store-secret-plain:ERERERERERERERERERERERERERERERERERERERERERE=");
}

TEST(KeyTextTest, RefusesPlainTextsOfAnotherLengthOrSpelling) {
  const std::string prefix = "sc-sign-secret-plain:";
  const std::string good = prefix + base::to_base64(kKey);
  ASSERT_TRUE(parse_secret_key_text(KeyUse::kSigning, good, ""));

  for (std::size_t size = 0; size < good.size(); ++size) {
    EXPECT_FALSE(parse_secret_key_text(KeyUse::kSigning, good.substr(0, size), "")) << size;
  }
  for (const std::size_t size : {0U, 31U, 33U, 48U, 64U}) {
    const auto text = prefix + base::to_base64(base::Bytes(size));
    EXPECT_FALSE(parse_secret_key_text(KeyUse::kSigning, text, "")) << size;
  }
  // A last digit with surplus bits set, white space inside, padding missing.
  std::string odd = good;
  odd.replace(odd.size() - 2, 1, "F");
  EXPECT_FALSE(parse_secret_key_text(KeyUse::kSigning, odd, ""));
  EXPECT_FALSE(parse_secret_key_text(KeyUse::kSigning, prefix + " " + base::to_base64(kKey), ""));
  EXPECT_FALSE(parse_secret_key_text(KeyUse::kSigning,
                                     good.substr(0, good.size() - 1) + std::string(1, '\0'), ""));
}

TEST(KeyTextTest, AWrongOrMissingPassphraseOpensNothing) {
  RepeatableRandom random(4);
  const auto text = secret_key_text(KeyUse::kLog, secret(), "right", random, kCheap);

  for (const std::string_view passphrase : {"", "Right", "right ", "wrong"}) {
    const auto key = parse_secret_key_text(KeyUse::kLog, text, passphrase);
    ASSERT_FALSE(key) << passphrase;
    EXPECT_EQ(key.error().code, ErrorCode::kUnauthenticated) << passphrase;
  }
}

TEST(KeyTextTest, TheSameSecretNeverGivesTheSameSealedTextTwice) {
  RepeatableRandom random(5);

  EXPECT_NE(secret_key_text(KeyUse::kLog, secret(), "p", random, kCheap),
            secret_key_text(KeyUse::kLog, secret(), "p", random, kCheap));
}

TEST(KeyTextTest, EveryBitOfASealedTextCounts) {
  RepeatableRandom random(6);
  const std::string prefix = "sc-log-secret-argon2id:";
  const auto text = secret_key_text(KeyUse::kLog, secret(), "p", random, kCheap);
  const auto blob = *base::from_base64(std::string_view(text).substr(prefix.size()));
  ASSERT_EQ(blob.size(), 96U);

  for (std::size_t bit = 0; bit < blob.size() * 8; ++bit) {
    // High bits of the two costs would make this slow without testing more: the next test has them.
    const bool costly = bit / 8 < 8 && (bit / 8 % 4 != 3 || bit % 8 > 4);
    if (costly) continue;
    const auto damaged = prefix + base::to_base64(with_flipped_bit(blob, bit));
    EXPECT_FALSE(parse_secret_key_text(KeyUse::kLog, damaged, "p")) << bit;
  }
  for (std::size_t size = 0; size < blob.size(); ++size) {
    const auto shorter = prefix + base::to_base64(base::ByteView(blob).first(size));
    EXPECT_FALSE(parse_secret_key_text(KeyUse::kLog, shorter, "p")) << size;
  }
}

TEST(KeyTextTest, APlantedFileCannotMakeUsSpendMoreThanTheLimits) {
  const std::vector<std::string> too_much = {with_cost(11, 8), with_cost(0xFFFFFFFF, 8),
                                             with_cost(1, 1024 * 1024 + 1),
                                             with_cost(1, 0xFFFFFFFF)};
  for (const auto& text : too_much) {
    const auto key = parse_secret_key_text(KeyUse::kSigning, text, "p");
    ASSERT_FALSE(key);
    EXPECT_EQ(key.error().code, ErrorCode::kTooLarge);
  }
  for (const auto& text : {with_cost(0, 8), with_cost(1, 7), with_cost(0, 0)}) {
    const auto key = parse_secret_key_text(KeyUse::kSigning, text, "p");
    ASSERT_FALSE(key);
    EXPECT_EQ(key.error().code, ErrorCode::kMalformed);
  }
}

TEST(KeyTextTest, TheDefaultCostIsModerateAndReadsBack) {
  RepeatableRandom random(7);
  const auto text = secret_key_text(KeyUse::kSigning, secret(), "p", random);
  const auto blob = *base::from_base64(std::string_view(text).substr(24));

  EXPECT_EQ(base::to_hex(base::ByteView(blob).first(8)), "0000000300040000");
  const auto key = parse_secret_key_text(KeyUse::kSigning, text, "p");
  ASSERT_TRUE(key);
  EXPECT_EQ(bytes_of(*key), kKey);
}

}  // namespace
}  // namespace gateway::crypto
