#include "gateway/crypto/aead.h"

#include "tests/unit/crypto/vectors.h"

#include <array>

#include <gtest/gtest.h>

namespace gateway::crypto {
namespace {

using tests::with_flipped_bit;

class AeadTest : public testing::Test {
 protected:
  base::Bytes seal(base::ByteView aad, base::ByteView plaintext) const {
    base::Bytes out(plaintext.size() + kAeadTagSize);
    xchacha_seal(key_, nonce_, aad, plaintext, out);
    return out;
  }

  std::array<std::uint8_t, 32> key_{1, 2, 3};
  std::array<std::uint8_t, 24> nonce_{4, 5, 6};
  base::Bytes aad_ = {7, 8};
  base::Bytes plaintext_ = {'h', 'e', 'l', 'p'};
};

TEST_F(AeadTest, OpensWhatItSealed) {
  const auto sealed = seal(aad_, plaintext_);
  base::Bytes out(plaintext_.size());

  EXPECT_TRUE(xchacha_open(key_, nonce_, aad_, sealed, out));
  EXPECT_EQ(out, plaintext_);
}

TEST_F(AeadTest, SealsAndOpensNothingAtAll) {
  const auto sealed = seal({}, {});

  EXPECT_TRUE(xchacha_open(key_, nonce_, {}, sealed, {}));
  EXPECT_FALSE(xchacha_open(key_, nonce_, aad_, sealed, {}));
  for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
    EXPECT_FALSE(xchacha_open(key_, nonce_, {}, with_flipped_bit(sealed, bit), {})) << bit;
  }
}

TEST_F(AeadTest, RefusesEveryBitFlipAndLeavesNoPlaintext) {
  const auto sealed = seal(aad_, plaintext_);

  for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
    base::Bytes out(plaintext_.size(), 0xAA);
    const auto opened = xchacha_open(key_, nonce_, aad_, with_flipped_bit(sealed, bit), out);

    ASSERT_FALSE(opened) << "bit " << bit;
    EXPECT_EQ(opened.error().code, base::ErrorCode::kUnauthenticated);
    EXPECT_EQ(out, base::Bytes(plaintext_.size())) << "bit " << bit;
  }
}

TEST_F(AeadTest, RefusesAnotherKeyNonceOrAssociatedText) {
  const auto sealed = seal(aad_, plaintext_);
  base::Bytes out(plaintext_.size());
  auto other_key = key_;
  other_key[31] ^= 1U;
  auto other_nonce = nonce_;
  other_nonce[23] ^= 1U;

  EXPECT_FALSE(xchacha_open(other_key, nonce_, aad_, sealed, out));
  EXPECT_FALSE(xchacha_open(key_, other_nonce, aad_, sealed, out));
  EXPECT_FALSE(xchacha_open(key_, nonce_, base::Bytes{7, 9}, sealed, out));
  EXPECT_FALSE(xchacha_open(key_, nonce_, {}, sealed, out));
}

TEST_F(AeadTest, RefusesEveryTruncationAndEveryWrongOutputSize) {
  const auto sealed = seal(aad_, plaintext_);

  for (std::size_t size = 0; size < sealed.size(); ++size) {
    base::Bytes out(size < kAeadTagSize ? 0 : size - kAeadTagSize);
    EXPECT_FALSE(xchacha_open(key_, nonce_, aad_, base::ByteView(sealed).first(size), out)) << size;
  }
  for (const std::size_t size : {0U, 3U, 5U, 20U}) {
    base::Bytes out(size, 0xAA);
    EXPECT_FALSE(xchacha_open(key_, nonce_, aad_, sealed, out)) << size;
    EXPECT_EQ(out, base::Bytes(size)) << size;
  }
}

}  // namespace
}  // namespace gateway::crypto
