#include "gateway/crypto/signing_key.h"

#include "tests/support/repeatable_random.h"
#include "tests/unit/crypto/vectors.h"

#include <type_traits>

#include <gtest/gtest.h>

namespace gateway::crypto {
namespace {

using tests::from_hex;
using tests::RepeatableRandom;
using tests::with_flipped_bit;

static_assert(!std::is_copy_constructible_v<SigningKey>, "a secret has one owner");
static_assert(!std::is_constructible_v<PublicKey, Signature>, "kinds of bytes do not mix");

const base::Bytes kMessage = {'h', 'e', 'l', 'p'};

class SigningKeyTest : public testing::Test {
 protected:
  RepeatableRandom random_{1};
  SigningKey alice_ = SigningKey::generate(random_);
  SigningKey bob_ = SigningKey::generate(random_);
};

TEST_F(SigningKeyTest, SignsAsInRfc8032Section71) {
  struct Row {
    const char* seed;
    const char* public_key;
    const char* message;
    const char* signature;
  };
  const Row rows[] = {
      {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
       "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
       "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
       "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"},
      {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
       "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
       "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
       "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"},
  };
  for (const Row& row : rows) {
    const auto key = SigningKey::from_seed(from_hex(row.seed));
    ASSERT_TRUE(key);
    EXPECT_EQ(base::to_hex(key->public_key().bytes()), row.public_key);
    EXPECT_EQ(base::to_hex(key->sign(from_hex(row.message)).bytes()), row.signature);
  }
}

TEST_F(SigningKeyTest, RefusesSeedsOfAnyOtherLength) {
  for (const std::size_t size : {0U, 1U, 31U, 33U, 64U}) {
    const auto key = SigningKey::from_seed(base::Bytes(size));

    ASSERT_FALSE(key) << size << " bytes";
    EXPECT_EQ(key.error().code, base::ErrorCode::kMalformed);
  }
}

TEST_F(SigningKeyTest, TheSeedRestoresTheKey) {
  const auto restored = SigningKey::from_seed(alice_.seed().bytes());

  ASSERT_TRUE(restored);
  EXPECT_EQ(restored->public_key(), alice_.public_key());
  EXPECT_EQ(restored->sign(kMessage), alice_.sign(kMessage));
}

TEST_F(SigningKeyTest, VerifiesWhatItSignedAndNoOtherSignerOrMessage) {
  const auto signature = alice_.sign(kMessage);

  EXPECT_TRUE(verify(alice_.public_key(), kMessage, signature));
  EXPECT_FALSE(verify(bob_.public_key(), kMessage, signature));
  EXPECT_FALSE(verify(alice_.public_key(), {}, signature));
}

TEST_F(SigningKeyTest, RejectsEveryBitFlipInSignatureMessageAndKey) {
  const auto signature = alice_.sign(kMessage);

  for (std::size_t bit = 0; bit < Signature::kSize * 8; ++bit) {
    EXPECT_FALSE(verify(alice_.public_key(), kMessage, with_flipped_bit(signature, bit))) << bit;
  }
  for (std::size_t bit = 0; bit < kMessage.size() * 8; ++bit) {
    const auto message = with_flipped_bit(kMessage, bit);
    EXPECT_FALSE(verify(alice_.public_key(), message, signature)) << bit;
  }
  for (std::size_t bit = 0; bit < PublicKey::kSize * 8; ++bit) {
    EXPECT_FALSE(verify(with_flipped_bit(alice_.public_key(), bit), kMessage, signature)) << bit;
  }
}

TEST_F(SigningKeyTest, TheZeroValuesVerifyNothing) {
  EXPECT_FALSE(verify(PublicKey(), kMessage, Signature()));
  EXPECT_FALSE(verify(alice_.public_key(), kMessage, Signature()));
  EXPECT_FALSE(is_admissible(PublicKey()));
}

TEST_F(SigningKeyTest, AdmitsGeneratedKeys) {
  for (int i = 0; i < 20; ++i) {
    EXPECT_TRUE(is_admissible(SigningKey::generate(random_).public_key()));
  }
}

TEST_F(SigningKeyTest, SameRandomnessGivesTheSameKey) {
  RepeatableRandom replay{1};

  EXPECT_EQ(SigningKey::generate(replay).public_key(), alice_.public_key());
}

}  // namespace
}  // namespace gateway::crypto
