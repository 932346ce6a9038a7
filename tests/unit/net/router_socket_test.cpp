#include "gateway/net/router_socket.h"

#include "gateway/net/client_socket.h"
#include "gateway/net/zap_handler.h"

#include <chrono>
#include <optional>
#include <string>

#include <gtest/gtest.h>
#include <unistd.h>

namespace gateway::net {
namespace {

using base::Bytes;
using base::ErrorCode;
using base::Millis;
using crypto::AgreementKey;
using crypto::AgreementPublicKey;

constexpr std::chrono::seconds kPatience{30};

class RouterSocketTest : public testing::Test {
 protected:
  RouterOptions options(const char* endpoint = "tcp://127.0.0.1:0") {
    return {*Endpoint::parse(endpoint), "test", 4096, Millis(2000)};
  }
  std::optional<RouterSocket> bind(const RouterOptions& with) {
    auto router = RouterSocket::bind(context_, with, server_.secret());
    EXPECT_TRUE(router);
    if (!router) return std::nullopt;
    return *std::move(router);
  }
  /// The next message's payload as text; the router's views are valid until the next call.
  std::optional<Incoming> await_message(RouterSocket& router) {
    const auto deadline = std::chrono::steady_clock::now() + kPatience;
    while (std::chrono::steady_clock::now() < deadline) {
      (void)router.wait({-1, false, true, Millis(100)});
      while (router.next_event()) {
      }
      if (auto incoming = router.receive()) return incoming;
    }
    return std::nullopt;
  }

  crypto::SystemRandom random_;
  Context context_{random_};
  AgreementKey server_ = AgreementKey::generate(random_);
  AgreementKey client_ = AgreementKey::generate(random_);
  base::Result<ZapHandler> zap_ = ZapHandler::start(
      context_, "test",
      [this](const AgreementPublicKey& key) {
        return key == client_.public_key() ? std::optional<std::string>("the client")
                                           : std::nullopt;
      },
      [] {});
};

TEST_F(RouterSocketTest, BindsAFreePortAndSaysWhich) {
  const auto router = bind(options());
  ASSERT_TRUE(router);
  EXPECT_TRUE(router->endpoint().is_dialable());
  EXPECT_FALSE(router->options_digest().is_zero());
}

TEST_F(RouterSocketTest, TheDigestSpeaksOfTheOptions) {
  const auto one = bind(options());
  const auto same = bind(options());
  RouterOptions larger = options();
  larger.max_message_bytes = 8192;
  const auto other = bind(larger);
  EXPECT_EQ(one->options_digest(), same->options_digest());
  EXPECT_NE(one->options_digest(), other->options_digest());
}

TEST_F(RouterSocketTest, RefusesToListenWithoutAZapDomain) {
  RouterOptions open = options();
  open.zap_domain.clear();
  const auto router = RouterSocket::bind(context_, open, server_.secret());
  ASSERT_FALSE(router);
}

TEST_F(RouterSocketTest, SaysWhenTheAddressIsTaken) {
  const auto first = bind(options());
  const auto second =
      RouterSocket::bind(context_, options(first->endpoint().text().c_str()), server_.secret());
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::kUnavailable);
}

TEST_F(RouterSocketTest, AMessageCarriesWhatTheZapHandlerSaid) {
  auto router = bind(options());
  auto client = ClientSocket::connect(context_, router->endpoint(), server_.public_key(), client_);
  ASSERT_EQ(client->wait_for_link(kPatience), LinkState::kUp);
  ASSERT_TRUE(client->send(Bytes{1, 2, 3}));
  const auto incoming = await_message(*router);
  ASSERT_TRUE(incoming);
  EXPECT_EQ(incoming->user_id, "the client");
  EXPECT_EQ(incoming->frames, 1U);
  EXPECT_TRUE(is_own_route(incoming->route));
  EXPECT_TRUE(router->is_connected(incoming->fd));
  EXPECT_EQ(base::to_bytes(incoming->payload), (Bytes{1, 2, 3}));
}

TEST_F(RouterSocketTest, NothingIsSentToNobody) {
  auto router = bind(options());
  EXPECT_EQ(router->send(std::string(5, '\0'), Bytes{1}), SendOutcome::kUnreachable);
}

TEST_F(RouterSocketTest, DisconnectsOnlyItsOwnConnections) {
  auto router = bind(options());
  std::array<int, 2> pipe{};
  ASSERT_EQ(::pipe(pipe.data()), 0);
  EXPECT_FALSE(router->is_connected(pipe[0]));
  router->disconnect(pipe[0]);
  router->disconnect(-1);
  EXPECT_EQ(::write(pipe[1], "x", 1), 1);
  ::close(pipe[0]);
  ::close(pipe[1]);
}

TEST_F(RouterSocketTest, ADisconnectedPeerIsSeenToLeaveAndAuthenticatesAgain) {
  auto router = bind(options());
  auto client = ClientSocket::connect(context_, router->endpoint(), server_.public_key(), client_);
  ASSERT_EQ(client->wait_for_link(kPatience), LinkState::kUp);
  ASSERT_TRUE(client->send(Bytes{1}));
  const auto incoming = await_message(*router);
  ASSERT_TRUE(incoming);
  const int fd = incoming->fd;
  router->disconnect(fd);
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  while (client->connections() < 2 && std::chrono::steady_clock::now() < deadline) {
    (void)client->receive(Millis(10));
    while (router->next_event()) {
    }
  }
  EXPECT_EQ(client->connections(), 2U);
}

TEST(OwnRouteTest, IsFiveBytesThatBeginWithZero) {
  EXPECT_TRUE(is_own_route(std::string("\0abcd", 5)));
  EXPECT_FALSE(is_own_route("abcde"));
  EXPECT_FALSE(is_own_route(std::string("\0abc", 4)));
  EXPECT_FALSE(is_own_route(std::string("\0abcde", 6)));
  EXPECT_FALSE(is_own_route(""));
}

}  // namespace
}  // namespace gateway::net
