// The real edge process, with honest clients and the failures that happen to them.

#include "gateway/net/dial.h"

#include "tests/integration/edge_fixture.h"

#include <string>
#include <utility>

#include <gtest/gtest.h>

namespace gateway {
namespace {

using base::Bytes;
using ipc::OwnerId;
using net::ClientSocket;
using net::LinkState;
using tests::EdgeProcess;
using tests::kPatience;

class EdgeTest : public tests::EdgeFixture {};

TEST_F(EdgeTest, CarriesMessagesOfAnAdmittedClientBothWays) {
  EdgeProcess edge;
  serve(edge);
  EXPECT_EQ(ready_.attacks, 4);
  EXPECT_FALSE(ready_.options_digest.is_zero());

  ClientSocket alice = connect_up(alice_);
  ASSERT_TRUE(say(alice, "hello"));
  const auto heard = edge.hear();
  ASSERT_TRUE(heard);
  EXPECT_EQ(heard->text, "hello");
  EXPECT_EQ(heard->key, alice_.public_key());

  edge.tell(ipc::Send{heard->peer, base::bytes_of("welcome")});
  EXPECT_EQ(listen(alice), "welcome");
}

TEST_F(EdgeTest, WorksOverALocalSocketToo) {
  const std::string folder = testing::TempDir();
  EdgeProcess edge;
  serve(edge, "ipc://" + folder + "edge-test-" + std::to_string(edge.pid()));
  ClientSocket alice = connect_up(alice_);
  ASSERT_TRUE(say(alice, "hello"));
  EXPECT_EQ(edge.hear().value_or(tests::Heard()).text, "hello");
}

TEST_F(EdgeTest, KeepsPeersApart) {
  EdgeProcess edge;
  serve(edge);
  ClientSocket alice = connect_up(alice_);
  ClientSocket bob = connect_up(bob_);
  ASSERT_TRUE(say(alice, "from alice"));
  const auto from_alice = edge.hear();
  ASSERT_TRUE(say(bob, "from bob"));
  const auto from_bob = edge.hear();
  ASSERT_TRUE(from_alice && from_bob);
  EXPECT_NE(from_alice->peer, from_bob->peer);
  EXPECT_EQ(from_bob->key, bob_.public_key());

  edge.tell(ipc::Send{from_bob->peer, base::bytes_of("to bob")});
  edge.tell(ipc::Send{from_alice->peer, base::bytes_of("to alice")});
  EXPECT_EQ(listen(bob), "to bob");
  EXPECT_EQ(listen(alice), "to alice");
}

TEST_F(EdgeTest, RefusesAnUnknownKeyForGood) {
  EdgeProcess edge;
  serve(edge);
  ClientSocket mallory = connect(mallory_);
  EXPECT_EQ(mallory.wait_for_link(kPatience), LinkState::kRefused);
  EXPECT_FALSE(say(mallory, "hello"));
  EXPECT_TRUE(edge.hear_counters([](const ipc::Counters& each) {
    return each.refused_handshakes >= 1 && each.accepted >= 1;
  }));
}

TEST_F(EdgeTest, RefusesClientsWithoutCurveOrWithAnotherServersKey) {
  EdgeProcess edge;
  serve(edge);
  const auto target = *net::Endpoint::parse(ready_.endpoint);
  auto null = net::Dial::with_null(context_, target);
  auto plain = net::Dial::with_plain(context_, target);
  auto other = net::Dial::with_curve(context_, target, mallory_.public_key(), alice_);
  ASSERT_TRUE(null && plain && other);
  for (auto* const dial : {&*null, &*plain, &*other}) {
    const auto deadline = std::chrono::steady_clock::now() + kPatience;
    while (dial->outcome() == net::DialOutcome::kPending &&
           std::chrono::steady_clock::now() < deadline) {
    }
    EXPECT_EQ(dial->outcome(), net::DialOutcome::kRefused);
  }
}

TEST_F(EdgeTest, ANewlyAdmittedKeyGetsInWithANewSocket) {
  EdgeProcess edge;
  serve(edge);
  ClientSocket first = connect(mallory_);
  ASSERT_EQ(first.wait_for_link(kPatience), LinkState::kRefused);

  edge.tell(ipc::Admit{{{mallory_.public_key(), OwnerId{3}}}});
  // The list and the new connection race; a refused client tries again.
  LinkState link = LinkState::kRefused;
  for (int i = 0; i < 100 && link == LinkState::kRefused; ++i) {
    link = connect(mallory_).wait_for_link(kPatience);
  }
  EXPECT_EQ(link, LinkState::kUp);
}

TEST_F(EdgeTest, AKeyRemovedWhileConnectedIsHeardNoMore) {
  EdgeProcess edge;
  serve(edge);
  ClientSocket alice = connect_up(alice_);
  ClientSocket silent = connect_up(alice_);  // Never sent anything: the edge knows no peer for it.
  ClientSocket bob = connect_up(bob_);
  ASSERT_TRUE(say(alice, "before"));
  const auto before = edge.hear();
  ASSERT_TRUE(before);

  edge.tell(ipc::Admit{{{bob_.public_key(), OwnerId{2}}}});
  EXPECT_EQ(edge.hear_gone(), before->peer);  // Also proves that the new list is in force.
  EXPECT_TRUE(wait_until_down(alice));
  EXPECT_EQ(alice.wait_for_link(kPatience), LinkState::kRefused);

  ASSERT_TRUE(say(silent, "after"));
  EXPECT_TRUE(wait_until_down(silent));
  ASSERT_TRUE(say(bob, "from bob"));
  EXPECT_EQ(edge.hear().value_or(tests::Heard()).text, "from bob");
  EXPECT_TRUE(edge.heard_all());

  edge.tell(ipc::Send{before->peer, base::bytes_of("too late")});
  const auto failed = edge.hear_send_failed();
  ASSERT_TRUE(failed);
  EXPECT_EQ(failed->reason, ipc::SendFailure::kUnreachable);
}

TEST_F(EdgeTest, TellsTheCoreWhenAClientLeaves) {
  EdgeProcess edge;
  serve(edge);
  std::optional<tests::Heard> heard;
  {
    ClientSocket alice = connect_up(alice_);
    ASSERT_TRUE(say(alice, "hello"));
    heard = edge.hear();
    ASSERT_TRUE(heard);
  }
  EXPECT_EQ(edge.hear_gone(), heard->peer);
}

TEST_F(EdgeTest, DisconnectsAPeerWhenTheCoreSaysSo) {
  EdgeProcess edge;
  serve(edge);
  ClientSocket alice = connect_up(alice_);
  ASSERT_TRUE(say(alice, "one"));
  const auto first = edge.hear();
  ASSERT_TRUE(first);
  edge.tell(ipc::Kick{first->peer});
  EXPECT_EQ(edge.hear_gone(), first->peer);
  EXPECT_TRUE(wait_until_down(alice));

  // An admitted key may come back, as another peer.
  ASSERT_EQ(alice.wait_for_link(kPatience), LinkState::kUp);
  EXPECT_EQ(alice.connections(), 2U);
  ASSERT_TRUE(say(alice, "two"));
  const auto second = edge.hear();
  ASSERT_TRUE(second);
  EXPECT_NE(second->peer, first->peer);
}

TEST_F(EdgeTest, SaysWhenASlowPeerTakesNoMoreAndLosesNothingItTook) {
#if defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "takes minutes to suppress a false race for every eight bytes from libzmq";
#endif
  EdgeProcess edge;
  serve(edge);
  ClientSocket alice = connect_up(alice_);
  ASSERT_TRUE(say(alice, "hello"));
  const auto heard = edge.hear();
  ASSERT_TRUE(heard);

  const Bytes large(256U << 10U, 1);  // Too much for the kernel's buffers.
  constexpr int kSent = 300;
  int failed = 0;
  for (int i = 0; i < kSent; ++i) edge.tell(ipc::Send{heard->peer, large});
  edge.tell(ipc::Send{ipc::PeerId{9999}, large});  // Its failure comes after all others.
  while (const auto each = edge.hear_send_failed()) {
    if (each->reason == ipc::SendFailure::kUnreachable) break;
    ++failed;
  }
  EXPECT_GT(failed, 0);
  int received = 0;
  while (received + failed < kSent) {
    const auto message = alice.receive(kPatience);
    ASSERT_TRUE(message && message->has_value()) << received << " of " << kSent - failed;
    ++received;
  }
}

TEST_F(EdgeTest, AFloodingOwnerIsDisconnectedAndOthersAreNot) {
  EdgeProcess edge;
  ipc::Config config = config_for("tcp://127.0.0.1:0");
  config.limits.messages_per_second = 50;
  ready_ = edge.serve(std::move(config));
  ClientSocket alice = connect_up(alice_);
  ClientSocket bob = connect_up(bob_);
  ASSERT_TRUE(say(bob, "from bob"));
  ASSERT_EQ(edge.hear().value_or(tests::Heard()).text, "from bob");

  int said = 0;
  while (alice.state() == LinkState::kUp && alice.connections() == 1 && said < 1'000'000) {
    said += say(alice, "flood") ? 1 : 0;
  }
  EXPECT_TRUE(edge.hear_counters([](const ipc::Counters& each) { return each.over_rate > 0; }));
  ASSERT_TRUE(say(bob, "still here"));
  auto heard = edge.hear();
  while (heard && heard->text == "flood") heard = edge.hear();
  EXPECT_EQ(heard.value_or(tests::Heard()).text, "still here");
  EXPECT_EQ(bob.connections(), 1U);
}

}  // namespace
}  // namespace gateway
