// The real edge process: how it starts, ends, dies and is replaced.

#include "tests/integration/edge_fixture.h"

#include <csignal>
#include <memory>
#include <string>
#include <utility>

#include <gtest/gtest.h>

namespace gateway {
namespace {

using net::ClientSocket;
using net::LinkState;
using tests::EdgeProcess;
using tests::kPatience;

class EdgeLifeTest : public tests::EdgeFixture {};

TEST_F(EdgeLifeTest, ClientsComeBackToANewEdgeOnTheSameAddress) {
  auto edge = std::make_unique<EdgeProcess>();
  serve(*edge);
  ClientSocket alice = connect_up(alice_);
  ASSERT_TRUE(say(alice, "one"));
  ASSERT_TRUE(edge->hear());

  edge->kill();
  EXPECT_EQ(edge->wait_for_end(), -SIGKILL);
  EXPECT_TRUE(wait_until_down(alice));
  EXPECT_FALSE(say(alice, "to nobody"));  // Never queued for a connection that does not exist.

  EdgeProcess second;
  serve(second, std::string(ready_.endpoint));
  ASSERT_EQ(alice.wait_for_link(kPatience), LinkState::kUp);
  ASSERT_TRUE(say(alice, "two"));
  EXPECT_EQ(second.hear().value_or(tests::Heard()).text, "two");
}

TEST_F(EdgeLifeTest, SurvivesClientsThatComeAndGo) {
  EdgeProcess edge;
  serve(edge);
  for (int i = 0; i < 200; ++i) {
    ClientSocket alice = connect(alice_);
    if (i % 4 == 0) continue;  // Leaves in the middle of the handshake.
    ASSERT_EQ(alice.wait_for_link(kPatience), LinkState::kUp) << i;
    if (i % 4 == 1) continue;
    ASSERT_TRUE(say(alice, std::to_string(i)));
    if (i % 4 == 2) continue;  // Leaves without waiting.
    auto heard = edge.hear();
    while (heard && heard->text != std::to_string(i)) heard = edge.hear();
    ASSERT_TRUE(heard) << i;
  }
  ClientSocket bob = connect_up(bob_);
  ASSERT_TRUE(say(bob, "last"));
  auto heard = edge.hear();
  while (heard && heard->text != "last") heard = edge.hear();
  EXPECT_TRUE(heard);
}

TEST_F(EdgeLifeTest, EndsWhenTheCoreClosesThePipe) {
  EdgeProcess edge;
  serve(edge);
  edge.close_pipe();
  EXPECT_EQ(edge.wait_for_end(), 0);

  EdgeProcess unconfigured;
  unconfigured.close_pipe();
  EXPECT_EQ(unconfigured.wait_for_end(), 0);
}

TEST_F(EdgeLifeTest, EndsWhenAskedAndNotByTheSignalsOfATerminal) {
  EdgeProcess edge;
  serve(edge);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) ::kill(edge.pid(), signal);
  ClientSocket alice = connect_up(alice_);
  ASSERT_TRUE(say(alice, "hello"));
  ASSERT_TRUE(edge.hear());
  edge.tell(ipc::Shutdown{});
  EXPECT_EQ(edge.wait_for_end(), 0);
}

TEST_F(EdgeLifeTest, RefusesToStartOnABadConfiguration) {
  const std::string good = "tcp://127.0.0.1:0";
  for (const char* const endpoint :
       {"", "tcp://", "inproc://x", "ws://127.0.0.1:0", "tcp://127.0.0.1:70000", "127.0.0.1:1"}) {
    EdgeProcess edge;
    edge.tell(config_for(endpoint));
    EXPECT_EQ(edge.hear_fault(), ipc::FaultCode::kBadConfig) << endpoint;
    EXPECT_EQ(edge.wait_for_end(), 78) << endpoint;
  }
  EdgeProcess edge;
  ipc::Config config = config_for(good);
  config.limits.max_message_bytes = (1U << 20U) + 1;
  edge.tell(config);
  EXPECT_EQ(edge.wait_for_end(), 78);
}

TEST_F(EdgeLifeTest, SaysWhenTheAddressIsTaken) {
  EdgeProcess first;
  serve(first);
  EdgeProcess second;
  second.tell(config_for(ready_.endpoint));
  EXPECT_EQ(second.hear_fault(), ipc::FaultCode::kCannotBind);
  EXPECT_EQ(second.wait_for_end(), 69);
}

TEST_F(EdgeLifeTest, EndsOnAFrameThatTheCoreMayNotSend) {
  EdgeProcess early;
  early.tell(ipc::Kick{ipc::PeerId{1}});  // Before its configuration.
  EXPECT_EQ(early.hear_fault(), ipc::FaultCode::kBadFrame);
  EXPECT_EQ(early.wait_for_end(), 76);

  EdgeProcess reversed;
  serve(reversed);
  reversed.tell(ipc::Gone{ipc::PeerId{1}});
  EXPECT_EQ(reversed.hear_fault(), ipc::FaultCode::kBadFrame);
  EXPECT_EQ(reversed.wait_for_end(), 76);
}

TEST(EdgeProgramTest, StartsOnlyWithADescriptor) {
  EXPECT_EQ(EdgeProcess::run_and_wait({"safeconduct-edge"}), 64);
  EXPECT_EQ(EdgeProcess::run_and_wait({"safeconduct-edge", "--fd", "x"}), 64);
  EXPECT_EQ(EdgeProcess::run_and_wait({"safeconduct-edge", "--fd", "1"}), 64);
  EXPECT_EQ(EdgeProcess::run_and_wait({"safeconduct-edge", "--fd", "300"}), 64);
}

}  // namespace
}  // namespace gateway
