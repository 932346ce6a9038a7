#pragma once

#include "gateway/crypto/random.h"
#include "gateway/net/client_socket.h"

#include "tests/integration/edge_process.h"

#include <string>
#include <string_view>
#include <utility>

#include <gtest/gtest.h>

namespace gateway::tests {

/// Two admitted clients, a stranger, and a gateway with the same key however often its edge starts.
class EdgeFixture : public testing::Test {
 protected:
  [[nodiscard]] ipc::Config config_for(const std::string& endpoint) const {
    ipc::Config config;
    config.endpoint = endpoint;
    config.secret_key = crypto::SecretBytes<32>::copy_of(server_.secret().bytes());
    config.admitted = {{alice_.public_key(), ipc::OwnerId{1}},
                       {bob_.public_key(), ipc::OwnerId{2}}};
    return config;
  }
  void serve(EdgeProcess& edge, const std::string& endpoint = "tcp://127.0.0.1:0") {
    ready_ = edge.serve(config_for(endpoint));
  }
  net::ClientSocket connect(const crypto::AgreementKey& key) {
    auto socket = net::ClientSocket::connect(context_, *net::Endpoint::parse(ready_.endpoint),
                                             server_.public_key(), key);
    return *std::move(socket);
  }
  net::ClientSocket connect_up(const crypto::AgreementKey& key) {
    net::ClientSocket socket = connect(key);
    EXPECT_EQ(socket.wait_for_link(kPatience), net::LinkState::kUp);
    return socket;
  }
  static bool say(net::ClientSocket& socket, std::string_view text) {
    return socket.send(base::bytes_of(text)).has_value();
  }
  static std::string listen(net::ClientSocket& socket) {
    const auto answer = socket.receive(kPatience);
    if (!answer || !answer->has_value()) return "(nothing)";
    return std::string(base::text_of(**answer));
  }
  static bool wait_until_down(net::ClientSocket& socket) {
    const unsigned before = socket.connections();
    const auto deadline = std::chrono::steady_clock::now() + kPatience;
    while (std::chrono::steady_clock::now() < deadline) {
      if (socket.state() != net::LinkState::kUp || socket.connections() > before) return true;
      (void)socket.receive(base::Millis(10));
    }
    return false;
  }

  crypto::SystemRandom random_;
  net::Context context_{random_};
  crypto::AgreementKey server_ = crypto::AgreementKey::generate(random_);
  crypto::AgreementKey alice_ = crypto::AgreementKey::generate(random_);
  crypto::AgreementKey bob_ = crypto::AgreementKey::generate(random_);
  crypto::AgreementKey mallory_ = crypto::AgreementKey::generate(random_);
  ipc::Ready ready_;
};

}  // namespace gateway::tests
