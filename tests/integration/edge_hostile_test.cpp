// The real edge process, with peers that do what libzmq's own clients never would.

#include "gateway/base/text.h"
#include "gateway/edge/hardening.h"

#include "tests/integration/edge_fixture.h"
#include "tests/integration/raw_curve_client.h"

#include <csignal>
#include <fstream>
#include <string>

#include <gtest/gtest.h>

namespace gateway {
namespace {

using base::Bytes;
using base::bytes_of;
using net::ClientSocket;
using tests::EdgeProcess;
using tests::Heard;
using tests::RawCurveClient;
using Position = RawCurveClient::Position;

class HostileEdgeTest : public tests::EdgeFixture {
 protected:
  void SetUp() override {
    serve(edge_);
    bob_socket_.emplace(connect_up(bob_));
  }
  /// Bob's connection was never touched, and his next message is the next thing the core hears.
  void expect_others_unaffected() {
    ASSERT_TRUE(say(*bob_socket_, "from bob"));
    EXPECT_EQ(edge_.hear().value_or(Heard()).text, "from bob");
    EXPECT_EQ(bob_socket_->connections(), 1U);
  }
  bool enter(RawCurveClient& client, const std::string& identity = "",
             const std::vector<RawCurveClient::Property>& metadata = {}) {
    return client.connect(ready_.endpoint) &&
           client.shake_hands(server_.public_key(), alice_, identity, metadata);
  }

