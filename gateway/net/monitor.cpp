#include "gateway/net/monitor.h"

#include "gateway/net/context_state.h"

#include <cstring>
#include <string>

namespace gateway::net {

namespace {

constexpr int kWatched = ZMQ_EVENT_ACCEPTED | ZMQ_EVENT_CONNECTED | ZMQ_EVENT_DISCONNECTED |
                         ZMQ_EVENT_HANDSHAKE_SUCCEEDED | ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL |
                         ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL | ZMQ_EVENT_HANDSHAKE_FAILED_AUTH;

}  // namespace

Monitor::Monitor(Context& context, zmq::socket_t& socket)
    : watched_(socket.handle()), pair_(context.state().zmq, zmq::socket_type::pair) {
  const std::string address = "inproc://monitor-" + std::to_string(context.state().monitors++);
  if (zmq_socket_monitor(socket.handle(), address.c_str(), kWatched) != 0) throw zmq::error_t();
  pair_.set(zmq::sockopt::linger, 0);
  pair_.set(zmq::sockopt::rcvhwm, 0);
  pair_.connect(address);
}

// First the events, then their reader: without one the I/O thread would wait for ever.
Monitor::~Monitor() { (void)zmq_socket_monitor(watched_, nullptr, 0); }

std::optional<Monitor::Event> Monitor::next() {
  zmq::message_t head;
  if (!pair_.recv(head, zmq::recv_flags::dontwait)) return std::nullopt;
  zmq::message_t address;
  if (head.more()) (void)pair_.recv(address);
  Event event;
  if (head.size() != sizeof event.type + sizeof event.value) return std::nullopt;
  // Written by this same process, in its own byte order and without alignment.
  std::memcpy(&event.type, head.data(), sizeof event.type);
  std::memcpy(&event.value, head.data<std::uint8_t>() + sizeof event.type, sizeof event.value);
  return event;
}

}  // namespace gateway::net
