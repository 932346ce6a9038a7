#include "gateway/crypto/hpke.h"

#include "gateway/base/text.h"

#include "tests/support/repeatable_random.h"
#include "tests/unit/crypto/vectors.h"

#include <optional>

#include <gtest/gtest.h>

namespace gateway::crypto {
namespace {

using tests::hex_field;
using tests::RepeatableRandom;
using tests::with_flipped_bit;

const base::Bytes kInfo = {'i'};
const base::Bytes kAad = {'a'};
const base::Bytes kPlaintext = {'h', 'e', 'l', 'p'};

// This file writes its numbers as text.
std::uint64_t number_field(const nlohmann::json& object, const char* name) {
  return *base::parse_decimal(object.at(name).get<std::string>());
}

nlohmann::json base_mode_vector() {
  const auto file = tests::vector_file("hpke-rfc9180/a2-x25519-sha256-chacha20poly1305.json");
  for (const auto& vector : file.at("vectors")) {
    if (vector.at("mode") == "0") return vector;
  }
  ADD_FAILURE() << "no base mode vector";
  return {};
}

// Both ends of one context, as the vector's randomness makes them.
struct Ends {
  HpkeContext sender;
  HpkeContext recipient;
  EncapsulatedKey encapsulated;
};

std::optional<Ends> ends_of(const nlohmann::json& vector) {
  tests::ScriptedRandom random(hex_field(vector, "skEm"));
  const auto key = AgreementKey::from_secret(hex_field(vector, "skRm"));
  const auto info = hex_field(vector, "info");
  EncapsulatedKey encapsulated;
  auto sender = HpkeContext::to(key->public_key(), info, random, encapsulated);
  auto recipient = HpkeContext::from(*key, encapsulated, info);
  if (!sender || !recipient) return std::nullopt;
  return Ends{*std::move(sender), *std::move(recipient), encapsulated};
}

TEST(HpkeVectorTest, EncapsulatesAndDerivesThePublicKeysOfRfc9180) {
  SKIP_WITHOUT_SHARED_DATA();
  const auto vector = base_mode_vector();
  const auto ends = ends_of(vector);

  ASSERT_TRUE(ends);
  EXPECT_EQ(base::to_bytes(ends->encapsulated.bytes()), hex_field(vector, "enc"));
  EXPECT_EQ(
      base::to_bytes(AgreementKey::from_secret(hex_field(vector, "skRm"))->public_key().bytes()),
      hex_field(vector, "pkRm"));
}

TEST(HpkeVectorTest, SealsAndOpensTheWholeSequenceOfRfc9180) {
  SKIP_WITHOUT_SHARED_DATA();
  const auto vector = base_mode_vector();
  auto ends = ends_of(vector);
  ASSERT_TRUE(ends);

  std::uint64_t sequence = 0;
  int compared = 0;
  for (const auto& row : vector.at("encryptions")) {
    for (; sequence < number_field(row, "sequence number"); ++sequence) {
      base::Bytes nothing;
      ASSERT_TRUE(ends->recipient.open({}, ends->sender.seal({}, {}), nothing));
    }
    const auto plaintext = hex_field(row, "pt");
    const auto aad = hex_field(row, "aad");
    EXPECT_EQ(ends->sender.seal(aad, plaintext), hex_field(row, "ct")) << sequence;
    base::Bytes opened(plaintext.size());
    EXPECT_TRUE(ends->recipient.open(aad, hex_field(row, "ct"), opened)) << sequence;
    EXPECT_EQ(opened, plaintext) << sequence;
    ++sequence;
    ++compared;
  }
  EXPECT_EQ(compared, 6);
}

TEST(HpkeVectorTest, ExportsTheSecretsOfRfc9180OnBothSides) {
  SKIP_WITHOUT_SHARED_DATA();
  const auto vector = base_mode_vector();
  const auto ends = ends_of(vector);
  ASSERT_TRUE(ends);

  ASSERT_EQ(vector.at("exports").size(), 3U);
  for (const auto& row : vector.at("exports")) {
    const auto context = hex_field(row, "exporter_context");
    for (const HpkeContext* side : {&ends->sender, &ends->recipient}) {
      base::Bytes secret(number_field(row, "L"));
      side->export_secret(context, secret);
      EXPECT_EQ(secret, hex_field(row, "exported_value"));
    }
  }
}

TEST(HpkeVectorTest, TheSingleShotFormIsTheFirstMessageOfAContext) {
  SKIP_WITHOUT_SHARED_DATA();
  const auto vector = base_mode_vector();
  const auto& first = vector.at("encryptions").at(0);
  tests::ScriptedRandom random(hex_field(vector, "skEm"));
  const auto key = AgreementKey::from_secret(hex_field(vector, "skRm"));

  const auto sealed = hpke_seal(key->public_key(), hex_field(vector, "info"),
                                hex_field(first, "aad"), hex_field(first, "pt"), random);

  ASSERT_TRUE(sealed);
  EXPECT_EQ(base::to_bytes(sealed->encapsulated.bytes()), hex_field(vector, "enc"));
  EXPECT_EQ(sealed->ciphertext, hex_field(first, "ct"));
}

class HpkeTest : public testing::Test {
 protected:
  bool opens(const HpkeSealed& sealed) {
    base::Bytes out(sealed.ciphertext.size() < 16 ? 0 : sealed.ciphertext.size() - 16, 0xAA);
    const bool opened = hpke_open(bob_, sealed, kInfo, kAad, out).has_value();
    EXPECT_EQ(out, opened ? kPlaintext : base::Bytes(out.size()));
    return opened;
  }

