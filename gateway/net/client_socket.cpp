#include "gateway/net/client_socket.h"

#include "gateway/net/context_state.h"
#include "gateway/net/monitor.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

namespace gateway::net {

using base::Bytes;
using base::ByteView;
using base::Done;
using base::ErrorCode;
using base::fail;
using base::Millis;
using base::Result;

namespace {

constexpr int kReconnectMillis = 250;
constexpr int kLongestReconnectMillis = 30'000;
constexpr int kHandshakeMillis = 10'000;
constexpr int kQueue = 64;
constexpr int kKeepaliveIdleSeconds = 60;
constexpr int kKeepaliveIntervalSeconds = 15;
constexpr int kKeepaliveProbes = 4;

zmq::const_buffer buffer_of(ByteView bytes) { return zmq::buffer(bytes.data(), bytes.size()); }

template <class Fixed>
std::string_view key_text(const Fixed& key) {
  return base::text_of(key.bytes());
}

bool is_final(LinkState link) {
  return link == LinkState::kRefused || link == LinkState::kNotTheServer;
}

using Clock = std::chrono::steady_clock;

Millis left_until(Clock::time_point deadline) {
  return std::max(Millis(0), std::chrono::ceil<Millis>(deadline - Clock::now()));
}

}  // namespace

struct ClientSocket::State {
  explicit State(Context& context)
      : dealer(context.state().zmq, zmq::socket_type::dealer), monitor(context, dealer) {}

  void note(const Monitor::Event& event) {
    switch (event.type) {
      case ZMQ_EVENT_HANDSHAKE_SUCCEEDED:
        link = LinkState::kUp;
        ++connections;
        break;
      case ZMQ_EVENT_HANDSHAKE_FAILED_AUTH:
        link = LinkState::kRefused;
        break;
      case ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL:
        link = LinkState::kNotTheServer;
        break;
      case ZMQ_EVENT_DISCONNECTED:
        if (!is_final(link)) link = LinkState::kConnecting;
        break;
      default:
        break;
    }
  }
  void note_all() {
    while (const auto event = monitor.next()) note(*event);
  }
  /// Until a message, an event or the end of `timeout`; true when there is a message.
  bool wait(Millis timeout) {
    std::array<zmq::pollitem_t, 2> items{
        {{dealer.handle(), 0, ZMQ_POLLIN, 0}, {monitor.handle(), 0, ZMQ_POLLIN, 0}}};
    zmq::poll(items, timeout);
    return (items[0].revents & ZMQ_POLLIN) != 0;
  }

  zmq::socket_t dealer;
  Monitor monitor;
  LinkState link = LinkState::kConnecting;
  unsigned connections = 0;
};

ClientSocket::ClientSocket(std::unique_ptr<State> state) : state_(std::move(state)) {}
ClientSocket::ClientSocket(ClientSocket&&) noexcept = default;
ClientSocket& ClientSocket::operator=(ClientSocket&&) noexcept = default;
ClientSocket::~ClientSocket() = default;

Result<ClientSocket> ClientSocket::connect(Context& context, const Endpoint& endpoint,
                                           const crypto::AgreementPublicKey& server_key,
                                           const crypto::AgreementKey& own_key) {
  if (!endpoint.is_dialable()) {
    return fail(ErrorCode::kMalformed, "an endpoint to connect to has one host and one port");
  }
  try {
    auto state = std::make_unique<State>(context);
    zmq::socket_t& dealer = state->dealer;
    dealer.set(zmq::sockopt::linger, 0);
    dealer.set(zmq::sockopt::curve_serverkey, key_text(server_key));
    dealer.set(zmq::sockopt::curve_publickey, key_text(own_key.public_key()));
    dealer.set(zmq::sockopt::curve_secretkey, base::text_of(own_key.secret().bytes()));
    dealer.set(zmq::sockopt::maxmsgsize, static_cast<std::int64_t>(kMaxMessage));
    dealer.set(zmq::sockopt::reconnect_ivl, kReconnectMillis);
    dealer.set(zmq::sockopt::reconnect_ivl_max, kLongestReconnectMillis);
    dealer.set(zmq::sockopt::handshake_ivl, kHandshakeMillis);
    // Nothing waits in a queue for a connection that does not exist yet, or no more: a session
    // with the core does not outlive its connection.
    dealer.set(zmq::sockopt::immediate, true);
    dealer.set(zmq::sockopt::sndhwm, kQueue);
    dealer.set(zmq::sockopt::rcvhwm, kQueue);
    dealer.set(zmq::sockopt::ipv6, endpoint.text().find('[') != std::string::npos);
    // In place of ZMTP heartbeats, which can abort the process on a connecting socket.
    dealer.set(zmq::sockopt::tcp_keepalive, 1);
    dealer.set(zmq::sockopt::tcp_keepalive_idle, kKeepaliveIdleSeconds);
    dealer.set(zmq::sockopt::tcp_keepalive_intvl, kKeepaliveIntervalSeconds);
    dealer.set(zmq::sockopt::tcp_keepalive_cnt, kKeepaliveProbes);
    dealer.connect(endpoint.text());
    return ClientSocket(std::move(state));
  } catch (const zmq::error_t&) {
    return fail(ErrorCode::kUnavailable, "the socket cannot be set up");
  }
}

Result<Done> ClientSocket::send(ByteView message) {
  if (message.size() > kMaxMessage) {
    return fail(ErrorCode::kTooLarge, "a message is larger than the gateway takes");
  }
  try {
    state_->note_all();
    if (state_->link == LinkState::kUp &&
        state_->dealer.send(buffer_of(message), zmq::send_flags::dontwait)) {
      return Done{};
    }
    return fail(ErrorCode::kUnavailable, "not connected, or too much is queued");
  } catch (const zmq::error_t&) {
    return fail(ErrorCode::kUnavailable, "the socket failed");
  }
}

Result<std::optional<Bytes>> ClientSocket::receive(Millis timeout) {
  const auto deadline = Clock::now() + timeout;
  try {
    while (true) {
      const bool ready = state_->wait(left_until(deadline));
      state_->note_all();
      if (ready) break;
      if (is_final(state_->link) || Clock::now() >= deadline) return std::optional<Bytes>();
    }
    zmq::message_t message;
    if (!state_->dealer.recv(message, zmq::recv_flags::dontwait)) return std::optional<Bytes>();
    bool more = message.more();
    const bool whole = !more;
    while (more) {
      (void)state_->dealer.recv(message);
      more = message.more();
    }
    if (!whole) return fail(ErrorCode::kMalformed, "a message came in more than one frame");
    const auto* const data = message.data<std::uint8_t>();
    return std::optional<Bytes>(Bytes(data, data + message.size()));
  } catch (const zmq::error_t&) {
    return fail(ErrorCode::kUnavailable, "the socket failed");
  }
}

LinkState ClientSocket::state() {
  try {
    state_->note_all();
  } catch (const zmq::error_t&) {
    return LinkState::kConnecting;
  }
  return state_->link;
}

LinkState ClientSocket::wait_for_link(Millis timeout) {
  const auto deadline = Clock::now() + timeout;
  try {
    while (state() == LinkState::kConnecting && Clock::now() < deadline) {
      std::array<zmq::pollitem_t, 1> items{{{state_->monitor.handle(), 0, ZMQ_POLLIN, 0}}};
      zmq::poll(items, left_until(deadline));
    }
  } catch (const zmq::error_t&) {
    return LinkState::kConnecting;
  }
  return state();
}

unsigned ClientSocket::connections() const { return state_->connections; }

}  // namespace gateway::net
