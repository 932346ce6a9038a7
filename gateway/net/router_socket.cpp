#include "gateway/net/router_socket.h"

#include "gateway/net/context_state.h"
#include "gateway/net/monitor.h"
#include "gateway/net/router_options.h"

#include <array>
#include <cerrno>
#include <unordered_set>
#include <utility>

#include <poll.h>
#include <sys/socket.h>

namespace gateway::net {

using base::ByteView;
using base::ErrorCode;
using base::fail;
using base::Result;

namespace {

// 0x00 and four bytes of a counter that libzmq starts at a random number.
constexpr std::size_t kOwnRouteSize = 5;

std::string_view text_of(const zmq::message_t& message) {
  return {message.data<char>(), message.size()};
}

}  // namespace

bool is_own_route(std::string_view route) {
  return route.size() == kOwnRouteSize && route.front() == '\0';
}

struct RouterSocket::State {
  State(Context& context, Endpoint where)
      : router(context.state().zmq, zmq::socket_type::router),
        monitor(context, router),
        endpoint(std::move(where)) {}

  zmq::socket_t router;
  Monitor monitor;
  Endpoint endpoint;
  base::Digest options_digest;
  std::unordered_set<int> connected;
  zmq::message_t route;
  zmq::message_t payload;
};

RouterSocket::RouterSocket(std::unique_ptr<State> state) : state_(std::move(state)) {}
RouterSocket::RouterSocket(RouterSocket&&) noexcept = default;
RouterSocket& RouterSocket::operator=(RouterSocket&&) noexcept = default;
RouterSocket::~RouterSocket() = default;

Result<RouterSocket> RouterSocket::bind(Context& context, const RouterOptions& options,
                                        const crypto::SecretBytes<32>& secret_key) {
  try {
    auto state = std::make_unique<State>(context, options.endpoint);
    const auto digest = apply_options(state->router, options, secret_key);
    if (!digest) return digest.error();
    state->options_digest = *digest;
    state->router.bind(options.endpoint.text());
    const auto bound = Endpoint::parse(state->router.get(zmq::sockopt::last_endpoint));
    if (!bound) return bound.error();
    state->endpoint = *bound;
    return RouterSocket(std::move(state));
  } catch (const zmq::error_t&) {
    return fail(ErrorCode::kUnavailable, "the address cannot be bound");
  }
}

const Endpoint& RouterSocket::endpoint() const { return state_->endpoint; }
const base::Digest& RouterSocket::options_digest() const { return state_->options_digest; }

Result<WaitResult> RouterSocket::wait(const WaitFor& what) {
  const auto other = static_cast<short>(ZMQ_POLLIN | (what.other_writable ? ZMQ_POLLOUT : 0));
  std::array<zmq::pollitem_t, 3> items{{{nullptr, what.other_fd, other, 0},
                                        {state_->monitor.handle(), 0, ZMQ_POLLIN, 0},
                                        {state_->router.handle(), 0, ZMQ_POLLIN, 0}}};
  try {
    zmq::poll(items.data(), what.messages ? 3 : 2, what.timeout);
  } catch (const zmq::error_t& error) {
    if (error.num() == EINTR) return WaitResult{false, false};
    return fail(ErrorCode::kUnavailable, "libzmq cannot wait");
  }
  // An end or an error of the other descriptor is found by reading it.
  return WaitResult{(items[0].revents & (ZMQ_POLLIN | ZMQ_POLLERR)) != 0,
                    (items[2].revents & ZMQ_POLLIN) != 0};
}

std::optional<Incoming> RouterSocket::receive() {
  try {
    if (!state_->router.recv(state_->route, zmq::recv_flags::dontwait)) return std::nullopt;
    Incoming incoming{text_of(state_->route), 0, {}, -1, {}};
    zmq::message_t surplus;
    for (bool more = state_->route.more(); more; ++incoming.frames) {
      zmq::message_t& into = incoming.frames == 0 ? state_->payload : surplus;
      (void)state_->router.recv(into);
      more = into.more();
    }
    if (incoming.frames == 0) return incoming;
    // Never from the routing-id frame: after a poll it has no metadata.
    const char* const user_id = zmq_msg_gets(state_->payload.handle(), "User-Id");
    if (user_id != nullptr) incoming.user_id = user_id;
    incoming.fd = zmq_msg_get(state_->payload.handle(), ZMQ_SRCFD);
    incoming.payload = ByteView(state_->payload.data<std::uint8_t>(), state_->payload.size());
    return incoming;
  } catch (const zmq::error_t&) {
    return std::nullopt;
  }
}

std::optional<LinkEvent> RouterSocket::next_event() {
  try {
    while (const auto event = state_->monitor.next()) {
      switch (event->type) {
        case ZMQ_EVENT_ACCEPTED:
          state_->connected.insert(static_cast<int>(event->value));
          return LinkAccepted{};
        case ZMQ_EVENT_DISCONNECTED:
          state_->connected.erase(static_cast<int>(event->value));
          return LinkClosed{static_cast<int>(event->value)};
        case ZMQ_EVENT_HANDSHAKE_FAILED_AUTH:
        case ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL:
        case ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL:
          return HandshakeFailed{};
        default:
          break;
      }
    }
  } catch (const zmq::error_t&) {
    return std::nullopt;
  }
  return std::nullopt;
}

SendOutcome RouterSocket::send(std::string_view route, ByteView payload) {
  // With ROUTER_MANDATORY the first part says whether the whole message has room.
  const auto flags = zmq::send_flags::dontwait | zmq::send_flags::sndmore;
  try {
    if (!state_->router.send(zmq::buffer(route), flags)) return SendOutcome::kQueueFull;
    (void)state_->router.send(zmq::buffer(payload.data(), payload.size()),
                              zmq::send_flags::dontwait);
    return SendOutcome::kSent;
  } catch (const zmq::error_t&) {
    return SendOutcome::kUnreachable;
  }
}

void RouterSocket::disconnect(int fd) {
  // Not close(): the descriptor is libzmq's. The handshake, and with it ZAP, runs again after.
  if (is_connected(fd)) (void)::shutdown(fd, SHUT_RDWR);
}

bool RouterSocket::is_connected(int fd) const { return state_->connected.contains(fd); }

}  // namespace gateway::net
