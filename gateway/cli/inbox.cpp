#include "gateway/client/inbox.h"

#include "gateway/base/enum_text.h"
#include "gateway/cli/choose.h"
#include "gateway/cli/command.h"
#include "gateway/cli/connected.h"
#include "gateway/cli/oversight.h"
#include "gateway/client/oversight.h"
#include "gateway/kinds/message.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

namespace gateway::cli {
namespace {

using nlohmann::ordered_json;

struct InboxArguments {
  std::string item;
  bool no_fetch = false;
};

ordered_json json_of(const client::InboxSummary& summary) {
  ordered_json sections = ordered_json::array();
  for (const model::Section section : summary.granted) sections.push_back(model::to_text(section));
  return {{"id", summary.id},
          {"message", model::to_text(summary.message)},
          {"from", summary.from},
          {"kind", model::to_text(summary.kind)},
          {"role", model::to_text(summary.role)},
          {"urgency", model::to_text(summary.urgency)},
          {"createdAt", base::to_text(summary.created)},
          {"state", summary.note.empty() ? "fetched" : summary.note},
          {"sections", sections}};
}

ExitCode list(const Invocation& invocation, const InboxArguments& arguments) {
  const Console& console = invocation.console;
  auto connected = connect(invocation);
  if (const auto* const code = std::get_if<ExitCode>(&connected)) return *code;
  auto& unit = *std::get<std::unique_ptr<Connected>>(connected);
  client::Inbox inbox(*unit.desk, unit.random);
  ExitCode code = ExitCode::kOk;
  for (const model::Role role : unit.desk->unit_entry().roles) {
    if (arguments.no_fetch) break;
    const auto fetched = inbox.fetch(*unit.link, {role, 256, base::Millis(500), kAnswerTimeout});
    for (const auto& [id, refusal] : fetched.refused) {
      console.refusal(refusal, "a delivery without a valid proof was not kept", "");
      code = ExitCode::kVerificationFailed;
    }
    if (fetched.error) return report(console, *fetched.error);
  }
  if (!arguments.no_fetch) {
    const auto asked = client::ask_oversight(*unit.desk, *unit.link, kAnswerTimeout);
    if (const auto* const failed = std::get_if<client::LinkError>(&asked)) {
      return report(console, *failed);
    }
    show_news(console, *unit.desk, std::get<client::Oversight>(asked));
  }
  std::vector<std::vector<std::string>> rows = {
      {"id", "created", "from", "kind", "urgency", "state"}};
  for (const client::InboxSummary& summary : inbox.list()) {
    rows.push_back({summary.id, base::to_text(summary.created), summary.from,
                    std::string(model::to_text(summary.kind)),
                    std::string(model::to_text(summary.urgency)),
                    summary.note.empty() ? "fetched" : summary.note});
    console.object(json_of(summary));
  }
  console.table(rows);
  return code;
}

ExitCode open(const Invocation& invocation, const InboxArguments& arguments) {
  const Console& console = invocation.console;
  auto connected = connect(invocation);
  if (const auto* const code = std::get_if<ExitCode>(&connected)) return *code;
  auto& unit = *std::get<std::unique_ptr<Connected>>(connected);
  client::Inbox inbox(*unit.desk, unit.random);
  const auto item = inbox.find(arguments.item);
  if (!item) {
    console.error("there is no such item", "`inbox list` shows them");
    return ExitCode::kUsage;
  }
  const auto result = inbox.open(*item, *unit.link, kAnswerTimeout);
  if (const auto* const not_opened = std::get_if<client::NotOpened>(&result)) {
    console.refusal(not_opened->refusal, not_opened->why, "");
    for (const kinds::Violation& violation : not_opened->violations) {
      console.refusal(violation.rule, violation.why, violation.at);
    }
    return not_opened->quarantined ? ExitCode::kPartial : ExitCode::kRefused;
  }
  const auto& opened = std::get<client::Opened>(result);
  const std::string json = kinds::to_json(opened.view.document());
  bool is_whole = true;
  for (const client::OpenedSection& section : opened.sections) {
    if (!section.refusal) continue;
    is_whole = false;
    console.progress("not released: " + std::string(model::to_text(section.section)) + ", " +
                     model::to_code(*section.refusal) + " " +
                     std::string(model::describe(*section.refusal).cause));
  }
  console.line(json);
  console.object(ordered_json::parse(json));
  return is_whole ? ExitCode::kOk : ExitCode::kPartial;
}

ExitCode acknowledge(const Invocation& invocation, const InboxArguments& arguments) {
  const Console& console = invocation.console;
  auto connected = connect(invocation);
  if (const auto* const code = std::get_if<ExitCode>(&connected)) return *code;
  auto& unit = *std::get<std::unique_ptr<Connected>>(connected);
  client::Inbox inbox(*unit.desk, unit.random);
  const auto item = inbox.find(arguments.item);
  if (!item) {
    console.error("there is no such item", "`inbox list` shows them");
    return ExitCode::kUsage;
  }
  if (const auto failed = inbox.acknowledge(*item, *unit.link, kAnswerTimeout)) {
    console.refusal(failed->refusal, failed->why, "");
    return ExitCode::kRefused;
  }
  console.line("the sender is told that it was acted on");
  console.object({{"id", arguments.item}, {"acted", true}});
  return ExitCode::kOk;
}

}  // namespace

void add_inbox(CLI::App& program, Action& chosen) {
  CLI::App* const inbox = program.add_subcommand("inbox", "Messages from other partners");
  inbox->require_subcommand(1);
  const auto arguments = std::make_shared<InboxArguments>();
  CLI::App* const listing =
      inbox->add_subcommand("list", "Fetches what waits and lists what is here");
  listing->add_flag("--no-fetch", arguments->no_fetch, "only what is on this machine");
  choose(*listing, chosen, arguments, list);
  const auto with_item = [&](const char* name, const char* what) {
    CLI::App* const command = inbox->add_subcommand(name, what);
    command->add_option("id", arguments->item, "as `inbox list` shows it")->required();
    return command;
  };
  choose(*with_item("open", "Verifies, opens and prints one; the opening is recorded"), chosen,
         arguments, open);
  choose(*with_item("ack", "Tells the sender that it was acted on"), chosen, arguments,
         acknowledge);
}

}  // namespace gateway::cli