  EdgeProcess edge_;
  std::optional<ClientSocket> bob_socket_;
};

TEST_F(HostileEdgeTest, ARawClientThatBehavesIsServed) {
  RawCurveClient client;
  ASSERT_TRUE(enter(client));
  ASSERT_TRUE(client.send_frame(bytes_of("by hand"), Position::kLast));
  const auto heard = edge_.hear();
  ASSERT_TRUE(heard);
  EXPECT_EQ(heard->text, "by hand");
  EXPECT_EQ(heard->key, alice_.public_key());
}

TEST_F(HostileEdgeTest, AnOversizeFrameEndsTheConnection) {
  RawCurveClient client;
  ASSERT_TRUE(enter(client));
  (void)client.send_frame(Bytes((1U << 20U) + 1), Position::kLast);
  EXPECT_TRUE(client.is_closed_by_server());
  expect_others_unaffected();
}

TEST_F(HostileEdgeTest, AnOversizeFrameBeforeTheHandshakeEndsTheConnection) {
  RawCurveClient client;
  ASSERT_TRUE(client.connect(ready_.endpoint));
  ASSERT_TRUE(client.send_raw(RawCurveClient::greeting(3, "CURVE")));
  // A command of 2^40 bytes.
  ASSERT_TRUE(client.send_raw(Bytes{6, 0, 0, 1, 0, 0, 0, 0, 0}));
  (void)client.send_raw(Bytes(4096));
  EXPECT_TRUE(client.is_closed_by_server());
  expect_others_unaffected();
}

TEST_F(HostileEdgeTest, AMessageOfSeveralFramesGetsItsSenderKicked) {
  RawCurveClient client;
  ASSERT_TRUE(enter(client));
  ASSERT_TRUE(client.send_frame(bytes_of("one"), Position::kMore));
  ASSERT_TRUE(client.send_frame(bytes_of("two"), Position::kLast));
  ASSERT_TRUE(client.send_frame(bytes_of("never heard"), Position::kLast));
  EXPECT_TRUE(client.is_closed_by_server());
  expect_others_unaffected();
}

TEST_F(HostileEdgeTest, AClientChosenRoutingIdGetsItsOwnerKicked) {
  for (const std::string& identity : {std::string("bob"), std::string("\0abc", 4)}) {
    RawCurveClient client;
    ASSERT_TRUE(enter(client, identity));
    ASSERT_TRUE(client.send_frame(bytes_of("hello"), Position::kLast));
    EXPECT_TRUE(client.is_closed_by_server());
  }
  expect_others_unaffected();
}

TEST_F(HostileEdgeTest, AUserIdOfThePeersOwnMakingCountsForNothing) {
  RawCurveClient client;
  ASSERT_TRUE(enter(client, "", {{"User-Id", base::to_hex(bob_.public_key().bytes())}}));
  ASSERT_TRUE(client.send_frame(bytes_of("as bob"), Position::kLast));
  const auto heard = edge_.hear();
  ASSERT_TRUE(heard);
  EXPECT_EQ(heard->key, alice_.public_key());
}

TEST_F(HostileEdgeTest, AnUnknownKeyThatSpeaksTheProtocolByHandIsRefused) {
  RawCurveClient client;
  ASSERT_TRUE(client.connect(ready_.endpoint));
  EXPECT_FALSE(client.shake_hands(server_.public_key(), mallory_, "",
                                  {{"User-Id", base::to_hex(alice_.public_key().bytes())}}));
  expect_others_unaffected();
}

TEST_F(HostileEdgeTest, OldProtocolsAndOtherMechanismsAreClosed) {
  const std::vector<Bytes> greetings{
      Bytes{0x01, 0x00},                                      // ZMTP 1.0: anonymous.
      Bytes{0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 1, 5, 0, 0},  // ZMTP 2.0.
      RawCurveClient::greeting(3, "NULL"),
      RawCurveClient::greeting(3, "PLAIN"),
      RawCurveClient::greeting(3, "GSSAPI"),
      Bytes(64, 0x41)};
  for (std::size_t i = 0; i < greetings.size(); ++i) {
    RawCurveClient client;
    ASSERT_TRUE(client.connect(ready_.endpoint));
    ASSERT_TRUE(client.send_raw(greetings[i]));
    EXPECT_TRUE(client.is_closed_by_server()) << i;
  }
  expect_others_unaffected();
}

TEST_F(HostileEdgeTest, ASilentConnectionIsClosed) {
  RawCurveClient client;
  ASSERT_TRUE(client.connect(ready_.endpoint));
  EXPECT_TRUE(client.is_closed_by_server());
  expect_others_unaffected();
}

TEST_F(HostileEdgeTest, BrokenHandshakesOfEveryLengthHarmNobody) {
  Bytes opening = RawCurveClient::greeting(3, "CURVE");
  const Bytes hello(202, 0x04);
  opening.insert(opening.end(), hello.begin(), hello.end());
  for (std::size_t size = 0; size < opening.size(); size += 3) {
    RawCurveClient client;
    ASSERT_TRUE(client.connect(ready_.endpoint));
    (void)client.send_raw(base::ByteView(opening).first(size));
  }
  expect_others_unaffected();
}

TEST_F(HostileEdgeTest, LeavesNoCoreFileAndGainsNoPrivileges) {
  std::ifstream status("/proc/" + std::to_string(edge_.pid()) + "/status");
  std::string line;
  bool no_new_privileges = false;
  while (std::getline(status, line)) no_new_privileges |= line == "NoNewPrivs:\t1";
  EXPECT_TRUE(no_new_privileges);
  std::ifstream limits("/proc/" + std::to_string(edge_.pid()) + "/limits");
  bool no_core = false;
  while (std::getline(limits, line)) {
    no_core |= line.starts_with("Max core file size        0                    0");
  }
  EXPECT_TRUE(no_core);
}

TEST_F(HostileEdgeTest, AnEndlessMessageHarmsAtMostTheEdge) {
  if (edge::kSanitized) GTEST_SKIP() << "a sanitized process cannot have a memory limit";
  EdgeProcess small;
  ipc::Config config = config_for("tcp://127.0.0.1:0");
  config.limits.memory_bytes = 128U << 20U;
  ready_ = small.serve(std::move(config));
  RawCurveClient client;
  ASSERT_TRUE(enter(client));

  const Bytes frame(256U << 10U);
  std::size_t sent = 0;
  constexpr std::size_t kFarBeyond = 1U << 30U;
  while (sent < kFarBeyond && client.send_frame(frame, Position::kMore)) sent += frame.size();
  EXPECT_LT(sent, kFarBeyond);

  // libzmq without memory closes the connection or aborts. We, the core, live on either way, and so
  // does every other edge.
  ClientSocket later = connect(bob_);
  bool settled = false;
  for (int i = 0; i < 600 && !settled; ++i) {
    settled = small.end_so_far().has_value() ||
              later.wait_for_link(base::Millis(100)) == net::LinkState::kUp;
  }
  ASSERT_TRUE(settled);
  if (small.end_so_far()) {
    EXPECT_LT(*small.end_so_far(), 0);
  } else {
    ASSERT_TRUE(say(later, "still served"));
    EXPECT_EQ(small.hear().value_or(Heard()).text, "still served");
  }
  expect_others_unaffected();
}

}  // namespace
}  // namespace gateway
