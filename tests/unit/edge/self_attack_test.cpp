// The self-attack must fail a door that stands open, or it proves nothing.

#include "gateway/edge/self_attack.h"

#include "gateway/edge/doorkeeper.h"
#include "gateway/net/zap_handler.h"

#include <optional>
#include <string>

#include <gtest/gtest.h>

namespace gateway::edge {
namespace {

using base::Millis;
using crypto::AgreementKey;
using crypto::AgreementPublicKey;

class SelfAttackTest : public testing::Test {
 protected:
  bool withstands(net::ZapHandler::Judge judge) {
    const auto zap = net::ZapHandler::start(context_, "test", std::move(judge), [] {});
    const net::RouterOptions options{*net::Endpoint::parse("tcp://127.0.0.1:0"), "test", 4096,
                                     Millis(500)};
    auto router = net::RouterSocket::bind(context_, options, server_.secret());
    EXPECT_TRUE(zap && router);
    return withstands_attack(context_, *router, doorkeeper_, server_.public_key(), random_);
  }

  crypto::SystemRandom random_;
  net::Context context_{random_};
  AgreementKey server_ = AgreementKey::generate(random_);
  Doorkeeper doorkeeper_{random_};
};

TEST_F(SelfAttackTest, AGuardedDoorHoldsAndTheControlKeyIsForgottenAfter) {
  std::optional<AgreementPublicKey> entered;
  EXPECT_TRUE(withstands([&](const AgreementPublicKey& key) {
    auto user_id = doorkeeper_.user_id_for(key);
    if (user_id) entered = key;
    return user_id;
  }));
  ASSERT_TRUE(entered);
  EXPECT_FALSE(doorkeeper_.user_id_for(*entered));
}

TEST_F(SelfAttackTest, ADoorThatLetsEverybodyInIsFoundOut) {
  EXPECT_FALSE(
      withstands([](const AgreementPublicKey&) { return std::optional<std::string>("x"); }));
}

TEST_F(SelfAttackTest, ADoorThatLetsNobodyInIsFoundOutToo) {
  EXPECT_FALSE(withstands([](const AgreementPublicKey&) { return std::optional<std::string>(); }));
}

}  // namespace
}  // namespace gateway::edge