  RepeatableRandom random_{1};
  AgreementKey bob_ = AgreementKey::generate(random_);
  HpkeSealed sealed_ = *hpke_seal(bob_.public_key(), kInfo, kAad, kPlaintext, random_);
};

TEST_F(HpkeTest, OpensWhatWasSealed) { EXPECT_TRUE(opens(sealed_)); }

TEST_F(HpkeTest, RefusesEveryBitFlip) {
  for (std::size_t bit = 0; bit < sealed_.ciphertext.size() * 8; ++bit) {
    HpkeSealed damaged = sealed_;
    damaged.ciphertext = with_flipped_bit(sealed_.ciphertext, bit);
    EXPECT_FALSE(opens(damaged)) << "ciphertext bit " << bit;
  }
  for (std::size_t bit = 0; bit < EncapsulatedKey::kSize * 8; ++bit) {
    HpkeSealed damaged = sealed_;
    damaged.encapsulated = with_flipped_bit(sealed_.encapsulated, bit);
    EXPECT_FALSE(opens(damaged)) << "encapsulated key bit " << bit;
  }
}

TEST_F(HpkeTest, RefusesTruncationAndAnotherRecipientInfoOrAssociatedText) {
  for (std::size_t size = 0; size < sealed_.ciphertext.size(); ++size) {
    HpkeSealed shorter = sealed_;
    shorter.ciphertext.resize(size);
    EXPECT_FALSE(opens(shorter)) << size;
  }
  base::Bytes out(kPlaintext.size());
  const auto eve = AgreementKey::generate(random_);
  EXPECT_FALSE(hpke_open(eve, sealed_, kInfo, kAad, out));
  EXPECT_FALSE(hpke_open(bob_, sealed_, kAad, kAad, out));
  EXPECT_FALSE(hpke_open(bob_, sealed_, kInfo, kInfo, out));
}

TEST_F(HpkeTest, RefusesAnOutputOfAnotherSizeAndWipesIt) {
  for (const std::size_t size : {0U, 3U, 5U, 20U}) {
    base::Bytes out(size, 0xAA);
    EXPECT_FALSE(hpke_open(bob_, sealed_, kInfo, kAad, out)) << size;
    EXPECT_EQ(out, base::Bytes(size));
  }
}

TEST_F(HpkeTest, RefusesKeysOfLowOrderOnBothSides) {
  // A peer chooses these keys, so they may not end the process.
  EncapsulatedKey encapsulated;
  base::Bytes out(kPlaintext.size(), 0xAA);

  const auto sealed = hpke_seal(AgreementPublicKey(), kInfo, kAad, kPlaintext, random_);
  ASSERT_FALSE(sealed);
  EXPECT_EQ(sealed.error().code, base::ErrorCode::kUnauthenticated);
  EXPECT_FALSE(HpkeContext::to(AgreementPublicKey(), kInfo, random_, encapsulated));
  EXPECT_FALSE(HpkeContext::from(bob_, EncapsulatedKey(), kInfo));
  EXPECT_FALSE(hpke_open(bob_, {EncapsulatedKey(), sealed_.ciphertext}, kInfo, kAad, out));
  EXPECT_EQ(out, base::Bytes(kPlaintext.size()));
}

TEST_F(HpkeTest, AFailedOpeningDoesNotAdvanceTheSequence) {
  EncapsulatedKey encapsulated;
  auto sender = HpkeContext::to(bob_.public_key(), kInfo, random_, encapsulated);
  auto recipient = HpkeContext::from(bob_, encapsulated, kInfo);
  ASSERT_TRUE(sender && recipient);
  const auto first = sender->seal(kAad, kPlaintext);
  const auto second = sender->seal(kAad, kPlaintext);
  base::Bytes out(kPlaintext.size());

  EXPECT_NE(first, second) << "every message has a nonce of its own";
  EXPECT_FALSE(recipient->open(kAad, second, out)) << "out of order";
  EXPECT_TRUE(recipient->open(kAad, first, out));
  EXPECT_FALSE(recipient->open(kAad, first, out)) << "twice";
  EXPECT_TRUE(recipient->open(kAad, second, out));
}

TEST_F(HpkeTest, ExportsDifferByContextAndLength) {
  EncapsulatedKey encapsulated;
  const auto sender = HpkeContext::to(bob_.public_key(), kInfo, random_, encapsulated);
  ASSERT_TRUE(sender);
  base::Bytes a(32);
  base::Bytes b(32);
  base::Bytes longer(64);
  sender->export_secret(kInfo, a);
  sender->export_secret(kAad, b);
  sender->export_secret(kInfo, longer);

  EXPECT_NE(a, b);
  EXPECT_NE(a, base::Bytes(longer.begin(), longer.begin() + 32)) << "the length is an input";
}

}  // namespace
}  // namespace gateway::crypto
