#pragma once

#include "gateway/net/context.h"

#include <cstdint>
#include <optional>

#include <zmq.hpp>

namespace gateway::net {

// Not part of the public face: what happens to the connections of one socket. Unread events are
// kept without limit (else libzmq's I/O thread would wait for the reader), so read them regularly.
class Monitor {
 public:
  struct Event {
    std::uint16_t type = 0;   ///< ZMQ_EVENT_…
    std::uint32_t value = 0;  ///< A descriptor, a status or an errno, by type.
  };

  /// Watches `socket` from now on. Throws zmq::error_t.
  /// `socket` stays where it is and outlives the monitor.
  Monitor(Context& context, zmq::socket_t& socket);
  Monitor(const Monitor&) = delete;
  Monitor& operator=(const Monitor&) = delete;
  ~Monitor();

  /// The next event that has happened; never waits. Throws zmq::error_t.
  std::optional<Event> next();

  /// For polling.
  [[nodiscard]] void* handle() { return pair_.handle(); }

 private:
  void* watched_;
  zmq::socket_t pair_;
};

}  // namespace gateway::net
