#include "gateway/crypto/agreement_key.h"

#include "tests/support/repeatable_random.h"
#include "tests/unit/crypto/vectors.h"

#include <array>
#include <type_traits>

#include <gtest/gtest.h>

namespace gateway::crypto {
namespace {

using tests::from_hex;
using tests::RepeatableRandom;

static_assert(!std::is_copy_constructible_v<AgreementKey>, "a secret has one owner");

AgreementPublicKey public_key(std::string_view hex) {
  return *AgreementPublicKey::from(from_hex(hex));
}

base::Bytes agreed(const AgreementKey& own, const AgreementPublicKey& peer) {
  std::array<std::uint8_t, 32> shared{};
  EXPECT_TRUE(own.agree(peer, shared));
  return base::to_bytes(shared);
}

// The points of low order, canonical and not, as libsodium and RFC 7748 implementers list them.
const std::array<std::string_view, 7> kLowOrder = {
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
    "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
};

TEST(AgreementKeyTest, AgreesAsInRfc7748Section61) {
  const auto alice = AgreementKey::from_secret(
      from_hex("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a"));
  const auto bob = AgreementKey::from_secret(
      from_hex("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb"));

  ASSERT_TRUE(alice && bob);
  EXPECT_EQ(alice->public_key(),
            public_key("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a"));
  EXPECT_EQ(bob->public_key(),
            public_key("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f"));
  EXPECT_EQ(agreed(*alice, bob->public_key()),
            from_hex("4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742"));
}

TEST(AgreementKeyTest, BothSidesAgreeOnTheSameSecret) {
  RepeatableRandom random(1);
  const auto alice = AgreementKey::generate(random);
  const auto bob = AgreementKey::generate(random);
  const auto eve = AgreementKey::generate(random);

  EXPECT_EQ(agreed(alice, bob.public_key()), agreed(bob, alice.public_key()));
  EXPECT_NE(agreed(alice, bob.public_key()), agreed(alice, eve.public_key()));
}

TEST(AgreementKeyTest, TheRandomBytesAreTheSecret) {
  const base::Bytes secret(32, 0x42);
  tests::ScriptedRandom random(secret);

  const auto key = AgreementKey::generate(random);

  EXPECT_TRUE(random.is_used_up());
  EXPECT_EQ(base::to_bytes(key.secret().bytes()), secret);
  EXPECT_EQ(key.public_key(), AgreementKey::from_secret(secret)->public_key());
}

TEST(AgreementKeyTest, RefusesSecretsOfAnyOtherLength) {
  for (const std::size_t size : {0U, 1U, 31U, 33U, 64U}) {
    const auto key = AgreementKey::from_secret(base::Bytes(size));

    ASSERT_FALSE(key) << size;
    EXPECT_EQ(key.error().code, base::ErrorCode::kMalformed);
  }
}

TEST(AgreementKeyTest, RefusesToAgreeWithPointsOfLowOrder) {
  RepeatableRandom random(2);
  const auto key = AgreementKey::generate(random);

  for (const std::string_view hex : kLowOrder) {
    std::array<std::uint8_t, 32> shared{};
    shared.fill(0xAA);
    const auto result = key.agree(public_key(hex), shared);

    ASSERT_FALSE(result) << hex;
    EXPECT_EQ(result.error().code, base::ErrorCode::kUnauthenticated);
    EXPECT_EQ(shared, (std::array<std::uint8_t, 32>{})) << hex;
  }
}

TEST(AgreementKeyTest, AdmitsGeneratedKeysAndNoLowOrderOnes) {
  RepeatableRandom random(3);
  for (int i = 0; i < 20; ++i) {
    EXPECT_TRUE(is_admissible(AgreementKey::generate(random).public_key()));
  }
  for (const std::string_view hex : kLowOrder) EXPECT_FALSE(is_admissible(public_key(hex))) << hex;
}

TEST(AgreementKeyTest, AdmitsOnlyTheCanonicalTextOfAKey) {
  const auto base_point =
      public_key("0900000000000000000000000000000000000000000000000000000000000000");
  // The same point with the ignored top bit set, and with 2^255 - 19 added.
  const auto top_bit =
      public_key("0900000000000000000000000000000000000000000000000000000000000080");
  const auto plus_p =
      public_key("f6ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f");

  EXPECT_TRUE(is_admissible(base_point));
  EXPECT_FALSE(is_admissible(top_bit));
  EXPECT_FALSE(is_admissible(plus_p));
}

}  // namespace
}  // namespace gateway::crypto
