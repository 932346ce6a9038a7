#include "gateway/daemon/edge_link.h"

#include "gateway/ipc/message_codec.h"

#include <algorithm>
#include <utility>
#include <variant>

#include <poll.h>
#include <spdlog/spdlog.h>

namespace gateway::daemon {
namespace {

// A turn takes what is there, up to this much, so that one commit covers many requests and none
// waits long.
constexpr std::size_t kFramesATurn = 256;

ipc::Limits limits_of(const config::GatewayConfig& config) {
  ipc::Limits limits;
  limits.max_message_bytes = static_cast<std::uint32_t>(config.max_frame);
  limits.handshake_millis = static_cast<std::uint32_t>(config.handshake.count());
  limits.memory_bytes = config.edge_memory;
  limits.messages_per_second = static_cast<std::uint32_t>(config.requests_per_second);
  return limits;
}

}  // namespace

EdgeLink::EdgeLink(std::filesystem::path program, Core& core)
    : program_(std::move(program)), core_(core), endpoint_(core.config().listen) {}

void EdgeLink::keep_running(base::Millis now) {
  if (edge_ && edge_->has_ended()) lost("ended");
  if (edge_ || now < attempt_at_) return;
  attempt_at_ = now + std::max(delay_.next(now), base::Millis(1));
  auto started = EdgeProcess::start(program_);
  if (!started) {
    spdlog::error("event=edge-not-started reason=\"{}\"", started.error().what.view());
    return;
  }
  edge_ = *std::move(started);
  const ipc::Config config{endpoint_,
                           crypto::SecretBytes<32>::copy_of(core_.curve_secret().bytes()),
                           limits_of(core_.config()), core_.engine().admitted_keys()};
  if (!ipc::send(edge_->pipe(), config) || !edge_->pipe().flush()) lost("pipe");
}

base::Millis EdgeLink::next_attempt(base::Millis now) const {
  if (edge_) return base::Millis(1'000);
  return std::max(attempt_at_ - now, base::Millis(0));
}

int EdgeLink::fd() { return edge_ ? edge_->pipe().fd() : -1; }

short EdgeLink::poll_events() {
  if (!edge_) return 0;
  return static_cast<short>(edge_->pipe().unsent() > 0 ? POLLIN | POLLOUT : POLLIN);
}

void EdgeLink::receive() {
  if (!edge_) return;
  const bool is_there = edge_->pipe().receive().has_value();
  for (std::size_t i = 0; edge_ && i < kFramesATurn; ++i) {
    const auto frame = edge_->pipe().next();
    if (!frame) return lost("malformed frame");
    if (!*frame) break;
    const auto message = ipc::parse_from_edge(**frame);
    if (!message) return lost("malformed message");
    handle(*message);
  }
  if (edge_ && !is_there) lost("closed");
}

void EdgeLink::handle(const ipc::FromEdge& message) {
  struct Handler {
    EdgeLink& link;

    void operator()(const ipc::Ready& ready) const {
      link.endpoint_ = ready.endpoint;
      link.new_endpoint_ = ready.endpoint;
      spdlog::info("event=edge-ready attacks_refused={}", ready.attacks);
    }
    void operator()(const ipc::Received& received) const {
      const auto key = wire::CurvePublicKey::from(received.key.bytes());
      if (key) link.core_.engine().frame(received.peer, *key, received.payload);
    }
    void operator()(const ipc::Gone& gone) const { link.core_.engine().gone(gone.peer); }
    void operator()(const ipc::SendFailed& /*failed*/) const {}  // Redelivered, or asked again.
    void operator()(const ipc::Fault& fault) const {
      spdlog::error("event=edge-fault code={}", ipc::to_text(fault.code));
    }
    void operator()(const ipc::Counters& counters) const {
      spdlog::info("event=edge-counters accepted={} refused={} kicked={} over_rate={}",
                   counters.accepted, counters.refused_handshakes, counters.kicked,
                   counters.over_rate);
    }
  };
  std::visit(Handler{*this}, message);
}

void EdgeLink::send(const std::vector<OutFrame>& frames) {
  for (const OutFrame& frame : frames) {
    if (!edge_) return;
    if (!ipc::send(edge_->pipe(), ipc::Send{frame.peer, frame.bytes})) return lost("pipe full");
  }
  if (edge_ && !edge_->pipe().flush()) lost("pipe");
}

void EdgeLink::admit() {
  if (!edge_) return;
  if (!ipc::send(edge_->pipe(), ipc::Admit{core_.engine().admitted_keys()})) lost("pipe full");
}

void EdgeLink::stop() {
  if (!edge_) return;
  if (ipc::send(edge_->pipe(), ipc::Shutdown{})) static_cast<void>(edge_->pipe().flush());
  edge_.reset();
}

void EdgeLink::lost(std::string_view reason) {
  spdlog::warn("event=edge-lost reason=\"{}\"", reason);
  edge_.reset();
  core_.engine().edge_lost();
}

std::optional<std::string> EdgeLink::take_new_endpoint() {
  return std::exchange(new_endpoint_, std::nullopt);
}

}  // namespace gateway::daemon
