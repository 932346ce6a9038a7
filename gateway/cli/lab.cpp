#include "gateway/base/enum_text.h"
#include "gateway/cli/choose.h"
#include "gateway/cli/command.h"
#include "gateway/cli/files.h"
#include "gateway/cli/lab_replay.h"
#include "gateway/cli/training.h"
#include "gateway/crypto/random.h"
#include "gateway/lab/network.h"

#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>
#include <sys/wait.h>

namespace gateway::cli {
namespace {

struct LabArguments {
  std::string folder;
  std::string examples;
  bool detach = false;
};

ExitCode make(const Invocation& invocation, const LabArguments& arguments) {
  const Console& console = invocation.console;
  crypto::SystemRandom random;
  console.progress("making keys and papers of the training network ...");
  const auto units = lab::make_network(arguments.folder, random);
  if (!units) {
    console.error(units.error().what.view(), "choose a folder that is empty or does not exist");
    return ExitCode::kFailed;
  }
  console.line("made a training network of " + std::to_string(units->size()) + " units in " +
               arguments.folder);
  console.line("next: safeconduct lab up " + arguments.folder + " --detach");
  console.object({{"folder", arguments.folder}, {"units", units->size()}});
  return ExitCode::kOk;
}

ExitCode up(const Invocation& invocation, const LabArguments& arguments) {
  const Console& console = invocation.console;
  if (const auto running = running_gateway(arguments.folder)) {
    console.line("the gateway is running already (process " + std::to_string(*running) + ")");
    console.object({{"running", true}, {"pid", *running}});
    return ExitCode::kOk;
  }
  const auto pid = start_gateway(arguments.folder, invocation.self);
  if (!pid) {
    console.error(pid.error().what.view(), "see " + arguments.folder + "/gateway/log.txt");
    return ExitCode::kUnreachable;
  }
  console.line("the gateway serves (process " + std::to_string(*pid) + ")");
  console.object({{"running", true}, {"pid", *pid}});
  if (!arguments.detach) {
    console.progress("stop it with: safeconduct lab down " + arguments.folder);
    while (::waitpid(*pid, nullptr, 0) < 0 && errno == EINTR) {
    }
  }
  return ExitCode::kOk;
}

ExitCode down(const Invocation& invocation, const LabArguments& arguments) {
  const Console& console = invocation.console;
  const auto pid = running_gateway(arguments.folder);
  if (pid && !stop_gateway(*pid, base::Millis(30'000))) {
    console.error("the gateway does not stop", "look at its log, gateway/log.txt");
    return ExitCode::kFailed;
  }
  console.line(pid ? "stopped" : "it was not running");
  console.object({{"running", false}});
  return ExitCode::kOk;
}

ExitCode replay(const Invocation& invocation, const LabArguments& arguments) {
  return replay_examples(invocation, arguments.folder, arguments.examples);
}

}  // namespace

void add_lab(CLI::App& program, Action& chosen) {
  CLI::App* const lab = program.add_subcommand("lab", "A training network in a folder");
  lab->require_subcommand(1);
  const auto arguments = std::make_shared<LabArguments>();
  const auto with_folder = [&](const char* name, const char* what) {
    CLI::App* const command = lab->add_subcommand(name, what);
    command->add_option("folder", arguments->folder, "the network's folder")->required();
    return command;
  };
  choose(*with_folder("new", "Makes the network: trustees, gateway and all example partners"),
         chosen, arguments, make);
  CLI::App* const starting = with_folder("up", "Starts its gateway");
  starting->add_flag("--detach", arguments->detach, "leave it running and return");
  choose(*starting, chosen, arguments, up);
  choose(*with_folder("down", "Stops its gateway"), chosen, arguments, down);
  CLI::App* const replaying =
      with_folder("replay", "Sends and opens a set of example messages through its gateway");
  replaying->add_option("examples", arguments->examples, "a folder with index.csv")->required();
  choose(*replaying, chosen, arguments, replay);
}

}  // namespace gateway::cli
