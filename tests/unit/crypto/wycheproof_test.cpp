#include "gateway/crypto/aead.h"
#include "gateway/crypto/agreement_key.h"
#include "gateway/crypto/mac.h"
#include "gateway/crypto/signing_key.h"

#include "tests/unit/crypto/vectors.h"

#include <array>
#include <string>

#include <gtest/gtest.h>

namespace gateway::crypto {
namespace {

using nlohmann::json;
using tests::hex_field;

// Runs `test(group, vector)` on every vector of a file and counts them.
template <class Test>
std::size_t for_each_vector(const std::string& name, Test test) {
  std::size_t count = 0;
  const auto file = tests::vector_file("wycheproof/" + name + "_test.json");
  for (const auto& group : file.at("testGroups")) {
    for (const auto& vector : group.at("tests")) {
      SCOPED_TRACE(name + " " + std::to_string(vector.at("tcId").get<int>()) + " " +
                   vector.at("comment").get<std::string>());
      test(group, vector);
      ++count;
    }
  }
  return count;
}

bool is_valid(const json& vector) { return vector.at("result") == "valid"; }

TEST(WycheproofTest, Ed25519) {
  SKIP_WITHOUT_SHARED_DATA();
  const auto count = for_each_vector("ed25519", [](const json& group, const json& vector) {
    const auto key = PublicKey::from(hex_field(group.at("publicKey"), "pk"));
    ASSERT_TRUE(key);
    const auto signature = Signature::from(hex_field(vector, "sig"));
    const bool good = signature && verify(*key, hex_field(vector, "msg"), *signature);
    EXPECT_EQ(good, is_valid(vector));
  });
  EXPECT_EQ(count, 151U);
}

TEST(WycheproofTest, X25519) {
  SKIP_WITHOUT_SHARED_DATA();
  const auto count = for_each_vector("x25519", [](const json& /*group*/, const json& vector) {
    const auto key = AgreementKey::from_secret(hex_field(vector, "private"));
    const auto peer = AgreementPublicKey::from(hex_field(vector, "public"));
    ASSERT_TRUE(key && peer);
    const auto expected = hex_field(vector, "shared");
    std::array<std::uint8_t, 32> shared{};
    const bool agreed = key->agree(*peer, shared).has_value();
    // "acceptable" leaves it to us whether an all-zero secret is refused; we refuse it.
    EXPECT_EQ(agreed, expected != base::Bytes(32));
    EXPECT_EQ(base::to_bytes(shared), expected);
  });
  EXPECT_EQ(count, 518U);
}

TEST(WycheproofTest, XChaCha20Poly1305) {
  SKIP_WITHOUT_SHARED_DATA();
  std::size_t other_nonce_sizes = 0;
  const auto test = [&other_nonce_sizes](const json& /*group*/, const json& vector) {
    const auto nonce = hex_field(vector, "iv");
    if (nonce.size() != 24) {  // Our types cannot even ask.
      EXPECT_FALSE(is_valid(vector));
      ++other_nonce_sizes;
      return;
    }
    const auto key = hex_field(vector, "key");
    const auto key_view = base::ByteView(key).first<32>();
    const auto nonce_view = base::ByteView(nonce).first<24>();
    const auto aad = hex_field(vector, "aad");
    const auto message = hex_field(vector, "msg");
    auto sealed = hex_field(vector, "ct");
    const auto tag = hex_field(vector, "tag");
    sealed.insert(sealed.end(), tag.begin(), tag.end());

    base::Bytes opened(sealed.size() - kAeadTagSize, 0xAA);
    EXPECT_EQ(xchacha_open(key_view, nonce_view, aad, sealed, opened).has_value(),
              is_valid(vector));
    EXPECT_EQ(opened, is_valid(vector) ? message : base::Bytes(opened.size()));
    base::Bytes resealed(message.size() + kAeadTagSize);
    xchacha_seal(key_view, nonce_view, aad, message, resealed);
    EXPECT_EQ(resealed == sealed, is_valid(vector));
  };
  EXPECT_EQ(for_each_vector("xchacha20_poly1305", test), 315U);
  EXPECT_LT(other_nonce_sizes, 20U);
}

TEST(WycheproofTest, HkdfSha256) {
  SKIP_WITHOUT_SHARED_DATA();
  const auto count = for_each_vector("hkdf_sha256", [](const json& /*group*/, const json& vector) {
    const auto size = vector.at("size").get<std::size_t>();
    if (size > std::size_t{255} * 32) {  // MacDeathTest has this limit.
      EXPECT_FALSE(is_valid(vector));
      return;
    }
    std::array<std::uint8_t, 32> extracted{};
    base::Bytes out(size);
    hkdf_extract(hex_field(vector, "salt"), hex_field(vector, "ikm"), extracted);
    hkdf_expand(extracted, hex_field(vector, "info"), out);
    EXPECT_TRUE(is_valid(vector));
    EXPECT_EQ(out, hex_field(vector, "okm"));
  });
  EXPECT_EQ(count, 86U);
}

TEST(WycheproofTest, HmacSha256) {
  SKIP_WITHOUT_SHARED_DATA();
  const auto count = for_each_vector("hmac_sha256", [](const json& group, const json& vector) {
    const Mac mac = hmac_sha256(hex_field(vector, "key"), {hex_field(vector, "msg")});
    const std::size_t size = group.at("tagSize").get<std::size_t>() / 8;
    EXPECT_EQ(equal(mac.bytes().first(size), hex_field(vector, "tag")), is_valid(vector));
  });
  EXPECT_EQ(count, 174U);
}

}  // namespace
}  // namespace gateway::crypto
