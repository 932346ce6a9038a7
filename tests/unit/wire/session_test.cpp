#include "gateway/wire/session.h"

#include "tests/support/repeatable_random.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace gateway::wire {
namespace {

class SessionTest : public testing::Test {
 protected:
  SessionTest() {
    hello_.unit = {model::PartnerNumber{7}, "intel"};
    hello_.ephemeral = client_ephemeral_.public_key();
    hello_.nonce = crypto::random_fixed<Nonce>(random_);
    hello_.time = base::from_unix_minutes(29'000'000);
    hello_.head_size = 12;
    welcome_.session = crypto::random_fixed<SessionId>(random_);
    welcome_.ephemeral = gateway_ephemeral_.public_key();
    welcome_.head.checkpoint = "audit.example/2026\n12\nAAAA\n";
  }

  tests::RepeatableRandom random_{3};
  crypto::SigningKey unit_key_ = crypto::SigningKey::generate(random_);
  crypto::SigningKey gateway_key_ = crypto::SigningKey::generate(random_);
  crypto::AgreementKey client_ephemeral_ = crypto::AgreementKey::generate(random_);
  crypto::AgreementKey gateway_ephemeral_ = crypto::AgreementKey::generate(random_);
  Hello hello_;
  Welcome welcome_;
};

TEST_F(SessionTest, BothSidesDeriveTheSameKeys) {
  const Signed hello = sign_hello(hello_, unit_key_);
  const Signed welcome = sign_welcome(welcome_, hello, gateway_key_);

  const auto client = derive_session_keys(client_ephemeral_, welcome_.ephemeral, hello, welcome);
  const auto gateway = derive_session_keys(gateway_ephemeral_, hello_.ephemeral, hello, welcome);

  ASSERT_TRUE(client);
  ASSERT_TRUE(gateway);
  EXPECT_TRUE(std::ranges::equal(client->to_gateway.bytes(), gateway->to_gateway.bytes()));
  EXPECT_TRUE(std::ranges::equal(client->to_client.bytes(), gateway->to_client.bytes()));
  EXPECT_FALSE(std::ranges::equal(client->to_client.bytes(), client->to_gateway.bytes()));
}

TEST_F(SessionTest, HelloSurvivesTheWayAndOnlyItsSignerVerifies) {
  const Signed hello = sign_hello(hello_, unit_key_);

  const auto parsed = parse_hello(hello);

  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->unit, hello_.unit);
  EXPECT_EQ(parsed->head_size, 12U);
  EXPECT_TRUE(verify_hello(hello, unit_key_.public_key()));
  EXPECT_FALSE(verify_hello(hello, gateway_key_.public_key()));
}

TEST_F(SessionTest, WelcomeForAnotherHelloIsRefused) {
  const Signed hello = sign_hello(hello_, unit_key_);
  hello_.nonce = crypto::random_fixed<Nonce>(random_);
  const Signed other = sign_hello(hello_, unit_key_);
  const Signed welcome = sign_welcome(welcome_, hello, gateway_key_);

  EXPECT_TRUE(open_welcome(welcome, hello, gateway_key_.public_key()));
  EXPECT_FALSE(open_welcome(welcome, other, gateway_key_.public_key()));
  EXPECT_FALSE(open_welcome(welcome, hello, unit_key_.public_key()));
}

TEST_F(SessionTest, EveryBitFlipInAHelloBreaksItsSignature) {
  const Signed good = sign_hello(hello_, unit_key_);

  for (std::size_t bit = 0; bit < good.bytes.size() * 8; ++bit) {
    Signed bad = good;
    bad.bytes[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
    EXPECT_FALSE(verify_hello(bad, unit_key_.public_key())) << "bit " << bit;
  }
}

TEST_F(SessionTest, LowOrderEphemeralGivesNoKeys) {
  const Signed hello = sign_hello(hello_, unit_key_);
  const Signed welcome = sign_welcome(welcome_, hello, gateway_key_);

  EXPECT_FALSE(
      derive_session_keys(client_ephemeral_, crypto::AgreementPublicKey(), hello, welcome));
}

}  // namespace
}  // namespace gateway::wire
