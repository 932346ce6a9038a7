#include "gateway/base/text.h"
#include "gateway/cli/break_glass_commands.h"
#include "gateway/cli/choose.h"
#include "gateway/cli/connected.h"
#include "gateway/cli/files.h"
#include "gateway/cli/offline.h"
#include "gateway/client/inbox.h"
#include "gateway/client/outbox.h"
#include "gateway/directory/break_glass.h"
#include "gateway/envelope/recipient_view.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

namespace gateway::cli {
namespace {

constexpr std::size_t kMaxReason = 4096;
constexpr std::string_view kFirstLine = "safeconduct-break-glass-reason/v1";

struct BreakGlassRequestArguments {
  std::string item;
  std::string message;
  std::string partner;
  std::string role;
  std::string section;
  std::string ground;
  std::string reason_file;
  std::string out;
  std::uint32_t hours = 24;
};

/// The row that is to be opened.
struct Place {
  model::EnvelopeId envelope;
  model::Digest row;
  model::UnitRef recipient;
  model::Role role = model::Role::kNone;
};

// By its recipient, who has it.
std::optional<Place> place_of_item(Connected& unit, const std::string& id) {
  const client::Inbox inbox(*unit.desk, unit.random);
  const auto item = inbox.find(id);
  if (!item) return std::nullopt;
  const auto view = envelope::open_view(item->view);
  if (!view) return std::nullopt;
  return Place{view->id, view->head.row_commitments.at(view->row_index), view->row.recipient,
               view->row.role};
}

// By its sender, who asks the gateway.
std::optional<Place> place_of_message(Connected& unit,
                                      const BreakGlassRequestArguments& arguments) {
  const auto id = model::parse_message_id(arguments.message);
  const auto role = base::value_in(model::kRoleTexts, arguments.role);
  const auto* const partner = unit.desk->directory().partner(arguments.partner);
  if (!id || !role || partner == nullptr) return std::nullopt;
  wire::AskStatus ask{{*id}};
  const client::Outbox outbox(unit.desk->context().state / "outbox");
  const auto item = outbox.find(*id);
  if (item && *item) {
    ask.messages.clear();
    for (const auto& piece : (**item).pieces) ask.messages.push_back(piece.wire_id);
  }
  const auto reply = unit.link->ask(ask, {}, kAnswerTimeout);
  const auto* const told =
      reply.answer ? std::get_if<wire::Statuses>(&reply.answer->body) : nullptr;
  if (told == nullptr) return std::nullopt;
  for (const wire::MessageStatus& status : told->messages) {
    for (const wire::RowStatus& row : status.rows) {
      if (row.unit.partner == partner->number && row.role == *role &&
          !row.row_commitment.is_zero()) {
        return Place{status.envelope, row.row_commitment, row.unit, row.role};
      }
    }
  }
  return std::nullopt;
}

std::optional<std::string> read_reason(const Console& console, const std::string& file) {
  auto read = read_file(file, kMaxReason);
  if (const auto* const wrong = std::get_if<base::Diagnostic>(&read)) {
    console.diagnostics({*wrong});
    return std::nullopt;
  }
  auto& reason = std::get<std::string>(read);
  while (reason.ends_with('\n')) reason.pop_back();
  if (!reason.empty() && base::is_valid_utf8(reason)) return std::move(reason);
  console.error(file + ": holds no reason", "write down why it cannot wait");
  return std::nullopt;
}

ExitCode write(const Console& console, const BreakGlassRequestArguments& arguments,
               directory::BreakGlass what, const std::string& reason, crypto::Random& random) {
  base::Bytes blind(32);
  random.fill(blind);
  what.reason = directory::break_glass_reason(blind, reason);
  const std::string note = directory::to_text(what);
  const std::string reason_file = arguments.out + ".reason";
  auto written = write_new_file(arguments.out, note);
  if (!written) return give_up(console, arguments.out, written.error());
  written = write_new_file(reason_file, reason_text(blind, reason));
  if (!written) return give_up(console, reason_file, written.error());
  console.line("request: " + arguments.out + ", good until " + base::to_text(what.until));
  console.line("next: send it and " + reason_file +
               " to trustees, who `break-glass sign` it; then `break-glass submit` it");
  console.object({{"note", arguments.out},
                  {"reason", reason_file},
                  {"section", arguments.section},
                  {"from", base::to_text(what.from)},
                  {"until", base::to_text(what.until)}});
  return ExitCode::kOk;
}

ExitCode request(const Invocation& invocation, const BreakGlassRequestArguments& arguments) {
  const Console& console = invocation.console;
  const auto section = base::value_in(model::kSectionTexts, arguments.section);
  const auto ground = base::value_in(model::kLegalBasisTexts, arguments.ground);
  if (!section || !ground || !model::may_override(*ground)) {
    return give_up(console, ExitCode::kUsage,
                   section ? "'" + arguments.ground + "' is no ground for it"
                           : "'" + arguments.section + "' is no section",
                   section ? "one on which consent may be overridden, like 6.1.d or 9.2.g-18"
                           : "`inbox open` says which were not released");
  }
  const auto reason = read_reason(console, arguments.reason_file);
  if (!reason) return ExitCode::kUsage;
  auto connected = connect(invocation);
  if (const auto* const code = std::get_if<ExitCode>(&connected)) return *code;
  auto& unit = *std::get<std::unique_ptr<Connected>>(connected);
  const auto place = arguments.message.empty() ? place_of_item(unit, arguments.item)
                                               : place_of_message(unit, arguments);
  if (!place) {
    return give_up(console, ExitCode::kUsage, "there is no such item or message",
                   "an item as `inbox list` shows it, or --message, --to and --role of a message "
                   "that this unit sent");
  }
  const base::Time from = std::chrono::floor<std::chrono::seconds>(unit.link->welcome().time);
  return write(console, arguments,
               {place->envelope,
                place->row,
                place->recipient,
                place->role,
                *section,
                *ground,
                {},
                from,
                from + std::chrono::hours(arguments.hours)},
               *reason, unit.random);
}

}  // namespace

std::string reason_text(base::ByteView blind, std::string_view reason) {
  return std::string(kFirstLine) + "\nblind " + base::to_base64(blind) + "\n\n" +
         std::string(reason) + "\n";
}

std::optional<ReasonFile> parse_reason(std::string_view text) {
  const std::string start = std::string(kFirstLine) + "\nblind ";
  if (!text.starts_with(start) || !text.ends_with('\n')) return std::nullopt;
  text.remove_prefix(start.size());
  text.remove_suffix(1);
  const std::size_t end = text.find("\n\n");
  if (end == std::string_view::npos) return std::nullopt;
  auto blind = base::from_base64(text.substr(0, end));
  if (!blind || blind->size() != 32) return std::nullopt;
  return ReasonFile{*std::move(blind), std::string(text.substr(end + 2))};
}

void add_break_glass_request(CLI::App& glass, Action& chosen) {
  CLI::App* const asking = glass.add_subcommand(
      "request",
      "Writes the note that trustees sign, about one section of one message (--context)");
  const auto arguments = std::make_shared<BreakGlassRequestArguments>();
  asking->add_option("item", arguments->item, "the recipient's own, as `inbox list` shows it");
  asking->add_option("--message", arguments->message, "or one that this unit sent: its id");
  asking->add_option("--to", arguments->partner, "and whom it went to: the partner");
  asking->add_option("--role", arguments->role, "and in which role");
  asking->add_option("--section", arguments->section, "identity, health, ...")->required();
  asking->add_option("--ground", arguments->ground, "6.1.d, 9.2.g-18, ...")->required();
  asking->add_option("--reason-file", arguments->reason_file, "file that says why")->required();
  asking->add_option("--hours", arguments->hours, "for how long, at most 24 (24)")
      ->check(CLI::Range(1, 24));
  asking->add_option("--out", arguments->out, "where to write the note")->required();
  choose(*asking, chosen, arguments, request);
}

}  // namespace gateway::cli
