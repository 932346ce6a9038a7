#include "gateway/cli/choose.h"
#include "gateway/cli/connected.h"
#include "gateway/cli/consent_commands.h"
#include "gateway/cli/offline.h"
#include "gateway/cli/owed.h"
#include "gateway/client/consent_ledger.h"

#include <algorithm>
#include <memory>
#include <tuple>
#include <utility>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

namespace gateway::cli {
namespace {

using nlohmann::ordered_json;

struct ListArguments {
  std::string at;
};

std::string id_of(const client::RecordedConsent& consent) {
  return model::to_text(consent.id.value_or(consent.message));
}

void show(const Console& console, const client::Desk& desk, const client::RecordedConsent& consent,
          base::Time now) {
  console.line("");
  console.line(
      "consent " + id_of(consent) + ", recorded " + base::to_text(consent.created) +
      (consent.id ? "" : "  (the id of the message; the file calls the consent otherwise)"));
  ordered_json entries = ordered_json::array();
  std::vector<std::vector<std::string>> rows = {{"purpose", "recipient", "role", "until", "state"}};
  auto sorted = consent.entries;
  std::ranges::sort(sorted, {}, [](const wire::ConsentEntry& entry) {
    return std::tuple(entry.purpose, entry.recipient, entry.role);
  });
  for (const wire::ConsentEntry& entry : sorted) {
    const std::string state(client::to_text(client::state_of(entry, now)));
    rows.push_back({std::string(model::to_text(entry.purpose)), desk.name_of(entry.recipient),
                    std::string(model::to_text(entry.role)), base::to_text(entry.until), state});
    entries.push_back({{"purpose", model::to_text(entry.purpose)},
                       {"recipient", desk.name_of(entry.recipient)},
                       {"role", model::to_text(entry.role)},
                       {"from", base::to_text(entry.from)},
                       {"until", base::to_text(entry.until)},
                       {"state", state}});
  }
  if (entries.empty()) {
    console.line("  the gateway's register has nothing of it: it allows nothing");
  } else {
    console.table(rows);
  }
  console.object(
      {{"consent", consent.id ? ordered_json(model::to_text(*consent.id)) : ordered_json()},
       {"message", model::to_text(consent.message)},
       {"recordedAt", base::to_text(consent.created)},
       {"entries", entries}});
}

ExitCode list(const Invocation& invocation, const ListArguments& arguments) {
  const Console& console = invocation.console;
  auto connected = connect(invocation);
  if (const auto* const code = std::get_if<ExitCode>(&connected)) return *code;
  auto& unit = *std::get<std::unique_ptr<Connected>>(connected);
  const auto now = at_or_now(console, unit, arguments.at);
  if (!now) return ExitCode::kUsage;
  const client::Outbox outbox(unit.desk->context().state / "outbox");
  client::SentRows sent = client::sent_rows(outbox);
  const auto recorded = client::recorded_consents(*unit.desk, sent, *unit.link, kAnswerTimeout);
  if (!recorded) return report(console, unit.link->fault().value_or(client::LinkError()));
  std::erase_if(sent.rows, [](const client::SentRow& row) {
    return row.kind != model::Kind::kConsentWithdraw;
  });
  ExitCode code = ExitCode::kOk;
  auto owed = ask_owed(console, unit, std::move(sent.rows), *now, code);
  if (!owed) return code;
  std::erase_if(*owed, [](const client::OwedRow& each) { return each.answered.has_value(); });
  console.line("withdrawals that were not answered:");
  show_owed(console, *unit.desk, *owed);
  for (const client::RecordedConsent& consent : *recorded) show(console, *unit.desk, consent, *now);
  if (sent.damaged == 0) return code;
  console.error("some items of the outbox are damaged and were left out",
                "keep the state folder and ask whoever looks after this machine");
  return ExitCode::kPartial;
}

}  // namespace

void add_consent_list(CLI::App& consent, Action& chosen) {
  CLI::App* const command = consent.add_subcommand(
      "list", "Consents this unit recorded, what holds of them, and who has not answered");
  const auto arguments = std::make_shared<ListArguments>();
  add_time_option(*command, arguments->at);
  choose(*command, chosen, arguments, list);
}

}  // namespace gateway::cli
