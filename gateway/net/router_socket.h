#pragma once

#include "gateway/base/bytes.h"
#include "gateway/base/result.h"
#include "gateway/base/time.h"
#include "gateway/crypto/secret_bytes.h"
#include "gateway/net/context.h"
#include "gateway/net/endpoint.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace gateway::net {

struct RouterOptions {
  Endpoint endpoint;
  std::string zap_domain;  ///< Never empty: an empty one lets everybody in.
  std::uint32_t max_message_bytes;
  base::Millis handshake;  ///< A connection that is not authenticated by then is closed.
};

/// One message from a peer, valid until the next receive(). All but the sizes may be hostile.
struct Incoming {
  std::string_view route;    ///< libzmq's name for the connection. Never shown to anybody.
  std::size_t frames;        ///< Payload frames; 1 in an honest message.
  std::string_view user_id;  ///< As on the payload frame; empty when there is none.
  int fd;                    ///< Of the connection when the message came; -1 when unknown.
  base::ByteView payload;    ///< The first payload frame.
};

/// A route that libzmq gave out, not one that the peer asked for.
[[nodiscard]] bool is_own_route(std::string_view route);

struct LinkAccepted {};
struct LinkClosed {
  int fd;
};
struct HandshakeFailed {};
using LinkEvent = std::variant<LinkAccepted, LinkClosed, HandshakeFailed>;

enum class SendOutcome { kQueueFull, kUnreachable, kSent };

/// What RouterSocket::wait() waits for beside connections coming and going.
struct WaitFor {
  int other_fd;
  bool other_writable;  ///< Also for room to write in other_fd; its input is always waited for.
  bool messages;
  base::Millis timeout;
};
struct WaitResult {
  bool other_readable;
  bool messages;
};

/// The gateway's listening socket (ROUTER with CURVE server), hardened. A ZapHandler must be
/// running in the same context before. Belongs to one thread. libzmq asserts on some remote input:
/// the process that holds this may die at any instant.
class RouterSocket {
 public:
  /// kUnavailable: the address cannot be bound. kUnsupported: an option did not read back as set.
  static base::Result<RouterSocket> bind(Context& context, const RouterOptions& options,
                                         const crypto::SecretBytes<32>& secret_key);

  RouterSocket(RouterSocket&&) noexcept;
  RouterSocket& operator=(RouterSocket&&) noexcept;
  ~RouterSocket();

  /// As bound, with the real port.
  [[nodiscard]] const Endpoint& endpoint() const;
  /// Over every socket option as read back.
  [[nodiscard]] const base::Digest& options_digest() const;

  /// Returns early for an event (next_event()). kUnavailable when libzmq fails.
  base::Result<WaitResult> wait(const WaitFor& what);
  /// Never waits; empty when there is none.
  std::optional<Incoming> receive();
  /// Never waits. Read all of them after receive() and before acting on its message, so that a
  /// descriptor is not mistaken for the one of an earlier connection.
  std::optional<LinkEvent> next_event();
  /// Never waits.
  SendOutcome send(std::string_view route, base::ByteView payload);

  /// Ends the connection behind `fd`; no effect unless it is one of this socket's connections.
  void disconnect(int fd);
  [[nodiscard]] bool is_connected(int fd) const;

 private:
  struct State;
  explicit RouterSocket(std::unique_ptr<State> state);

  std::unique_ptr<State> state_;
};

}  // namespace gateway::net
