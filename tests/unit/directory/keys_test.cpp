#include "gateway/directory/keys.h"

#include "gateway/base/text.h"

#include "tests/unit/directory/network.h"

#include <string>

#include <gtest/gtest.h>

namespace gateway::directory {
namespace {

constexpr std::array<std::uint8_t, 32> kBytes = {7};

TEST(KeyIdTest, IsTheStartOfADigestAndDiffersByUse) {
  const model::KeyId id = key_id_of(crypto::PublicKey(kBytes));
  const auto digest = crypto::digest_of("safeconduct key id v1", {kBytes});

  EXPECT_EQ(base::to_hex(id.bytes()), base::to_hex(digest.bytes()).substr(0, 16));
  EXPECT_NE(base::to_hex(id.bytes()),
            base::to_hex(prekey_id_of(crypto::AgreementPublicKey(kBytes)).bytes()));
}

TEST(PrekeyTextTest, SaysEverythingASenderReliesOn) {
  Prekey prekey;
  prekey.role = model::Role::kPolInt;
  prekey.counter = 3;
  prekey.key = crypto::AgreementPublicKey(kBytes);
  prekey.valid = {kStart, kStart + kDay};

  EXPECT_EQ(prekey_text("pol-northvale", "intel", prekey),
            "safeconduct-prekey/v1\n"
            "partner pol-northvale\n"
            "unit intel\n"
            "role POL_INT\n"
            "counter 3\n"
            "key sc-prekey-pub:BwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
            "valid 2026-01-01T00:00:00Z 2026-01-02T00:00:00Z\n");
}

TEST(PrekeyTextTest, IsSignedByTheKeyThatThePrekeyNames) {
  tests::RepeatableRandom random{3};
  const auto key = crypto::SigningKey::generate(random);
  const Prekey prekey = sign_prekey({}, "hfj", "main", key);

  EXPECT_EQ(prekey.signer, key_id_of(key.public_key()));
  const std::string text = prekey_text("hfj", "main", prekey);
  EXPECT_TRUE(crypto::verify(key.public_key(), base::bytes_of(text), prekey.signature));
}

TEST(UnitKeyNameTest, KeepsUnitsOfPartnersApart) {
  EXPECT_EQ(unit_key_name("hfj", "investigations"), "hfj/investigations");
}

TEST(LogPolicyTextTest, NamesLogsThenWitnesses) {
  const Network network;
  const std::string log = "log " + note::to_text(network.gateway.logs[0]) + "\n";
  EXPECT_EQ(log_policy_text(network.gateway), log + "quorum none\n");

  GatewayKeys witnessed = network.gateway;
  witnessed.witness_policy = {"witness W1 vkey", "quorum W1"};
  EXPECT_EQ(log_policy_text(witnessed), log + "witness W1 vkey\nquorum W1\n");
}

}  // namespace
}  // namespace gateway::directory
