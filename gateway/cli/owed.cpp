#include "gateway/cli/owed.h"

#include "gateway/broker/delivery.h"
#include "gateway/cli/choose.h"
#include "gateway/cli/offline.h"

#include <memory>
#include <utility>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

namespace gateway::cli {
namespace {

using nlohmann::ordered_json;

std::string progress_of(const client::OwedRow& owed) {
  if (owed.answered) return "answered";
  if (!owed.status) return "no longer known to the gateway";
  return std::string(broker::to_text(static_cast<broker::DeliveryState>(owed.status->state)));
}

std::string recipient_of(const client::Desk& desk, const client::OwedRow& owed) {
  return desk.name_of(owed.row.unit.partner) + "/" + owed.row.unit.unit;
}

struct OverdueArguments {
  std::string at;
  bool all = false;
};

ExitCode overdue(const Invocation& invocation, const OverdueArguments& arguments) {
  const Console& console = invocation.console;
  auto connected = connect(invocation);
  if (const auto* const code = std::get_if<ExitCode>(&connected)) return *code;
  auto& unit = *std::get<std::unique_ptr<Connected>>(connected);
  const auto now = at_or_now(console, unit, arguments.at);
  if (!now) return ExitCode::kUsage;
  client::SentRows sent = client::sent_rows(client::Outbox(unit.desk->context().state / "outbox"));
  ExitCode code = ExitCode::kOk;
  auto owed = ask_owed(console, unit, std::move(sent.rows), *now, code);
  if (!owed) return code;
  if (!arguments.all) {
    std::erase_if(
        *owed, [](const client::OwedRow& each) { return each.state != promise::State::kOverdue; });
  }
  show_owed(console, *unit.desk, *owed);
  if (sent.damaged == 0) return code;
  console.error("some items of the outbox are damaged and were left out",
                "keep the state folder and ask whoever looks after this machine");
  return ExitCode::kPartial;
}

}  // namespace

std::optional<std::vector<client::OwedRow>> ask_owed(const Console& console, Connected& unit,
                                                     std::vector<client::SentRow> rows,
                                                     base::Time now, ExitCode& code) {
  client::AnswerBook book(unit.desk->context().state / "answers");
  client::OwedQuestion question;
  question.rows = std::move(rows);
  question.now = now;
  auto owed = client::owed_rows(question, *unit.link, book);
  if (!owed) code = report(console, unit.link->fault().value_or(client::LinkError()));
  book.save();
  return owed;
}

ordered_json to_json(const client::Desk& desk, const client::OwedRow& owed) {
  ordered_json object = {{"message", model::to_text(owed.row.message)},
                         {"kind", model::to_text(owed.row.kind)},
                         {"recipient", recipient_of(desk, owed)},
                         {"role", model::to_text(owed.row.role)},
                         {"owes", promise::to_text(owed.duty.kind)}};
  object["due"] = owed.duty.due ? ordered_json(base::to_text(*owed.duty.due)) : ordered_json();
  object["state"] = promise::to_text(owed.state);
  object["progress"] = progress_of(owed);
  object["answeredAt"] =
      owed.answered ? ordered_json(base::to_text(*owed.answered)) : ordered_json();
  return object;
}

void show_owed(const Console& console, const client::Desk& desk,
               const std::vector<client::OwedRow>& owed) {
  std::vector<std::vector<std::string>> rows = {
      {"due", "state", "recipient", "role", "kind", "message", "how far it got"}};
  for (const client::OwedRow& each : owed) {
    rows.push_back({each.duty.due ? base::to_text(*each.duty.due) : "-",
                    std::string(promise::to_text(each.state)), recipient_of(desk, each),
                    std::string(model::to_text(each.row.role)),
                    std::string(model::to_text(each.row.kind)), model::to_text(each.row.message),
                    progress_of(each)});
    console.object(to_json(desk, each));
  }
  if (owed.empty()) {
    console.line("nothing");
  } else {
    console.table(rows);
  }
}

void add_share_overdue(CLI::App& share, Action& chosen) {
  CLI::App* const command =
      share.add_subcommand("overdue", "Who owes this unit an answer and is late with it");
  const auto arguments = std::make_shared<OverdueArguments>();
  add_time_option(*command, arguments->at);
  command->add_flag("--all", arguments->all, "also what is not late, and what was answered");
  choose(*command, chosen, arguments, overdue);
}

std::optional<base::Time> at_or_now(const Console& console, const Connected& unit,
                                    const std::string& at) {
  return at.empty() ? std::optional(unit.link->welcome().time) : moment(console, at);
}

}  // namespace gateway::cli
