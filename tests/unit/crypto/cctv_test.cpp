#include "gateway/crypto/signing_key.h"

#include "tests/unit/crypto/vectors.h"

#include <string>

#include <gtest/gtest.h>

namespace gateway::crypto {
namespace {

TEST(CctvTest, VerifiesTheFewestOfTheEdgeCasesAndAdmitsNoOddKeyAmongThem) {
  SKIP_WITHOUT_SHARED_DATA();
  const auto vectors = tests::vector_file("cctv-ed25519/ed25519vectors.json");
  ASSERT_EQ(vectors.size(), 914U);

  int verified = 0;
  int verified_but_not_admitted = 0;
  int with_admissible_key = 0;
  for (const auto& vector : vectors) {
    const auto key = PublicKey::from(tests::hex_field(vector, "key"));
    const auto signature = Signature::from(tests::hex_field(vector, "sig"));
    ASSERT_TRUE(key && signature);
    const auto message = vector.at("msg").get<std::string>();
    const bool good = verify(*key, base::bytes_of(message), *signature);
    const bool admitted = is_admissible(*key);
    verified += good ? 1 : 0;
    verified_but_not_admitted += good && !admitted ? 1 : 0;
    with_admissible_key += admitted ? 1 : 0;
  }

  EXPECT_EQ(verified, 43);
  EXPECT_EQ(verified_but_not_admitted, 42);
  EXPECT_EQ(with_admissible_key, 28);
}

TEST(CctvTest, AdmitsNoKeyOfLowOrMixedOrder) {
  // One point of each kind: identity, its two non-canonical texts, orders 2, 4 and 8, then keys of
  // the large group plus a point of order 2 (CVE-2025-69277), 4 and 8.
  for (const char* const hex : {
           "0100000000000000000000000000000000000000000000000000000000000000",
           "0100000000000000000000000000000000000000000000000000000000000080",
           "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
           "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
           "0000000000000000000000000000000000000000000000000000000000000000",
           "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
           "fe894df18abf1c20088bfbe6c9ad45d42ec20663eaf7111eaea1d851da0d7f89",
           "10eb7c3acfb2bed3e0d6ab89bf5a3d6afddd1176ce4812e38d9fd485058fdb1f",
           "6718d0a3d58deaeaefa655eae3f119071deaa2cfebfd0ca28b670f879d657086",
       }) {
    EXPECT_FALSE(is_admissible(*PublicKey::from(tests::from_hex(hex)))) << hex;
  }
}

}  // namespace
}  // namespace gateway::crypto
