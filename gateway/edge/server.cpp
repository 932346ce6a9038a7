#include "gateway/edge/server.h"

#include "gateway/ipc/message_codec.h"

#include <chrono>
#include <string>
#include <utility>
#include <variant>

#include <spdlog/spdlog.h>

namespace gateway::edge {

using base::Millis;
using ipc::SendFailure;
using net::Incoming;
using net::SendOutcome;

namespace {

constexpr Millis kTick{1'000};
constexpr int kMessagesPerTurn = 256;
/// While the core has this much to read, peers wait.
constexpr std::size_t kEnoughUnsent = 4U << 20U;

Instant now() { return std::chrono::steady_clock::now(); }

}  // namespace

Server::Server(net::RouterSocket router, ipc::FramePipe& pipe, Doorkeeper& doorkeeper,
               const ipc::Limits& limits)
    : router_(std::move(router)),
      pipe_(pipe),
      doorkeeper_(doorkeeper),
      limits_(limits),
      last_report_(now()) {}

ServingEnd Server::run() {
  while (true) {
    if (!pipe_.flush()) return ServingEnd::kAsked;
    const bool hear_peers = pipe_.unsent() < kEnoughUnsent;
    const auto ready = router_.wait({pipe_.fd(), pipe_.unsent() > 0, hear_peers, kTick});
    if (!ready) return ServingEnd::kLibraryFailed;
    if (ready->other_readable) {
      if (const auto over = serve_core()) return *over;
    }
    serve_events();
    if (ready->messages) serve_peers();
    report_counters();
    if (core_stuck_) return ServingEnd::kCoreBroke;
  }
}

std::optional<ServingEnd> Server::serve_core() {
  const bool core_lives = pipe_.receive().has_value();
  while (true) {
    const auto frame = pipe_.next();
    if (!frame) return ServingEnd::kCoreBroke;
    if (!frame->has_value()) break;
    const auto message = ipc::parse_from_core(**frame);
    if (!message) return ServingEnd::kCoreBroke;
    if (std::holds_alternative<ipc::Shutdown>(*message)) return ServingEnd::kAsked;
    if (std::holds_alternative<ipc::Config>(*message)) return ServingEnd::kCoreBroke;
    if (const auto* const send = std::get_if<ipc::Send>(&*message)) act(*send);
    if (const auto* const admit = std::get_if<ipc::Admit>(&*message)) act(*admit);
    if (const auto* const kick = std::get_if<ipc::Kick>(&*message)) act(*kick);
  }
  if (!core_lives) return ServingEnd::kAsked;
  return std::nullopt;
}

void Server::act(const ipc::Admit& message) {
  doorkeeper_.replace(message.admitted);
  const auto unwanted = peers_.routes_where(
      [this](const Peer& peer) { return !doorkeeper_.owner_of(peer.key).has_value(); });
  for (const std::string& route : unwanted) kick(route, peers_.find(route)->fd);
}

void Server::act(const ipc::Send& message) {
  const Peer* const peer = peers_.find(message.peer);
  const SendOutcome outcome = peer == nullptr || peer->kicked
                                  ? SendOutcome::kUnreachable
                                  : router_.send(peer->route, message.payload);
  switch (outcome) {
    case SendOutcome::kSent:
      return;
    case SendOutcome::kQueueFull:
      return tell_core(ipc::SendFailed{message.peer, SendFailure::kQueueFull});
    case SendOutcome::kUnreachable:
      return tell_core(ipc::SendFailed{message.peer, SendFailure::kUnreachable});
  }
}

void Server::act(const ipc::Kick& message) {
  const Peer* const peer = peers_.find(message.peer);
  if (peer != nullptr && !peer->kicked) kick(std::string(peer->route), peer->fd);
}

void Server::serve_peers() {
  for (int i = 0; i < kMessagesPerTurn && pipe_.unsent() < kEnoughUnsent; ++i) {
    const auto incoming = router_.receive();
    if (!incoming) return;
    serve_events();
    take(*incoming);
  }
}

void Server::serve_events() {
  while (const auto event = router_.next_event()) {
    if (std::holds_alternative<net::LinkAccepted>(*event)) ++counters_.accepted;
    if (std::holds_alternative<net::HandshakeFailed>(*event)) ++counters_.refused_handshakes;
    if (const auto* const closed = std::get_if<net::LinkClosed>(&*event)) {
      for (const std::string& route : peers_.routes_of(closed->fd)) end(route);
    }
  }
}

void Server::take(const Incoming& incoming) {
  if (peers_.has_ended(incoming.route)) return;
  if (const Peer* const known = peers_.find(incoming.route); known != nullptr && known->kicked) {
    return;
  }
  const Peer* const peer = admit(incoming);
  if (peer == nullptr) return kick(incoming.route, incoming.fd);
  tell_core(ipc::Received{peer->id, peer->key, incoming.payload});
  // A message read after its connection closed: it is honest, but nobody will say "closed" again.
  if (!router_.is_connected(peer->fd)) end(incoming.route);
}

/// Null when the message breaks a rule.
Peer* Server::admit(const Incoming& incoming) {
  if (incoming.frames != 1 || !net::is_own_route(incoming.route)) return nullptr;
  Peer* peer = peers_.find(incoming.route);
  const bool verified = peer != nullptr && peer->user_id == incoming.user_id;
  const auto key = verified ? std::optional(peer->key) : doorkeeper_.key_of(incoming.user_id);
  if (!key || (peer != nullptr && peer->key != *key)) return nullptr;
  const auto owner = doorkeeper_.owner_of(*key);
  if (!owner) return nullptr;
  if (!limits_.allow(*owner, incoming.payload.size(), now())) {
    ++counters_.over_rate;
    return nullptr;
  }
  if (peer == nullptr) peer = &peers_.add(incoming.route, *key, incoming.user_id, incoming.fd);
  return peer;
}

void Server::kick(std::string_view route, int fd) {
  ++counters_.kicked;
  router_.disconnect(fd);
  Peer* const peer = peers_.find(route);
  // A known peer stays until libzmq says that its connection closed, and goes with a GONE.
  if (peer != nullptr && router_.is_connected(fd)) {
    peer->kicked = true;
  } else {
    end(route);
  }
}

void Server::end(std::string_view route) {
  const Peer* const peer = peers_.find(route);
  const auto id = peer == nullptr ? std::nullopt : std::optional(peer->id);
  peers_.end(route);
  if (id) tell_core(ipc::Gone{*id});
}

void Server::report_counters() {
  const Instant time = now();
  if (counters_ == reported_ || time - last_report_ < kTick) return;
  tell_core(counters_);
  spdlog::info("peers {}, accepted {}, refused {}, kicked {}, over rate {}", peers_.size(),
               counters_.accepted, counters_.refused_handshakes, counters_.kicked,
               counters_.over_rate);
  reported_ = counters_;
  last_report_ = time;
}

template <class Message>
void Server::tell_core(const Message& message) {
  if (!ipc::send(pipe_, message)) core_stuck_ = true;
}

}  // namespace gateway::edge
