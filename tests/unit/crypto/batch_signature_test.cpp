#include "gateway/crypto/batch_signature.h"

#include "gateway/base/text.h"
#include "gateway/crypto/merkle_tree.h"

#include "tests/support/repeatable_random.h"
#include "tests/unit/crypto/vectors.h"

#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace gateway::crypto {
namespace {

using tests::RepeatableRandom;
using tests::with_flipped_bit;

constexpr std::string_view kContext = "safeconduct-batch/v1\nunit 7/2";

class BatchSignatureTest : public testing::Test {
 protected:
  std::vector<Digest> digests(std::size_t count) {
    std::vector<Digest> result(count);
    for (Digest& digest : result) digest = random_fixed<Digest>(random_);
    return result;
  }
  bool verifies(const Digest& digest, const BatchSignature& signature) const {
    return verify_batch(key_.public_key(), kContext, digest, signature);
  }

  RepeatableRandom random_{1};
  SigningKey key_ = SigningKey::generate(random_);
};

TEST_F(BatchSignatureTest, EveryMemberVerifiesAloneAndForItsOwnDigestOnly) {
  for (const std::size_t count : {1U, 2U, 3U, 5U, 8U, 13U}) {
    const auto all = digests(count);
    const auto signatures = sign_batch(key_, kContext, all, random_);

    ASSERT_EQ(signatures.size(), count);
    for (std::size_t i = 0; i < count; ++i) {
      for (std::size_t j = 0; j < count; ++j) {
        EXPECT_EQ(verifies(all[i], signatures[j]), i == j) << count << ' ' << i << ' ' << j;
      }
    }
  }
}

TEST_F(BatchSignatureTest, ABatchOfOneHasNoPath) {
  const auto all = digests(1);
  const auto signatures = sign_batch(key_, kContext, all, random_);

  EXPECT_TRUE(signatures[0].path.empty());
  EXPECT_EQ(encode(signatures[0]).size(), 2U + 2 + 16 + 1 + 64);
}

TEST_F(BatchSignatureTest, TheLargestBatchVerifiesAndSharesOneSignature) {
  const auto all = digests(kMaxBatch);
  const auto signatures = sign_batch(key_, kContext, all, random_);

  for (std::size_t i = 0; i < all.size(); ++i) {
    EXPECT_EQ(signatures[i].path.size(), 8U);
    EXPECT_EQ(signatures[i].signature, signatures[0].signature);
    EXPECT_EQ(batch_root(all[i], signatures[i]), batch_root(all[0], signatures[0]));
  }
  EXPECT_TRUE(verifies(all[255], signatures[255]));
}

TEST_F(BatchSignatureTest, TheSignedTextIsFixed) {
  EXPECT_EQ(batch_text("safeconduct-batch/v1", 256, Digest()),
            "safeconduct-batch/v1\nsize 256\nroot AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n");
}

TEST_F(BatchSignatureTest, TheRootIsThatOfTheBlindedLeaves) {
  const auto all = digests(3);
  const auto signatures = sign_batch(key_, kContext, all, random_);

  std::vector<Digest> leaves;
  for (std::size_t i = 0; i < all.size(); ++i) {
    auto data = base::to_bytes(all[i].bytes());
    const auto blind = signatures[i].blind.bytes();
    data.insert(data.end(), blind.begin(), blind.end());
    leaves.push_back(leaf_hash(data));
  }
  const auto text = batch_text(kContext, 3, merkle_root(leaves));

  EXPECT_EQ(batch_root(all[1], signatures[1]), merkle_root(leaves));
  EXPECT_TRUE(verify(key_.public_key(), base::bytes_of(text), signatures[1].signature));
}

TEST_F(BatchSignatureTest, MembersOfABatchHaveBlindsOfTheirOwn) {
  const std::vector<Digest> same(20);
  std::set<base::Bytes> blinds;
  for (const auto& signature : sign_batch(key_, kContext, same, random_)) {
    blinds.insert(base::to_bytes(signature.blind.bytes()));
  }

  EXPECT_EQ(blinds.size(), 20U);
}

TEST_F(BatchSignatureTest, RefusesAnotherSignerOrContext) {
  const auto all = digests(2);
  const auto signatures = sign_batch(key_, kContext, all, random_);
  const auto eve = SigningKey::generate(random_);

  EXPECT_FALSE(verify_batch(eve.public_key(), kContext, all[0], signatures[0]));
  EXPECT_FALSE(
      verify_batch(key_.public_key(), "safeconduct-batch/v1\nunit 7/3", all[0], signatures[0]));
  EXPECT_FALSE(
      verify_batch(key_.public_key(), "safeconduct-receipt/v1\nunit 7/2", all[0], signatures[0]));
}

TEST_F(BatchSignatureTest, BytesReadBackToTheSameSignature) {
  for (const std::size_t count : {1U, 2U, 7U, 256U}) {
    for (const auto& signature : sign_batch(key_, kContext, digests(count), random_)) {
      const auto decoded = decode_batch_signature(encode(signature));
      ASSERT_TRUE(decoded);
      EXPECT_EQ(*decoded, signature);
    }
  }
}

TEST_F(BatchSignatureTest, EveryBitOfTheBytesCounts) {
  for (const std::size_t count : {1U, 3U, 6U}) {
    const auto all = digests(count);
    const auto signatures = sign_batch(key_, kContext, all, random_);
    for (std::size_t member = 0; member < count; ++member) {
      const auto bytes = encode(signatures[member]);
      for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
        const auto damaged = decode_batch_signature(with_flipped_bit(bytes, bit));
        ASSERT_FALSE(damaged && verifies(all[member], *damaged)) << count << " bit " << bit;
      }
    }
    for (std::size_t bit = 0; bit < Digest::kSize * 8; ++bit) {
      ASSERT_FALSE(verifies(with_flipped_bit(all[0], bit), signatures[0])) << bit;
    }
  }
}

