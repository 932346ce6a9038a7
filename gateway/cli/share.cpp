#include "gateway/base/enum_text.h"
#include "gateway/broker/delivery.h"
#include "gateway/cli/choose.h"
#include "gateway/cli/command.h"
#include "gateway/cli/connected.h"
#include "gateway/cli/files.h"
#include "gateway/cli/offline.h"
#include "gateway/cli/owed.h"
#include "gateway/cli/share_people.h"
#include "gateway/cli/share_plan.h"
#include "gateway/client/sender.h"
#include "gateway/directory/approval.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

namespace gateway::cli {
namespace {

using nlohmann::ordered_json;

struct ShareArguments {
  std::string file;
  std::string topic;
  std::string view;
  std::string message;
  std::string decided_by;
  std::string draft;
  std::string decision;
  std::vector<std::string> approved;
};

// What people signed about a message before it is sent; reports what cannot be read.
struct SignedBefore {
  std::optional<crypto::SigningKey> person;
  std::optional<client::Draft> draft;
};
std::optional<SignedBefore> read_signed(const Invocation& invocation,
                                        const ShareArguments& arguments,
                                        client::Sender::Options& options) {
  SignedBefore read;
  if (!arguments.decided_by.empty()) {
    read.person = read_key(invocation, arguments.decided_by, crypto::KeyUse::kDecide);
    if (!read.person) return std::nullopt;
  }
  if (!arguments.draft.empty()) {
    auto draft = read_draft(invocation.console, arguments.draft);
    if (!draft) return std::nullopt;
    read.draft = *std::move(draft);
  }
  if (!arguments.decision.empty()) {
    auto decisions = read_decisions(invocation.console, arguments.decision);
    if (!decisions) return std::nullopt;
    options.decisions = *std::move(decisions);
  }
  for (const std::string& file : arguments.approved) {
    auto note = read_file(file, directory::kMaxApprovalNoteSize);
    if (const auto* const wrong = std::get_if<base::Diagnostic>(&note)) {
      invocation.console.diagnostics({*wrong});
      return std::nullopt;
    }
    options.approvals.push_back(std::get<std::string>(std::move(note)));
  }
  return read;
}

ExitCode plan(const Invocation& invocation, const ShareArguments& arguments) {
  const auto file = read_file(arguments.file, kMaxMessageFile);
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
  options.timeout = kAnswerTimeout;
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
  const auto file = read_file(arguments.file, kMaxMessageFile);
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
  options.timeout = kAnswerTimeout;
  const auto people = read_signed(invocation, arguments, options);
  if (!people) return ExitCode::kUsage;
  if (people->person) options.decided_by = &*people->person;
  if (people->draft) options.draft = &*people->draft;
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
  const auto reply = unit.link->ask(ask, {}, kAnswerTimeout);
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
  client::SentRows sent = client::sent_rows(sender.outbox());
  std::erase_if(sent.rows, [&](const client::SentRow& row) { return row.message != *id; });
  ExitCode code = ExitCode::kOk;
  const auto owed = ask_owed(console, unit, std::move(sent.rows), unit.link->welcome().time, code);
  if (!owed) return code;
  ordered_json promises = ordered_json::array();
  for (const client::OwedRow& each : *owed) promises.push_back(to_json(*unit.desk, each));
  if (!owed->empty()) console.line("they owe:");
  if (!owed->empty() && !console.json()) show_owed(console, *unit.desk, *owed);
  console.object({{"message", arguments.message}, {"rows", shown}, {"promises", promises}});
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
  CLI::App* const sending =
      with_file("send", "Seals and sends; the same file again is sent as it was sealed");
  sending->add_option("--decided-by", arguments->decided_by,
                      "key file of the person who decided the override the file records");
  sending->add_option("--draft", arguments->draft, "what `share prepare` made of this file");
  sending->add_option("--decision", arguments->decision,
                      "what `share decide` wrote about the draft");
  sending->add_option("--approved", arguments->approved,
                      "an approval that trustees signed; once for each");
  choose(*sending, chosen, arguments, send);
  CLI::App* const asking = share->add_subcommand("status", "How far a message got");
  asking->add_option("message", arguments->message, "its message id")->required();
  choose(*asking, chosen, arguments, status);
  add_share_people(*share, chosen);
  add_share_reviews(*share, chosen);
  add_share_overdue(*share, chosen);
}

}  // namespace gateway::cli
