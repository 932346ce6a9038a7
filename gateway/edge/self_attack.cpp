#include "gateway/edge/self_attack.h"

#include "gateway/net/client_socket.h"
#include "gateway/net/dial.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <utility>
#include <vector>

namespace gateway::edge {

using base::Millis;
using base::Result;
using crypto::AgreementKey;
using crypto::AgreementPublicKey;
using net::Dial;
using net::DialOutcome;

namespace {

constexpr Millis kStep{10};
// Longer than a silent connection is let live, so every dial gets its answer.
constexpr std::chrono::seconds kPatience{20};

/// The peer that must get in: sends random bytes and waits for the same.
class Control {
 public:
  Control(net::ClientSocket socket, crypto::Random& random) : socket_(std::move(socket)) {
    random.fill(sent_);
  }

  void step() {
    const net::LinkState link = socket_.state();
    locked_out_ = link == net::LinkState::kRefused || link == net::LinkState::kNotTheServer;
    if (echoed_ || link != net::LinkState::kUp) return;
    if (!asked_) asked_ = socket_.send(sent_).has_value();
    const auto answer = socket_.receive(Millis(0));
    echoed_ = answer && answer->has_value() && std::ranges::equal(**answer, sent_);
  }
  [[nodiscard]] bool echoed() const { return echoed_; }
  [[nodiscard]] bool locked_out() const { return locked_out_; }

 private:
  net::ClientSocket socket_;
  std::array<std::uint8_t, 32> sent_{};
  bool asked_ = false;
  bool echoed_ = false;
  bool locked_out_ = false;
};

/// Answers the control peer and sends everybody else away.
void serve_control(net::RouterSocket& router, const Doorkeeper& doorkeeper,
                   const AgreementPublicKey& control_key) {
  while (const auto incoming = router.receive()) {
    while (router.next_event()) {
    }
    const bool ours = incoming->frames == 1 && net::is_own_route(incoming->route) &&
                      doorkeeper.key_of(incoming->user_id) == control_key;
    if (ours) {
      (void)router.send(incoming->route, incoming->payload);
    } else {
      router.disconnect(incoming->fd);
    }
  }
  while (router.next_event()) {
  }
}

bool all(std::vector<Dial>& dials, DialOutcome outcome) {
  return std::ranges::all_of(dials, [&](Dial& dial) { return dial.outcome() == outcome; });
}

bool any(std::vector<Dial>& dials, DialOutcome outcome) {
  return std::ranges::any_of(dials, [&](Dial& dial) { return dial.outcome() == outcome; });
}

/// Empty when one of them could not even be tried.
std::vector<Dial> dial_all(net::Context& context, const net::Endpoint& target,
                           const AgreementPublicKey& server_key, const AgreementKey& admitted,
                           crypto::Random& random) {
  const AgreementKey unknown = AgreementKey::generate(random);
  const AgreementKey other_server = AgreementKey::generate(random);
  std::array<Result<Dial>, kAttacks> tried{
      Dial::with_curve(context, target, server_key, unknown),
      Dial::with_curve(context, target, other_server.public_key(), admitted),
      Dial::with_null(context, target), Dial::with_plain(context, target)};
  std::vector<Dial> dials;
  for (Result<Dial>& each : tried) {
    if (!each) return {};
    dials.push_back(*std::move(each));
  }
  return dials;
}

}  // namespace

bool withstands_attack(net::Context& context, net::RouterSocket& router, Doorkeeper& doorkeeper,
                       const AgreementPublicKey& server_key, crypto::Random& random) {
  const net::Endpoint target = router.endpoint().to_local();
  const AgreementKey control_key = AgreementKey::generate(random);
  doorkeeper.admit_control(control_key.public_key());
  std::vector<Dial> attacks = dial_all(context, target, server_key, control_key, random);
  auto socket = net::ClientSocket::connect(context, target, server_key, control_key);
  if (attacks.empty() || !socket) return false;
  Control control(*std::move(socket), random);

  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  bool held = false;
  while (!held && !control.locked_out() && !any(attacks, DialOutcome::kAdmitted) &&
         std::chrono::steady_clock::now() < deadline) {
    if (!router.wait({-1, false, true, kStep})) break;
    serve_control(router, doorkeeper, control_key.public_key());
    control.step();
    held = control.echoed() && all(attacks, DialOutcome::kRefused);
  }
  doorkeeper.forget_control();
  return held;
}

}  // namespace gateway::edge
