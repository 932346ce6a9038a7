#include "gateway/client/link.h"

#include "gateway/client/evidence.h"

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>
#include <variant>

namespace gateway::client {
namespace {

using std::chrono::steady_clock;

// What is left of a time allowed, never negative.
class Deadline {
 public:
  explicit Deadline(base::Millis timeout) : end_(steady_clock::now() + timeout) {}
  [[nodiscard]] base::Millis left() const {
    const auto left = std::chrono::ceil<base::Millis>(end_ - steady_clock::now());
    return std::max(left, base::Millis(0));
  }
  [[nodiscard]] bool passed() const { return left().count() == 0; }

 private:
  steady_clock::time_point end_;
};

LinkError unreachable() { return {LinkFault::kUnreachable, model::Refusal::kUnavailable}; }

}  // namespace

Link::Link(Parts parts, Destination destination)
    : parts_(std::move(parts)), destination_(std::move(destination)) {}

std::optional<LinkError> Link::connect(base::Time now, base::Millis timeout) {
  const Deadline deadline(timeout);
  std::optional<LinkError> error = unreachable();
  do {
    // libzmq reconnects by itself; a session does not survive that.
    if (session_ && socket_ && socket_->connections() != connections_) lose(unreachable());
    if (session_) return std::nullopt;
    error = dial(deadline.left());
    if (!error) error = greet(now, deadline.left());
    if (!error) return std::nullopt;
    session_.reset();
    if (error->fault == LinkFault::kNotTheGateway || error->fault == LinkFault::kLogForked) break;
    if (error->fault == LinkFault::kRefused) {
      socket_.reset();
      const auto wait = backoff_.next(parts_.random);
      if (wait >= deadline.left()) break;
      std::this_thread::sleep_for(wait);
    }
  } while (!deadline.passed());
  return error;
}

std::optional<LinkError> Link::dial(base::Millis timeout) {
  if (!socket_) {
    const auto endpoint = net::Endpoint::parse(destination_.endpoint);
    if (!endpoint) return LinkError{LinkFault::kProtocol, model::Refusal::kConfigInvalid};
    auto socket = net::ClientSocket::connect(parts_.context, *endpoint, destination_.curve_key,
                                             parts_.keys.curve);
    if (!socket) return LinkError{LinkFault::kProtocol, model::Refusal::kConfigInvalid};
    socket_ = *std::move(socket);
  }
  switch (socket_->wait_for_link(timeout)) {
    case net::LinkState::kUp:
      return std::nullopt;
    case net::LinkState::kConnecting:
      return unreachable();
    case net::LinkState::kRefused:
      return LinkError{LinkFault::kRefused, model::Refusal::kNotAuthenticated};
    case net::LinkState::kNotTheServer:
      socket_.reset();
      return LinkError{LinkFault::kNotTheGateway, model::Refusal::kGatewayNotAuthenticated};
  }
  return unreachable();
}

std::optional<LinkError> Link::greet(base::Time now, base::Millis timeout) {
  const Deadline deadline(timeout);
  connections_ = socket_->connections();
  const auto ephemeral = crypto::AgreementKey::generate(parts_.random);
  wire::Hello hello;
  hello.unit = parts_.unit;
  hello.key_id = parts_.key_id;
  hello.ephemeral = ephemeral.public_key();
  hello.nonce = crypto::random_fixed<wire::Nonce>(parts_.random);
  hello.curve_key = *wire::CurvePublicKey::from(parts_.keys.curve.public_key().bytes());
  hello.time = now;
  hello.head_size = parts_.log.size();
  const wire::Signed greeting = wire::sign_hello(hello, parts_.keys.signing);
  if (!socket_->send(wire::encode_hello(greeting))) return unreachable();
  while (true) {
    const auto received = socket_->receive(deadline.left());
    if (!received || !*received) return unreachable();
    const auto frame = wire::decode_frame(**received);
    if (!frame) return LinkError{LinkFault::kProtocol, model::Refusal::kFrameMalformed};
    if (const auto* const refused = std::get_if<wire::RefusedFrame>(&*frame)) {
      return LinkError{LinkFault::kRefused, refused->refusal};
    }
    const auto* const welcoming = std::get_if<wire::WelcomeFrame>(&*frame);
    if (welcoming == nullptr) continue;  // Left over from a session before.
    const auto welcome = wire::open_welcome(welcoming->welcome, greeting, destination_.session_key);
    if (!welcome) {
      return LinkError{LinkFault::kNotTheGateway, model::Refusal::kGatewayNotAuthenticated};
    }
    auto keys =
        wire::derive_session_keys(ephemeral, welcome->ephemeral, greeting, welcoming->welcome);
    if (!keys) return LinkError{LinkFault::kProtocol, model::Refusal::kNotAuthenticated};
    if (!parts_.log.advance(welcome->head)) {
      return LinkError{LinkFault::kLogForked, model::Refusal::kLogForked};
    }
    welcome_ = *welcome;
    session_ = SessionState{welcome->session, *std::move(keys)};
    backoff_.reset();
    fault_.reset();
    return std::nullopt;
  }
}

base::Result<base::Done> Link::send(const wire::Request& request,
                                    const std::vector<base::ByteView>& attachments) {
  return socket_->send(
      wire::encode_session(wire::Direction::kToGateway, session_->keys.to_gateway,
                           {session_->id, ++session_->sent, wire::encode(request), attachments}));
}

Link::Reply Link::ask(wire::RequestBody body, const std::vector<base::ByteView>& attachments,
                      base::Millis timeout) {
  const Deadline deadline(timeout);
  if (!session_) return {std::nullopt, unreachable()};
  const wire::Request request{++session_->last_request, std::move(body)};
  while (!send(request, attachments)) {
    // The queue of 64 is full, or the connection is gone.
    if (deadline.passed() || socket_->wait_for_link(deadline.left()) != net::LinkState::kUp) {
      lose(unreachable());
      return {std::nullopt, unreachable()};
    }
    std::this_thread::sleep_for(base::Millis(1));
  }
  while (session_) {
    auto answer = receive(deadline.left());
    if (answer && answer->re == request.id) return {std::move(answer), {}};
    if (!answer && deadline.passed()) lose(unreachable());
    if (session_ && socket_->connections() != connections_) lose(unreachable());
  }
  return {std::nullopt, fault_.value_or(unreachable())};
}

bool Link::tell(wire::RequestBody body) {
  if (!session_) return false;
  return send({++session_->last_request, std::move(body)}, {}).has_value();
}

std::optional<Incoming> Link::next_delivery(base::Millis timeout) {
  const Deadline deadline(timeout);
  while (incoming_.empty() && session_) {
    static_cast<void>(receive(deadline.left()));
    if (session_ && socket_->connections() != connections_) lose(unreachable());
    if (deadline.passed()) break;
  }
  if (incoming_.empty()) return std::nullopt;
  Incoming first = std::move(incoming_.front());
  incoming_.pop_front();
  return first;
}

std::optional<wire::Answer> Link::receive(base::Millis timeout) {
  const auto received = socket_->receive(timeout);
  if (!received || !*received) return std::nullopt;
  const auto frame = wire::decode_frame(**received);
  if (!frame) return std::nullopt;  // Not the core's: the edge can send noise, nothing more.
  if (const auto* const refused = std::get_if<wire::RefusedFrame>(&*frame)) {
    // Anybody on the way could have said that. The session is not used any more; a new hello tells.
    lose({LinkFault::kUnreachable, refused->refusal});
    return std::nullopt;
  }
  const auto* const session_frame = std::get_if<wire::AnswerFrame>(&*frame);
  if (session_frame == nullptr || session_frame->session != session_->id ||
      session_frame->sequence <= session_->received ||
      !wire::verify_mac(*session_frame, wire::Direction::kToClient, session_->keys.to_client)) {
    return std::nullopt;
  }
  session_->received = session_frame->sequence;
  auto answer = wire::decode_answer(session_frame->body);
  if (!answer) {
    lose({LinkFault::kProtocol, model::Refusal::kFrameMalformed});
    return std::nullopt;
  }
  if (!answer->head.checkpoint.empty() && !parts_.log.advance(answer->head)) {
    lose({LinkFault::kLogForked, model::Refusal::kLogForked});
    return std::nullopt;
  }
  auto* const delivery = std::get_if<wire::Delivery>(&answer->body);
  if (delivery == nullptr) return *std::move(answer);
  if (session_frame->attachments.size() == 1) {
    const bool is_proved = !answer->head.checkpoint.empty() && parts_.log.proves(delivery->proof);
    std::string proof = is_proved ? proof_text(parts_.log, delivery->proof) : std::string();
    incoming_.push_back({std::move(*delivery), base::to_bytes(session_frame->attachments.front()),
                         is_proved, std::move(proof)});
  }
  return std::nullopt;
}

void Link::lose(LinkError error) {
  session_.reset();
  fault_ = error;
}

}  // namespace gateway::client
