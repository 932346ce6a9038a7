#include "gateway/envelope/section_cipher.h"

#include "gateway/base/byte_codec.h"
#include "gateway/crypto/aead.h"

#include <array>
#include <string>

#include <gtest/gtest.h>

namespace gateway::envelope {
namespace {

const std::array<std::uint8_t, 32> kKey{1, 2, 3};
const SectionPlace kPlace{model::MessageId({7}), 2, model::Section::kIdentity};
const base::Digest kHead({9});

TEST(SectionKeysTest, DependOnKeyMessageIndexAndSection) {
  const base::Digest commitment = SectionKeys(kKey, kPlace).commitment();
  std::array<std::uint8_t, 32> other_key = kKey;
  other_key[31] ^= 1;
  EXPECT_EQ(SectionKeys(kKey, kPlace).commitment(), commitment);
  EXPECT_NE(SectionKeys(other_key, kPlace).commitment(), commitment);
  for (const SectionPlace& other : {SectionPlace{model::MessageId({8}), 2, kPlace.section},
                                    SectionPlace{kPlace.message_id, 3, kPlace.section},
                                    SectionPlace{kPlace.message_id, 2, model::Section::kHealth}}) {
    EXPECT_NE(SectionKeys(kKey, other).commitment(), commitment);
  }
}

TEST(SectionCipherTest, PaddedLengthsAreFewAndFixed) {
  EXPECT_EQ(padded_length(0), 64U);
  EXPECT_EQ(padded_length(56), 64U);
  EXPECT_EQ(padded_length(57), 72U);
  for (std::uint64_t size = 0; size < 5000; ++size) {
    const std::uint64_t padded = padded_length(size);
    ASSERT_GE(padded, size + 8);
    ASSERT_LE(padded, 72 + size + size / 8);
    ASSERT_TRUE(is_padded_length(padded)) << size;
  }
  EXPECT_FALSE(is_padded_length(0));
  EXPECT_FALSE(is_padded_length(63));
  EXPECT_FALSE(is_padded_length(65));
}

TEST(SectionCipherTest, ChunksCannotBeSwappedDroppedOrDoubled) {
  const SectionKeys keys(kKey, kPlace);
  const base::Bytes data(3 * 65'536 - 8, 0x55);
  const base::Bytes whole = encrypt_section(keys, kHead, 2, data);
  ASSERT_EQ(whole.size(), ciphertext_size(padded_length(data.size())));
  ASSERT_EQ(decrypt_section(keys, kHead, 2, whole), data);

  constexpr std::size_t kSealed = 65'536 + 16;
  const auto chunk = [&](std::size_t i) {
    return base::ByteView(whole).subspan(i * kSealed, kSealed);
  };
  const auto opens = [&](std::initializer_list<base::ByteView> chunks) {
    base::ByteWriter joined;
    for (const base::ByteView one : chunks) joined.raw(one);
    return decrypt_section(keys, kHead, 2, joined.bytes()).has_value();
  };
  EXPECT_TRUE(opens({chunk(0), chunk(1), chunk(2)}));
  EXPECT_FALSE(opens({chunk(1), chunk(0), chunk(2)}));
  EXPECT_FALSE(opens({chunk(0), chunk(1)}));
  EXPECT_FALSE(opens({chunk(0), chunk(2)}));
  EXPECT_FALSE(opens({chunk(0), chunk(1), chunk(2), chunk(2)}));
  EXPECT_FALSE(opens({chunk(2)}));
  EXPECT_FALSE(opens({}));
}

TEST(SectionCipherTest, OpensOnlyUnderItsHeadAndIndex) {
  const SectionKeys keys(kKey, kPlace);
  const base::Bytes sealed = encrypt_section(keys, kHead, 2, base::bytes_of("x"));
  EXPECT_TRUE(decrypt_section(keys, kHead, 2, sealed));
  EXPECT_FALSE(decrypt_section(keys, base::Digest({8}), 2, sealed));
  EXPECT_FALSE(decrypt_section(keys, kHead, 3, sealed));
}

// One chunk whose plaintext its sender wrote as it liked.
base::Bytes sealed_plaintext(const SectionKeys& keys, base::ByteView plaintext) {
  const base::Bytes aad = base::ByteWriter()
                              .raw(kHead.bytes())
                              .number(std::uint8_t{2})
                              .number(std::uint64_t{0})
                              .number(std::uint8_t{1})
                              .bytes();
  base::Bytes out(plaintext.size() + crypto::kAeadTagSize);
  crypto::xchacha_seal(keys.key(), keys.nonce(), aad, plaintext, out);
  return out;
}

TEST(SectionCipherTest, RefusesWrongLengthsAndPaddingInsideTheSeal) {
  const SectionKeys keys(kKey, kPlace);
  const auto opens = [&](const base::Bytes& plaintext) {
    return decrypt_section(keys, kHead, 2, sealed_plaintext(keys, plaintext)).has_value();
  };
  base::Bytes plain(64);
  EXPECT_TRUE(opens(plain));
  plain[7] = 56;
  EXPECT_TRUE(opens(plain));
  plain[7] = 57;
  EXPECT_FALSE(opens(plain)) << "longer than what is there";
  plain[7] = 1;
  plain[8] = 'x';
  EXPECT_TRUE(opens(plain));
  plain[9] = 1;
  EXPECT_FALSE(opens(plain)) << "padding that is not zero";
  plain[0] = 0xFF;
  EXPECT_FALSE(opens(plain)) << "a length near 2^64";
  EXPECT_FALSE(opens(base::Bytes(72))) << "more padding than due";
  EXPECT_FALSE(opens(base::Bytes(63)));
  EXPECT_FALSE(opens({}));
}

}  // namespace
}  // namespace gateway::envelope
