// End to end: one sender streams sealed messages of about 1 KiB to two recipients through a real
// gateway on this machine. Prints what a message costs the gateway in CPU, next to what one bare
// Ed25519 verification costs in the same run: a ratio that survives a change of machine.
//
// usage: conduit_bench FOLDER_WITH_THE_PROGRAMS [MESSAGES]

#include "gateway/base/text.h"
#include "gateway/cli/training.h"
#include "gateway/client/plan.h"
#include "gateway/client/sealing.h"
#include "gateway/crypto/random.h"
#include "gateway/kinds/message.h"
#include "gateway/lab/embedded.h"
#include "gateway/lab/network.h"

#include "tests/support/temp_folder.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

#include <unistd.h>

namespace gateway {
namespace {

using std::chrono::duration;
using std::chrono::steady_clock;

// User and system time of a process, in seconds.
double cpu_of(::pid_t pid) {
  std::ifstream in("/proc/" + std::to_string(pid) + "/stat");
  const std::string text(std::istreambuf_iterator<char>(in), {});
  const auto fields = base::split(std::string_view(text).substr(text.rfind(')') + 2), ' ');
  const auto ticks = std::stod(std::string(fields[11])) + std::stod(std::string(fields[12]));
  return ticks / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

::pid_t child_of(::pid_t parent) {
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    if (!base::parse_decimal(entry.path().filename().string())) continue;
    std::ifstream in(entry.path() / "stat");
    const std::string text(std::istreambuf_iterator<char>(in), {});
    if (text.empty()) continue;
    const auto fields = base::split(std::string_view(text).substr(text.rfind(')') + 2), ' ');
    if (fields.size() > 1 && fields[1] == std::to_string(parent)) {
      return static_cast<::pid_t>(std::stol(entry.path().filename().string()));
    }
  }
  return parent;
}

double seconds_per_verification() {
  crypto::SystemRandom random;
  const auto key = crypto::SigningKey::generate(random);
  const base::Bytes text(128, 'x');
  const auto signature = key.sign(text);
  constexpr int kRounds = 5'000;
  const auto began = steady_clock::now();
  bool good = true;
  for (int i = 0; i < kRounds; ++i)
    good = crypto::verify(key.public_key(), text, signature) && good;
  return good ? duration<double>(steady_clock::now() - began).count() / kRounds : 0;
}

// The story's intelligence report, cut to one item, to two intelligence units, under a fresh id.
std::string report(const std::string& id) {
  std::string text(lab::embedded_text("2-intelligence.json"));
  const auto at = text.find("\"messageId\": \"") + 14;
  text.replace(at, 36, id);
  const auto fwa = text.find("fair-work-agency");
  text.replace(fwa, 16, "nca-mshtu");
  text.replace(text.find("\"FWA\""), 5, "\"NCA\"");
  return text;
}

std::vector<base::Bytes> seal_all(cli::Player& sender, std::size_t count, crypto::Random& random) {
  std::vector<base::Bytes> containers;
  for (std::size_t i = 0; i < count; ++i) {
    const auto id = crypto::random_fixed<model::MessageId>(random);
    const auto parsed = kinds::parse_json(report(model::to_text(id)));
    const auto& message = std::get<kinds::Message>(parsed);
    const auto plan =
        client::make_plan(*sender.desk, {message, {}, message.envelope().created, "", 0, {}});
    const auto pieces = client::seal_message(*sender.desk, message, plan, {}, random);
    if (!pieces) continue;
    for (const auto& piece : *pieces) containers.push_back(piece.container);
  }
  return containers;
}

int run(const std::filesystem::path& programs, std::size_t count) {
  crypto::SystemRandom random;
  const tests::TempFolder temp;
  const auto folder = temp.path() / "network";
  if (!lab::make_network(folder, random)) return 1;
  const auto pid = cli::start_gateway(folder, programs / "safeconduct");
  if (!pid) return 1;
  cli::Players players(folder, random);
  auto* const sender = players.unit("hfj", "investigations");
  if (sender == nullptr) return 1;
  std::cerr << "sealing " << count << " messages ...\n";
  const auto containers = seal_all(*sender, count, random);
  const ::pid_t edge = child_of(*pid);
  const double core_before = cpu_of(*pid);
  const double edge_before = cpu_of(edge);
  const auto began = steady_clock::now();
  std::size_t accepted = 0;
  std::size_t bytes = 0;
  constexpr std::size_t kTogether = 32;
  for (std::size_t i = 0; i < containers.size(); i += kTogether) {
    const std::size_t end = std::min(containers.size(), i + kTogether);
    const std::vector<base::ByteView> views(containers.begin() + static_cast<std::ptrdiff_t>(i),
                                            containers.begin() + static_cast<std::ptrdiff_t>(end));
    for (const auto view : views) bytes += view.size();
    const auto reply = sender->link->ask(wire::Submit{static_cast<std::uint32_t>(views.size())},
                                         views, base::Millis(30'000));
    if (!reply.answer) return 1;
    const auto* const submitted = std::get_if<wire::Submitted>(&reply.answer->body);
    if (submitted == nullptr) return 1;
    accepted += static_cast<std::size_t>(
        std::ranges::count_if(submitted->results, &wire::SubmitResult::accepted));
  }
  const double wall = duration<double>(steady_clock::now() - began).count();
  const double core = cpu_of(*pid) - core_before;
  const double edge_cpu = cpu_of(edge) - edge_before;
  static_cast<void>(cli::stop_gateway(*pid, base::Millis(20'000)));
  const auto per = [&](double seconds) { return seconds * 1e6 / static_cast<double>(accepted); };
  const double verification = seconds_per_verification() * 1e6;
  std::cout << "accepted " << accepted << " of " << containers.size() << " envelopes, "
            << bytes / std::max<std::size_t>(containers.size(), 1) << " bytes each\n"
            << "rate " << static_cast<double>(accepted) / wall << " per second\n"
            << "core " << per(core) << " us CPU per message, edge " << per(edge_cpu)
            << " us, together " << per(core + edge_cpu) << " us\n"
            << "one Ed25519 verification " << verification
            << " us; together = " << per(core + edge_cpu) / verification << " verifications\n";
  return accepted == containers.size() ? 0 : 1;
}

}  // namespace
}  // namespace gateway

int main(int argc, char** argv) {
  if (argc < 2) {
    std::cerr << "usage: conduit_bench FOLDER_WITH_THE_PROGRAMS [MESSAGES]\n";
    return 2;
  }
  return gateway::run(argv[1], argc > 2 ? std::stoul(argv[2]) : 2'000);
}
