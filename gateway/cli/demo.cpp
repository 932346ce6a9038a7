#include "gateway/base/text.h"
#include "gateway/cli/choose.h"
#include "gateway/cli/command.h"
#include "gateway/cli/demo_story.h"
#include "gateway/cli/training.h"
#include "gateway/crypto/random.h"
#include "gateway/lab/network.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

namespace gateway::cli {
namespace {

using std::chrono::steady_clock;

struct DemoArguments {
  std::string keep;
};

// Stops the gateway and removes the folder unless it is to be kept, however the story ends.
class Stage {
 public:
  Stage(std::filesystem::path folder, bool keep) : folder_(std::move(folder)), keep_(keep) {}
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;
  ~Stage() {
    if (pid_ > 0) static_cast<void>(stop_gateway(pid_, base::Millis(20'000)));
    std::error_code ignored;
    if (!keep_) std::filesystem::remove_all(folder_, ignored);
  }
  void runs(::pid_t pid) { pid_ = pid; }
  bool stop() {
    const bool stopped = stop_gateway(pid_, base::Millis(20'000)).has_value();
    pid_ = 0;
    return stopped;
  }
  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }

 private:
  std::filesystem::path folder_;
  bool keep_;
  ::pid_t pid_ = 0;
};

std::filesystem::path fresh_folder(crypto::Random& random) {
  std::array<std::uint8_t, 8> bytes{};
  random.fill(bytes);
  return std::filesystem::temp_directory_path() / ("safeconduct-demo-" + base::to_hex(bytes));
}

ExitCode demo(const Invocation& invocation, const DemoArguments& arguments) {
  const Console& console = invocation.console;
  const auto began = steady_clock::now();
  crypto::SystemRandom random;
  Stage stage(arguments.keep.empty() ? fresh_folder(random) : std::filesystem::path(arguments.keep),
              !arguments.keep.empty());
  console.progress("1/4 making a network: trustees, a gateway, partners ...");
  const auto units = lab::make_network(stage.folder(), random);
  if (!units) {
    console.error(units.error().what.view(), "choose a folder that is empty or does not exist");
    return ExitCode::kFailed;
  }
  console.progress("2/4 starting the gateway ...");
  const auto pid = start_gateway(stage.folder(), invocation.self);
  if (!pid) {
    console.error(pid.error().what.view(), "run it with --keep DIR and look at the log");
    return ExitCode::kFailed;
  }
  stage.runs(*pid);
  console.progress("3/4 telling the story ...");
  Players players(stage.folder(), random);
  const bool told = tell_story(console, players);
  const bool stopped = stage.stop();
  console.progress("4/4 checking what is left behind ...");
  const bool sound = inspect_remains(console, stage.folder());
  const auto took = std::chrono::duration<double>(steady_clock::now() - began).count();
  const std::string seconds = std::to_string(static_cast<int>(took * 10) / 10) + "." +
                              std::to_string(static_cast<int>(took * 10) % 10);
  console.line("");
  console.line("The whole story took " + seconds + " s." +
               (arguments.keep.empty() ? "" : " Everything is in " + arguments.keep + "."));
  const bool good = told && stopped && sound;
  console.object({{"step", "end"}, {"ok", good}, {"seconds", took}});
  return good ? ExitCode::kOk : ExitCode::kFailed;
}

}  // namespace

void add_demo(CLI::App& program, Action& chosen) {
  CLI::App* const command = program.add_subcommand(
      "demo", "A whole network on this machine: one story told, everything verified");
  const auto arguments = std::make_shared<DemoArguments>();
  command->add_option("--keep", arguments->keep, "leave everything in this folder");
  choose(*command, chosen, arguments, demo);
}

}  // namespace gateway::cli
