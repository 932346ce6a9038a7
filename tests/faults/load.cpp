// A sender under load: sends COUNT tips with ids made from SEED, each until it is accepted, and
// says so on standard output. Killed and started again with the same arguments it goes on where its
// outbox stands: what was sealed is sent as it was sealed.
//
// usage: faults_load NETWORK PARTNER SEED COUNT

#include "gateway/base/text.h"
#include "gateway/cli/training.h"
#include "gateway/client/sender.h"
#include "gateway/crypto/digest.h"
#include "gateway/crypto/random.h"
#include "gateway/lab/embedded.h"

#include <algorithm>
#include <array>
#include <iostream>
#include <string>
#include <thread>

namespace gateway {
namespace {

// Always the same id for the same seed and number: a UUID of version 8.
model::MessageId id_of(const std::string& seed, std::size_t number) {
  const auto digest = crypto::sha256(base::bytes_of(seed + "/" + std::to_string(number)));
  std::array<std::uint8_t, model::MessageId::kSize> bytes{};
  std::ranges::copy(digest.bytes().first<model::MessageId::kSize>(), bytes.begin());
  bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0FU) | 0x80U);
  bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3FU) | 0x80U);
  return model::MessageId(bytes);
}

std::string tip(const std::string& partner, const model::MessageId& id) {
  std::string text(lab::embedded_text("1-tip.json"));
  text.replace(text.find("\"messageId\": \"") + 14, 36, model::to_text(id));
  const std::string_view sender = "ctx-actgroup-northvale";
  text.replace(text.find(sender), sender.size(), partner);
  return text;
}

bool send_until_accepted(cli::Players& players, const std::string& partner,
                         const model::MessageId& id) {
  constexpr int kMaxTries = 5'000;
  constexpr base::Millis kPause{20};
  const std::string file = tip(partner, id);
  for (int i = 0; i < kMaxTries; ++i) {
    // While the gateway is down there is no connection; asking for one waits and tries again.
    auto* const player = players.unit(partner, "main");
    if (player == nullptr) {
      std::this_thread::sleep_for(kPause);
      continue;
    }
    client::Sender sender(*player->desk, players.random());
    client::Sender::Options options;
    options.timeout = base::Millis(3'000);
    const auto result = sender.send(file, *player->link, options);
    if (std::holds_alternative<client::Sent>(result)) return true;
    const auto& not_sent = std::get<client::NotSent>(result);
    if (not_sent.why == client::NotSent::Why::kRefused &&
        not_sent.refusal != model::Refusal::kUnavailable) {
      std::cout << "refused " << model::to_text(id) << ' ' << model::to_code(not_sent.refusal)
                << std::endl;
      return false;
    }
  }
  return false;
}

int run(const std::string& network, const std::string& partner, const std::string& seed,
        std::size_t count) {
  crypto::SystemRandom random;
  cli::Players players(network, random);
  for (std::size_t i = 0; i < count; ++i) {
    const auto id = id_of(seed, i);
    std::cout << "attempt " << model::to_text(id) << std::endl;
    if (!send_until_accepted(players, partner, id)) return 1;
    std::cout << "accepted " << model::to_text(id) << std::endl;
  }
  std::cout << "done" << std::endl;
  return 0;
}

}  // namespace
}  // namespace gateway

int main(int argc, char** argv) {
  if (argc != 5) {
    std::cerr << "usage: faults_load NETWORK PARTNER SEED COUNT\n";
    return 2;
  }
  return gateway::run(argv[1], argv[2], argv[3], std::stoul(argv[4]));
}
