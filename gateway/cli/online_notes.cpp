#include "gateway/cli/choose.h"
#include "gateway/cli/command.h"
#include "gateway/cli/connected.h"
#include "gateway/cli/files.h"
#include "gateway/client/subscribe.h"

#include <memory>
#include <string>
#include <variant>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

// Signed notes that a unit hands to its gateway: subscriptions and freezes.

namespace gateway::cli {
namespace {

constexpr std::size_t kMaxNote = std::size_t{16} * 1024;

struct NoteArguments {
  std::string topic;
  std::string note;
  bool off = false;
};

ExitCode subscribe(const Invocation& invocation, const NoteArguments& arguments) {
  const Console& console = invocation.console;
  const auto pattern = directory::parse_topic_pattern(arguments.topic);
  if (!pattern) {
    console.error("a topic is KIND/AREA/SECTOR", "for example intel.report/northvale/*");
    return ExitCode::kUsage;
  }
  auto connected = connect(invocation);
  if (const auto* const code = std::get_if<ExitCode>(&connected)) return *code;
  auto& unit = *std::get<std::unique_ptr<Connected>>(connected);
  const auto state =
      arguments.off ? directory::SubscriptionState::kOff : directory::SubscriptionState::kOn;
  if (const auto error =
          client::subscribe(*unit.desk, *unit.link, *pattern, state, kAnswerTimeout)) {
    return report(console, *error);
  }
  console.line((arguments.off ? "unsubscribed from " : "subscribed to ") + arguments.topic +
               "; what was published before stays where it is");
  console.object({{"topic", arguments.topic}, {"on", !arguments.off}});
  return ExitCode::kOk;
}

ExitCode announce(const Invocation& invocation, const NoteArguments& arguments) {
  const Console& console = invocation.console;
  const auto note = read_file(arguments.note, kMaxNote);
  if (const auto* const wrong = std::get_if<base::Diagnostic>(&note)) {
    console.diagnostics({*wrong});
    return ExitCode::kUsage;
  }
  auto connected = connect(invocation);
  if (const auto* const code = std::get_if<ExitCode>(&connected)) return *code;
  auto& unit = *std::get<std::unique_ptr<Connected>>(connected);
  const auto reply = unit.link->ask(wire::Freeze{std::get<std::string>(note)}, {}, kAnswerTimeout);
  if (!reply.answer) return report(console, reply.error);
  if (const auto* const refused = std::get_if<wire::Refused>(&reply.answer->body)) {
    console.refusal(refused->refusal, "the gateway does not take the note", "");
    return ExitCode::kRefused;
  }
  console.line("the gateway acts on it from the next message on");
  console.object({{"announced", true}});
  return ExitCode::kOk;
}

}  // namespace

void add_online_notes(CLI::App& program, Action& chosen) {
  const auto arguments = std::make_shared<NoteArguments>();
  CLI::App* const subscribing = program.get_subcommand("inbox")->add_subcommand(
      "subscribe", "Asks for what is published to a topic from now on");
  subscribing->add_option("topic", arguments->topic, "KIND/AREA/SECTOR; * for any")->required();
  subscribing->add_flag("--off", arguments->off, "end the subscription");
  choose(*subscribing, chosen, arguments, subscribe);
  CLI::App* const announcing = program.get_subcommand("partner")->add_subcommand(
      "announce", "Hands a signed freeze (or lift) to the gateway");
  announcing->add_option("note", arguments->note, "what `partner freeze` wrote")->required();
  choose(*announcing, chosen, arguments, announce);
}

}  // namespace gateway::cli
