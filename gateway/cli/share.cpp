#include "gateway/base/enum_text.h"
#include "gateway/broker/delivery.h"
#include "gateway/cli/choose.h"
#include "gateway/cli/command.h"
#include "gateway/cli/connected.h"
#include "gateway/cli/files.h"
#include "gateway/cli/share_plan.h"
#include "gateway/client/sender.h"

#include <memory>
#include <string>
#include <utility>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

namespace gateway::cli {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t kMaxFile = std::size_t{1} << 20U;
constexpr base::Millis kTimeout{15'000};

struct ShareArguments {
  std::string file;
  std::string topic;
  std::string view;
  std::string message;
};

ExitCode report_not_sent(const Console& console, const client::NotSent& not_sent) {
  using Why = client::NotSent::Why;
  console.refusal(not_sent.refusal, not_sent.missing, not_sent.at);
  for (std::size_t i = 1; i < not_sent.violations.size(); ++i) {
    const kinds::Violation& also = not_sent.violations[i];
    console.refusal(also.rule, also.why, also.at);
  }
  switch (not_sent.why) {
    case Why::kRefused:
      return ExitCode::kRefused;
    case Why::kUsage:
      return ExitCode::kUsage;
    case Why::kUnsupported:
      return ExitCode::kRefused;
    case Why::kUnreachable:
      return ExitCode::kUnreachable;
    case Why::kLocal:
      return ExitCode::kFailed;
  }
  return ExitCode::kFailed;
}

ExitCode plan(const Invocation& invocation, const ShareArguments& arguments) {
  const auto file = read_file(arguments.file, kMaxFile);
  if (const auto* const wrong = std::get_if<base::Diagnostic>(&file)) {
    invocation.console.diagnostics({*wrong});
    return ExitCode::kUsage;
  }
  auto connected = connect(invocation);
  if (const auto* const code = std::get_if<ExitCode>(&connected)) return *code;
  auto& unit = *std::get<std::unique_ptr<Connected>>(connected);
  client::Sender sender(*unit.desk, unit.random);
  client::Sender::Options options;
  options.topic = arguments.topic;
  options.timeout = kTimeout;
  const auto& text = std::get<std::string>(file);
  const auto planned = sender.plan(text, *unit.link, options);
  if (const auto* const not_sent = std::get_if<client::NotSent>(&planned)) {
    return report_not_sent(invocation.console, *not_sent);
  }
  const auto& made = std::get<client::Plan>(planned);
  if (!arguments.view.empty()) {
    return show_view(invocation.console, *unit.desk, made, text, arguments.view);
  }
  show_plan(invocation.console, *unit.desk, made);
  return made.refusal() ? ExitCode::kRefused : ExitCode::kOk;
}

ExitCode send(const Invocation& invocation, const ShareArguments& arguments) {
  const Console& console = invocation.console;
  const auto file = read_file(arguments.file, kMaxFile);
  if (const auto* const wrong = std::get_if<base::Diagnostic>(&file)) {
    console.diagnostics({*wrong});
    return ExitCode::kUsage;
  }
  auto connected = connect(invocation);
  if (const auto* const code = std::get_if<ExitCode>(&connected)) return *code;
  auto& unit = *std::get<std::unique_ptr<Connected>>(connected);
  client::Sender sender(*unit.desk, unit.random);
  client::Sender::Options options;
  options.topic = arguments.topic;
  options.timeout = kTimeout;
  const auto result = sender.send(std::get<std::string>(file), *unit.link, options);
  if (const auto* const not_sent = std::get_if<client::NotSent>(&result)) {
    return report_not_sent(console, *not_sent);
  }
  const auto& sent = std::get<client::Sent>(result);
  if (!sent.was_sent_before) show_plan(console, *unit.desk, sent.plan);
  ordered_json pieces = ordered_json::array();
  for (const client::OutboxPiece& piece : sent.pieces) {
    console.line("accepted and in the log: " + piece.recipients);
    pieces.push_back({{"message", model::to_text(piece.wire_id)}, {"to", piece.recipients}});
  }
  console.object({{"message", model::to_text(sent.message)},
                  {"accepted", true},
                  {"again", sent.was_sent_before},
                  {"envelopes", pieces}});
  return ExitCode::kOk;
}

ExitCode status(const Invocation& invocation, const ShareArguments& arguments) {
  const Console& console = invocation.console;
  const auto id = model::parse_message_id(arguments.message);
  if (!id) {
    console.error("a message id is a lower-case UUID", "it stands in envelope.messageId");
    return ExitCode::kUsage;
  }
  auto connected = connect(invocation);
  if (const auto* const code = std::get_if<ExitCode>(&connected)) return *code;
  auto& unit = *std::get<std::unique_ptr<Connected>>(connected);
  const client::Sender sender(*unit.desk, unit.random);
  const auto item = sender.outbox().find(*id);
  wire::AskStatus ask{{*id}};
  if (item && *item) {
    ask.messages.clear();
    for (const auto& piece : (**item).pieces) ask.messages.push_back(piece.wire_id);
  }
  const auto reply = unit.link->ask(ask, {}, kTimeout);
  if (!reply.answer) return report(console, reply.error);
  const auto* const statuses = std::get_if<wire::Statuses>(&reply.answer->body);
  bool is_known = false;
  std::vector<std::vector<std::string>> rows = {{"recipient", "role", "state"}};
  ordered_json shown = ordered_json::array();
  for (const auto& message :
       statuses == nullptr ? std::vector<wire::MessageStatus>() : statuses->messages) {
    is_known = is_known || message.known;
    for (const wire::RowStatus& row : message.rows) {
      const std::string partner = unit.desk->name_of(row.unit.partner) + "/" + row.unit.unit;
      const std::string state(broker::to_text(static_cast<broker::DeliveryState>(row.state)));
      rows.push_back({partner, std::string(model::to_text(row.role)), state});
      shown.push_back({{"recipient", partner},
                       {"role", model::to_text(row.role)},
                       {"state", state},
                       {"opened", row.opened != 0}});
    }
  }
  if (!is_known) {
    console.refusal(model::Refusal::kNotFound, "", "");
    return ExitCode::kRefused;
  }
  console.table(rows);
  console.object({{"message", arguments.message}, {"rows", shown}});
  return ExitCode::kOk;
}

}  // namespace

void add_share(CLI::App& program, Action& chosen) {
  CLI::App* const share = program.add_subcommand("share", "Messages to other partners");
  share->require_subcommand(1);
  const auto arguments = std::make_shared<ShareArguments>();
  const auto with_file = [&](const char* name, const char* what) {
    CLI::App* const command = share->add_subcommand(name, what);
    command->add_option("file", arguments->file, "interchange JSON")->required();
    command->add_option("--topic", arguments->topic, "publish to KIND/AREA/SECTOR");
    return command;
  };
  CLI::App* const planning =
      with_file("plan", "Shows who would read which part and why; sends nothing");
  planning->add_option("--view", arguments->view, "print what a reader in this role would see");
  choose(*planning, chosen, arguments, plan);
  choose(*with_file("send", "Seals and sends; the same file again is sent as it was sealed"),
         chosen, arguments, send);
  CLI::App* const asking = share->add_subcommand("status", "How far a message got");
  asking->add_option("message", arguments->message, "its message id")->required();
  choose(*asking, chosen, arguments, status);
}

}  // namespace gateway::cli
