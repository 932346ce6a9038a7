#include "gateway/net/dial.h"

#include "gateway/net/context_state.h"
#include "gateway/net/monitor.h"

#include <utility>

namespace gateway::net {

using base::ErrorCode;
using base::fail;
using base::Result;

namespace {

constexpr int kNeverReconnect = -1;

}  // namespace

struct Dial::State {
  explicit State(Context& context)
      : dealer(context.state().zmq, zmq::socket_type::dealer), monitor(context, dealer) {
    dealer.set(zmq::sockopt::linger, 0);
    dealer.set(zmq::sockopt::reconnect_ivl, kNeverReconnect);
  }

  zmq::socket_t dealer;
  Monitor monitor;
  DialOutcome outcome = DialOutcome::kPending;
};

Dial::Dial(std::unique_ptr<State> state) : state_(std::move(state)) {}
Dial::Dial(Dial&&) noexcept = default;
Dial& Dial::operator=(Dial&&) noexcept = default;
Dial::~Dial() = default;

Result<Dial> Dial::start(std::unique_ptr<State> state, const Endpoint& endpoint) {
  state->dealer.set(zmq::sockopt::ipv6, endpoint.text().find('[') != std::string::npos);
  state->dealer.connect(endpoint.text());
  return Dial(std::move(state));
}

Result<Dial> Dial::with_curve(Context& context, const Endpoint& endpoint,
                              const crypto::AgreementPublicKey& server_key,
                              const crypto::AgreementKey& own_key) {
  try {
    auto state = std::make_unique<State>(context);
    state->dealer.set(zmq::sockopt::curve_serverkey, base::text_of(server_key.bytes()));
    state->dealer.set(zmq::sockopt::curve_publickey, base::text_of(own_key.public_key().bytes()));
    state->dealer.set(zmq::sockopt::curve_secretkey, base::text_of(own_key.secret().bytes()));
    return start(std::move(state), endpoint);
  } catch (const zmq::error_t&) {
    return fail(ErrorCode::kUnavailable, "the dialling socket cannot be set up");
  }
}

Result<Dial> Dial::with_null(Context& context, const Endpoint& endpoint) {
  try {
    return start(std::make_unique<State>(context), endpoint);
  } catch (const zmq::error_t&) {
    return fail(ErrorCode::kUnavailable, "the dialling socket cannot be set up");
  }
}

Result<Dial> Dial::with_plain(Context& context, const Endpoint& endpoint) {
  try {
    auto state = std::make_unique<State>(context);
    state->dealer.set(zmq::sockopt::plain_username, "admin");
    state->dealer.set(zmq::sockopt::plain_password, "admin");
    return start(std::move(state), endpoint);
  } catch (const zmq::error_t&) {
    return fail(ErrorCode::kUnavailable, "the dialling socket cannot be set up");
  }
}

DialOutcome Dial::outcome() {
  try {
    while (state_->outcome == DialOutcome::kPending) {
      const auto event = state_->monitor.next();
      if (!event) break;
      switch (event->type) {
        case ZMQ_EVENT_HANDSHAKE_SUCCEEDED:
          state_->outcome = DialOutcome::kAdmitted;
          break;
        case ZMQ_EVENT_HANDSHAKE_FAILED_AUTH:
        case ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL:
        case ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL:
        case ZMQ_EVENT_DISCONNECTED:
          state_->outcome = DialOutcome::kRefused;
          break;
        default:
          break;
      }
    }
  } catch (const zmq::error_t&) {
    // An answer that cannot be read is not a refusal: the caller's deadline ends it.
    return DialOutcome::kPending;
  }
  return state_->outcome;
}

}  // namespace gateway::net