TEST_F(BatchSignatureTest, DecodingRefusesTruncationAndTrailingBytes) {
  auto bytes = encode(sign_batch(key_, kContext, digests(4), random_)[2]);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const auto decoded = decode_batch_signature(base::ByteView(bytes).first(size));
    ASSERT_FALSE(decoded) << size;
    EXPECT_EQ(decoded.error().code, base::ErrorCode::kMalformed);
  }
  bytes.push_back(0);
  EXPECT_FALSE(decode_batch_signature(bytes));
}

TEST_F(BatchSignatureTest, DecodingRefusesSizesIndexesAndPathsThatDoNotFit) {
  const auto good = encode(sign_batch(key_, kContext, digests(4), random_)[2]);
  ASSERT_TRUE(decode_batch_signature(good));
  const auto with_numbers = [&good](std::uint16_t size, std::uint16_t index) {
    auto bytes = good;
    bytes[0] = static_cast<std::uint8_t>(size >> 8U);
    bytes[1] = static_cast<std::uint8_t>(size);
    bytes[2] = static_cast<std::uint8_t>(index >> 8U);
    bytes[3] = static_cast<std::uint8_t>(index);
    return decode_batch_signature(bytes).has_value();
  };

  EXPECT_TRUE(with_numbers(4, 3));
  EXPECT_TRUE(with_numbers(3, 1)) << "the same path length; the signature refuses it";
  EXPECT_FALSE(with_numbers(0, 0));
  EXPECT_FALSE(with_numbers(4, 4));
  EXPECT_FALSE(with_numbers(1, 0));
  EXPECT_FALSE(with_numbers(3, 2));
  EXPECT_FALSE(with_numbers(5, 0));
  EXPECT_FALSE(with_numbers(257, 0));
  EXPECT_FALSE(with_numbers(0xFFFF, 0xFFFF));
}

TEST_F(BatchSignatureTest, AMalformedValueVerifiesNothing) {
  const auto all = digests(2);
  auto signature = sign_batch(key_, kContext, all, random_)[0];

  EXPECT_FALSE(verifies(all[0], BatchSignature()));
  EXPECT_EQ(batch_root(all[0], BatchSignature()), Digest());
  signature.index = 2;
  EXPECT_FALSE(verifies(all[0], signature));
  signature.index = 0;
  signature.path.emplace_back();
  EXPECT_FALSE(verifies(all[0], signature));
}

TEST_F(BatchSignatureTest, ASignatureOverTheZeroRootDoesNotMakeAMalformedValueGood) {
  // batch_root() says zero for a value whose path does not fit.
  BatchSignature signature;
  signature.size = 2;
  signature.signature = key_.sign(base::bytes_of(batch_text(kContext, 2, Digest())));

  EXPECT_FALSE(verifies(Digest(), signature));
}

}  // namespace
}  // namespace gateway::crypto
