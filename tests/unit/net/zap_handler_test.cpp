#include "gateway/net/zap_handler.h"

#include "gateway/net/client_socket.h"
#include "gateway/net/router_socket.h"

#include <chrono>
#include <future>
#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

namespace gateway::net {
namespace {

using base::Millis;
using crypto::AgreementKey;
using crypto::AgreementPublicKey;

constexpr std::chrono::seconds kZapPatience{30};

TEST(ZapHandlerTest, ThereIsOnlyOneInAContext) {
  crypto::SystemRandom random;
  Context context(random);
  const auto judge = [](const AgreementPublicKey&) { return std::optional<std::string>(); };
  const auto first = ZapHandler::start(context, "test", judge, [] {});
  EXPECT_TRUE(first);
  EXPECT_FALSE(ZapHandler::start(context, "test", judge, [] {}));
}

TEST(ZapHandlerTest, EndsQuietlyWhenItIsDestroyed) {
  crypto::SystemRandom random;
  Context context(random);
  bool ended = false;
  {
    const auto judge = [](const AgreementPublicKey&) { return std::optional<std::string>(); };
    const auto handler = ZapHandler::start(context, "test", judge, [&] { ended = true; });
    ASSERT_TRUE(handler);
  }
  EXPECT_FALSE(ended);
}

TEST(ZapHandlerTest, SaysWhenItBreaksAndThenNobodyGetsIn) {
  crypto::SystemRandom random;
  Context context(random);
  std::promise<void> broken;
  const auto judge = [](const AgreementPublicKey&) -> std::optional<std::string> {
    throw std::runtime_error("broken");
  };
  auto handler = ZapHandler::start(context, "test", judge, [&] { broken.set_value(); });
  ASSERT_TRUE(handler);
  const AgreementKey server = AgreementKey::generate(random);
  const AgreementKey client = AgreementKey::generate(random);
  const RouterOptions options{*Endpoint::parse("tcp://127.0.0.1:0"), "test", 4096, Millis(500)};
  auto router = RouterSocket::bind(context, options, server.secret());
  ASSERT_TRUE(router);

  auto socket = ClientSocket::connect(context, router->endpoint(), server.public_key(), client);
  ASSERT_EQ(broken.get_future().wait_for(kZapPatience), std::future_status::ready);
  // Its question is never answered: the server's handshake interval ends the connection.
  const auto deadline = std::chrono::steady_clock::now() + kZapPatience;
  bool failed = false;
  while (!failed && std::chrono::steady_clock::now() < deadline) {
    (void)router->wait({-1, false, true, Millis(100)});
    while (const auto event = router->next_event()) {
      failed |= std::holds_alternative<HandshakeFailed>(*event);
    }
  }
  EXPECT_TRUE(failed);
  EXPECT_EQ(socket->connections(), 0U);
  EXPECT_FALSE(router->receive());
}

}  // namespace
}  // namespace gateway::net
