#pragma once

#include "gateway/base/result.h"
#include "gateway/base/time.h"
#include "gateway/client/log_guard.h"
#include "gateway/client/member.h"
#include "gateway/crypto/random.h"
#include "gateway/model/refusal.h"
#include "gateway/net/client_socket.h"
#include "gateway/net/context.h"
#include "gateway/net/refused_backoff.h"
#include "gateway/wire/frame.h"
#include "gateway/wire/messages.h"
#include "gateway/wire/session.h"

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace gateway::client {

/// Whom to call and how to know it is them.
struct Destination {
  std::string endpoint;  ///< "tcp://…" or "ipc://…"
  crypto::AgreementPublicKey curve_key;
  crypto::PublicKey session_key;  ///< From the verified directory.
};

/// A delivery as it came: content not looked at yet.
struct Incoming {
  wire::Delivery delivery;
  base::Bytes view;
  /// Its leaf is in the log, by the head that came with it. Asked when it arrives: later heads are
  /// of other sizes, which the proof does not speak of.
  bool is_proved = false;
  std::string proof;  ///< The same as a file that stands alone; empty unless it is proved.
};

/// Why a call did not end in an answer.
enum class LinkFault : std::uint8_t {
  kUnreachable = 0,    ///< Nobody answered in time. Try again later.
  kRefused = 1,        ///< The gateway does not let us in; `refusal` says why.
  kNotTheGateway = 2,  ///< Somebody else answered. Send nothing.
  kLogForked = 3,      ///< The log does not extend what this client saw. Stop, keep the evidence.
  kProtocol = 4,       ///< An answer that breaks the protocol.
};

struct LinkError {
  LinkFault fault = LinkFault::kUnreachable;
  model::Refusal refusal = model::Refusal::kUnspecified;
};

/// A connection to the gateway with a session on it. Dials out, says hello, checks that the welcome
/// is the gateway's and that its log extends the last head seen; dials again with back-off when the
/// connection breaks or was refused. Belongs to one thread.
class Link {
 public:
  struct Parts {
    net::Context& context;
    const MemberKeys& keys;
    model::UnitRef unit;
    model::KeyId key_id;
    LogGuard& log;
    crypto::Random& random;
  };

  Link(Parts parts, Destination destination);

  /// Makes sure there is a session, trying until `timeout` has passed. `now` goes into the hello.
  std::optional<LinkError> connect(base::Time now, base::Millis timeout);

  /// The answer to one request; deliveries that come in between are kept for next_delivery. After
  /// an error the session is gone and connect() must be called again.
  struct Reply {
    std::optional<wire::Answer> answer;
    LinkError error;
  };
  Reply ask(wire::RequestBody body, const std::vector<base::ByteView>& attachments,
            base::Millis timeout);
  /// Sends without waiting for an answer (credit).
  bool tell(wire::RequestBody body);

  /// The next delivery, waiting at most `timeout`; nothing when none came.
  std::optional<Incoming> next_delivery(base::Millis timeout);

  [[nodiscard]] bool has_session() const { return session_.has_value(); }
  /// What the gateway said of itself in the welcome.
  [[nodiscard]] const wire::Welcome& welcome() const { return welcome_; }
  /// The last thing that went wrong on receiving, e.g. a forked log.
  [[nodiscard]] std::optional<LinkError> fault() const { return fault_; }

 private:
  struct SessionState {
    wire::SessionId id;
    wire::SessionKeys keys;
    std::uint64_t sent = 0;
    std::uint64_t received = 0;
    std::uint64_t last_request = 0;
  };

  std::optional<LinkError> dial(base::Millis timeout);
  std::optional<LinkError> greet(base::Time now, base::Millis timeout);
  base::Result<base::Done> send(const wire::Request& request,
                                const std::vector<base::ByteView>& attachments);
  /// One frame from the gateway; an answer to a request is returned, a delivery is queued.
  std::optional<wire::Answer> receive(base::Millis timeout);
  void lose(LinkError error);

  Parts parts_;
  Destination destination_;
  std::optional<net::ClientSocket> socket_;
  unsigned connections_ = 0;  // Of the socket, when the session began.
  net::RefusedBackoff backoff_;
  std::optional<SessionState> session_;
  wire::Welcome welcome_;
  std::deque<Incoming> incoming_;
  std::optional<LinkError> fault_;
};

}  // namespace gateway::client
