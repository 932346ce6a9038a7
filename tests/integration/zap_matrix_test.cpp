// What this machine's libzmq does about an unknown CURVE key, in each of the nine ways a server can
// be set up. The edge relies on one of them; if the library changes, this says so.

#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <thread>

#include <gtest/gtest.h>
#include <zmq.hpp>

namespace gateway {
namespace {

constexpr int kZapEnforceDomain = 93;
constexpr auto kMatrixPatience = std::chrono::seconds(30);

enum class Handler { kNone, kDenies, kHangs };

struct Case {
  Handler handler;
  const char* domain;
  int enforce;
  bool admits;
};

struct KeyPair {
  std::array<char, 41> public_key{};
  std::array<char, 41> secret_key{};
  KeyPair() { zmq_curve_keypair(public_key.data(), secret_key.data()); }
};

/// Answers every question with 400, or with nothing at all, until its context ends.
void handle(zmq::socket_t socket, Handler handler) {
  try {
    while (true) {
      std::array<zmq::message_t, 7> request;
      for (auto& frame : request) (void)socket.recv(frame);
      if (handler == Handler::kHangs) continue;
      const std::string id = request[1].to_string();
      for (const std::string& each : {std::string("1.0"), id, std::string("400"), std::string()}) {
        socket.send(zmq::buffer(each), zmq::send_flags::sndmore);
      }
      socket.send(zmq::message_t(), zmq::send_flags::sndmore);
      socket.send(zmq::message_t(), zmq::send_flags::none);
    }
  } catch (const zmq::error_t&) {
    return;
  }
}

/// True when the stranger's message comes through, false when its handshake is seen to fail.
std::optional<bool> admits_stranger(zmq::socket_t& server, zmq::socket_t& monitor) {
  std::array<zmq::pollitem_t, 2> items{
      {{server.handle(), 0, ZMQ_POLLIN, 0}, {monitor.handle(), 0, ZMQ_POLLIN, 0}}};
  if (zmq::poll(items, std::chrono::duration_cast<std::chrono::milliseconds>(kMatrixPatience)) ==
      0) {
    return std::nullopt;
  }
  return (items[0].revents & ZMQ_POLLIN) != 0;
}

std::optional<bool> try_case(const Case& each) {
  zmq::context_t context(1);
  const KeyPair server_keys;
  const KeyPair stranger_keys;
  std::thread thread;
  if (each.handler != Handler::kNone) {
    zmq::socket_t zap(context, each.handler == Handler::kHangs ? zmq::socket_type::router
                                                               : zmq::socket_type::rep);
    zap.set(zmq::sockopt::linger, 0);
    zap.bind("inproc://zeromq.zap.01");
    thread = std::thread([socket = std::move(zap), handler = each.handler]() mutable {
      handle(std::move(socket), handler);
    });
  }
  std::optional<bool> admitted;
  {
    zmq::socket_t server(context, zmq::socket_type::router);
    server.set(zmq::sockopt::linger, 0);
    server.set(zmq::sockopt::handshake_ivl, 500);
    server.set(zmq::sockopt::curve_server, true);
    server.set(zmq::sockopt::curve_secretkey, server_keys.secret_key.data());
    if (*each.domain != '\0') server.set(zmq::sockopt::zap_domain, each.domain);
    EXPECT_EQ(zmq_setsockopt(server.handle(), kZapEnforceDomain, &each.enforce, sizeof(int)), 0);
    zmq_socket_monitor(server.handle(), "inproc://events",
                       ZMQ_EVENT_HANDSHAKE_FAILED_AUTH | ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL |
                           ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL);
    zmq::socket_t monitor(context, zmq::socket_type::pair);
    monitor.set(zmq::sockopt::rcvhwm, 0);
    monitor.connect("inproc://events");
    server.bind("tcp://127.0.0.1:*");

    zmq::socket_t stranger(context, zmq::socket_type::dealer);
    stranger.set(zmq::sockopt::linger, 0);
    stranger.set(zmq::sockopt::curve_serverkey, server_keys.public_key.data());
    stranger.set(zmq::sockopt::curve_publickey, stranger_keys.public_key.data());
    stranger.set(zmq::sockopt::curve_secretkey, stranger_keys.secret_key.data());
    stranger.connect(server.get(zmq::sockopt::last_endpoint));
    stranger.send(zmq::str_buffer("hello"), zmq::send_flags::none);
    admitted = admits_stranger(server, monitor);
    zmq_socket_monitor(server.handle(), nullptr, 0);
  }
  context.shutdown();
  if (thread.joinable()) thread.join();
  return admitted;
}

TEST(ZapMatrixTest, OnlyADomainThatIsEnforcedFailsClosed) {
  const std::array<Case, 9> cases{{
      {Handler::kNone, "", 0, true},
      {Handler::kNone, "gateway", 0, true},
      {Handler::kNone, "gateway", 1, false},  // The edge, were its handler to vanish.
      {Handler::kDenies, "", 0, false},
      {Handler::kDenies, "", 1, true},  // The handler is never asked.
      {Handler::kDenies, "gateway", 0, false},
      {Handler::kDenies, "gateway", 1, false},  // The edge.
      {Handler::kHangs, "gateway", 0, false},
      {Handler::kHangs, "gateway", 1, false},  // The edge, were its handler to hang.
  }};
  for (std::size_t i = 0; i < cases.size(); ++i)
    EXPECT_EQ(try_case(cases.at(i)), cases.at(i).admits) << i;
}

}  // namespace
}  // namespace gateway
