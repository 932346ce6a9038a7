#include "gateway/net/client_socket.h"

#include <gtest/gtest.h>

namespace gateway::net {
namespace {

using base::Bytes;
using base::ErrorCode;
using base::Millis;
using crypto::AgreementKey;

// What needs a server is in tests/integration/edge_test.cpp.
class ClientSocketTest : public testing::Test {
 protected:
  base::Result<ClientSocket> connect(const char* endpoint) {
    return ClientSocket::connect(context_, *Endpoint::parse(endpoint), server_.public_key(), own_);
  }

  crypto::SystemRandom random_;
  Context context_{random_};
  AgreementKey server_ = AgreementKey::generate(random_);
  AgreementKey own_ = AgreementKey::generate(random_);
};

TEST_F(ClientSocketTest, ConnectsOnlyToOnePlace) {
  EXPECT_EQ(connect("tcp://*:5500").error().code, ErrorCode::kMalformed);
  EXPECT_EQ(connect("tcp://127.0.0.1:0").error().code, ErrorCode::kMalformed);
}

TEST_F(ClientSocketTest, WithoutAServerItQueuesNothingAndWaitsNoLongerThanTold) {
  const std::string nobody = "ipc://" + testing::TempDir() + "no-such-gateway";
  auto socket = connect(nobody.c_str());
  ASSERT_TRUE(socket);
  EXPECT_EQ(socket->send(Bytes{1}).error().code, ErrorCode::kUnavailable);
  const auto nothing = socket->receive(Millis(1));
  ASSERT_TRUE(nothing);
  EXPECT_FALSE(nothing->has_value());
  EXPECT_EQ(socket->wait_for_link(Millis(1)), LinkState::kConnecting);
  EXPECT_EQ(socket->connections(), 0U);
}

TEST_F(ClientSocketTest, RefusesAMessageBeyondTheLimit) {
  const std::string nobody = "ipc://" + testing::TempDir() + "no-such-gateway";
  auto socket = connect(nobody.c_str());
  ASSERT_TRUE(socket);
  EXPECT_EQ(socket->send(Bytes(ClientSocket::kMaxMessage + 1)).error().code, ErrorCode::kTooLarge);
}

}  // namespace
}  // namespace gateway::net
