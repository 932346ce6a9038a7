#pragma once

#include "gateway/base/bytes.h"
#include "gateway/base/result.h"
#include "gateway/base/time.h"
#include "gateway/crypto/agreement_key.h"
#include "gateway/net/context.h"
#include "gateway/net/endpoint.h"

#include <memory>
#include <optional>

namespace gateway::net {

/// How the connection of a ClientSocket stands.
enum class LinkState {
  kConnecting,    ///< Not (or no longer) connected; libzmq goes on trying by itself.
  kUp,            ///< The handshake succeeded.
  kRefused,       ///< The gateway does not admit our key. Final for this socket: libzmq never
                  ///< retries after it. Make a new one after RefusedBackoff::next().
  kNotTheServer,  ///< What answers does not speak our protocol. Also final for this socket.
};

/// A partner's encrypted connection to the gateway, dialling out (DEALER with CURVE). Reconnects
/// after 250 ms growing to 30 s; sets no routing id and sends no ZMTP heartbeats. A message is one
/// frame. What was sent on a connection that then broke may be lost or kept: only an answer of the
/// core counts. Belongs to one thread.
class ClientSocket {
 public:
  static constexpr std::size_t kMaxMessage = 1U << 20U;

  /// Starts connecting and returns at once. kMalformed: an endpoint one cannot connect to (port 0,
  /// `*`). `context` outlives the socket.
  static base::Result<ClientSocket> connect(Context& context, const Endpoint& endpoint,
                                            const crypto::AgreementPublicKey& server_key,
                                            const crypto::AgreementKey& own_key);

  ClientSocket(ClientSocket&&) noexcept;
  ClientSocket& operator=(ClientSocket&&) noexcept;
  ~ClientSocket();

  /// Hands one message over. kTooLarge beyond kMaxMessage; kUnavailable while not connected or when
  /// the queue (64 messages) is full.
  base::Result<base::Done> send(base::ByteView message);

  /// The next message, waiting for it at most `timeout`; empty when none came (or the link ended:
  /// see state()). An answer of more than one frame is kMalformed.
  base::Result<std::optional<base::Bytes>> receive(base::Millis timeout);

  /// As of now; never waits.
  LinkState state();
  /// Waits until the link is up or final, at most `timeout`.
  LinkState wait_for_link(base::Millis timeout);
  /// Counts handshakes that succeeded: a session with the core does not outlive a connection.
  [[nodiscard]] unsigned connections() const;

 private:
  struct State;
  explicit ClientSocket(std::unique_ptr<State> state);

  std::unique_ptr<State> state_;
};

}  // namespace gateway::net
