#include "tests/unit/daemon/engine_fixture.h"

namespace gateway::daemon {
namespace {

class EngineSessionTest : public EngineTest {
 protected:
  // Nobody who is not known yet can write into the log or the store.
  void expect_turned_away(const FakeClient& client, Refusal refusal) {
    ASSERT_TRUE(client.refused);
    EXPECT_EQ(model::to_code(*client.refused), model::to_code(refusal));
    EXPECT_TRUE(world_.last.empty());
  }
  void send(FakeClient& client, base::ByteView bytes) {
    client.refused.reset();
    world_.turn([&] { world_.engine->frame(client.peer, client.curve, bytes); });
  }
};

TEST_F(EngineSessionTest, NobodyGetsInWithAKeyThatIsNotInTheDirectory) {
  const auto client = world_.dial("nca-mshtu", "main");
  wire::Hello hello = client->hello();
  hello.key_id = crypto::random_fixed<model::KeyId>(world_.random);
  EXPECT_FALSE(client->greet(hello));
  expect_turned_away(*client, Refusal::kKeyUnknown);
  EXPECT_TRUE(client->connect());
}

TEST_F(EngineSessionTest, NobodyGetsInOverTheConnectionOfAnotherUnit) {
  const auto client = world_.dial("nca-mshtu", "main");
  const auto own = client->curve;
  client->curve = sender_->curve;
  wire::Hello hello = client->hello();
  EXPECT_FALSE(client->greet(hello));
  expect_turned_away(*client, Refusal::kNotAuthenticated);
  hello.curve_key = own;  // Neither by naming its own key over it.
  EXPECT_FALSE(client->greet(hello));
  expect_turned_away(*client, Refusal::kNotAuthenticated);
  client->curve = own;
  EXPECT_TRUE(client->connect());
}

TEST_F(EngineSessionTest, NobodyGetsInWithAHelloThatAnotherUnitSigned) {
  const auto client = world_.dial("nca-mshtu", "main");
  wire::Hello hello = client->hello();
  const auto& other = world_.member("fair-work-agency", "main");
  hello.unit = other.unit;
  hello.key_id = crypto::key_id_of(other.keys.signing.public_key());
  hello.curve_key = *wire::CurvePublicKey::from(other.keys.curve.public_key().bytes());
  client->curve = hello.curve_key;
  EXPECT_FALSE(client->greet(hello));
  expect_turned_away(*client, Refusal::kNotAuthenticated);
}

TEST_F(EngineSessionTest, AFrameWithAnySpoiltByteOfItsMacIsRefused) {
  const base::Bytes good = sender_->frame(wire::Ping{});
  std::size_t refused = 0;
  for (std::size_t i = 0; i < good.size(); ++i) {
    base::Bytes bad = good;
    bad[i] ^= 1U;
    send(*sender_, bad);
    if (sender_->refused) ++refused;
    EXPECT_TRUE(world_.last.empty()) << i;
  }
  EXPECT_EQ(refused, good.size());
  send(*sender_, good);
  EXPECT_FALSE(sender_->refused);
}

TEST_F(EngineSessionTest, AFrameCountsOnceAndOnlyOnItsOwnConnection) {
  const base::Bytes frame = sender_->frame(wire::Ping{});
  const auto other = world_.connect("nca-mshtu", "main");
  send(*other, frame);
  expect_turned_away(*other, Refusal::kSessionUnknown);
  send(*sender_, frame);
  EXPECT_FALSE(sender_->refused);
  send(*sender_, frame);
  expect_turned_away(*sender_, Refusal::kSequenceReplayed);
  EXPECT_TRUE(sender_->ask(wire::Ping{}));
}

TEST_F(EngineSessionTest, ASecondHelloEndsTheFirstSession) {
  const base::Bytes frame = sender_->frame(wire::Ping{});
  EXPECT_TRUE(sender_->connect());
  send(*sender_, frame);
  expect_turned_away(*sender_, Refusal::kSessionUnknown);
  EXPECT_EQ(world_.engine->numbers().sessions, 1U);
}

TEST_F(EngineSessionTest, AHelloOfAnotherTimeIsRefused) {
  const auto client = world_.dial("nca-mshtu", "main");
  for (const auto wrong : {std::chrono::minutes(6), std::chrono::minutes(-7)}) {
    wire::Hello hello = client->hello();
    hello.time += wrong;
    EXPECT_FALSE(client->greet(hello));
    expect_turned_away(*client, Refusal::kNotAuthenticated);
  }
}

TEST_F(EngineSessionTest, AUnitGetsOnlyTheMailboxesOfItsOwnRoles) {
  EXPECT_EQ(sender_->refusal_of(wire::Attach{Role::kPolInt, 1}), Refusal::kRoleNotPermitted);
  EXPECT_EQ(sender_->refusal_of(wire::Attach{Role::kHfjInv, 0}), Refusal::kRoleNotPermitted);
  EXPECT_TRUE(attach(*sender_, Role::kHfjInv));
}

}  // namespace
}  // namespace gateway::daemon
