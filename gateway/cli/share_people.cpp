#include "gateway/cli/share_people.h"

#include "gateway/cli/choose.h"
#include "gateway/cli/connected.h"
#include "gateway/cli/files.h"
#include "gateway/cli/offline.h"
#include "gateway/cli/share_plan.h"
#include "gateway/client/files.h"
#include "gateway/client/sender.h"
#include "gateway/kinds/message.h"

#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <variant>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

namespace gateway::cli {
namespace {

using nlohmann::ordered_json;
using std::filesystem::path;

struct SharePeopleArguments {
  std::string file;
  std::string topic;
  std::string draft;
  std::string folder;
  std::string key;
  std::string out;
};

// One request a section and recipient, for trustees to sign.
std::optional<ordered_json> write_wanted(const Console& console, const path& folder,
                                         const std::vector<client::WantedApproval>& wanted) {
  ordered_json requests = ordered_json::array();
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const auto& [approval, partner, trustees] = wanted[i];
    const path file = folder / ("approval-" + std::to_string(i + 1) + ".note");
    const auto written = write_new_file(file, directory::to_text(approval));
    if (!written) {
      give_up(console, file, written.error());
      return std::nullopt;
    }
    const std::string role(model::to_text(approval.role));
    const std::string section(model::to_text(approval.section));
    console.line("wanted: " + std::to_string(trustees) + " trustees approve " + section + " for " +
                 partner + "/" + role + ": " + file.string());
    requests.push_back({{"note", file.string()},
                        {"recipient", partner},
                        {"role", role},
                        {"section", section},
                        {"trustees", trustees}});
  }
  return requests;
}

ExitCode prepare(const Invocation& invocation, const SharePeopleArguments& arguments) {
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
  const auto result = sender.prepare(std::get<std::string>(file), *unit.link, options);
  if (const auto* const not_sent = std::get_if<client::NotSent>(&result)) {
    return report_not_sent(console, *not_sent);
  }
  const auto& prepared = std::get<client::Sender::Prepared>(result);
  const path draft = path(arguments.folder) / "draft";
  std::error_code failed;
  if (std::filesystem::exists(draft, failed)) {
    return give_up(console, ExitCode::kUsage, "the folder holds a draft already",
                   "choose a folder that is empty or does not exist");
  }
  const auto kept = client::write_durably(draft, client::encode(prepared.draft));
  if (!kept) return give_up(console, draft, kept.error());
  const auto requests = write_wanted(console, arguments.folder, prepared.wanted);
  if (!requests) return ExitCode::kFailed;
  const bool is_overridden =
      !prepared.draft.envelopes.empty() && prepared.draft.envelopes.front().claimed.has_value();
  if (is_overridden) console.line("wanted: the person who decided signs: `share decide`");
  console.line("draft: " + draft.string() + "; it stays on this machine");
  console.line("next: have it signed, then `share send --draft " + draft.string() + "`");
  console.object({{"draft", draft.string()},
                  {"decision", is_overridden},
                  {"approvals", *requests},
                  {"envelopes", prepared.draft.envelopes.size()}});
  return ExitCode::kOk;
}

ExitCode decide(const Invocation& invocation, const SharePeopleArguments& arguments) {
  const Console& console = invocation.console;
  const auto draft = read_draft(console, arguments.draft);
  if (!draft) return ExitCode::kUsage;
  const auto file = read_file(arguments.file, kMaxMessageFile);
  if (const auto* const wrong = std::get_if<base::Diagnostic>(&file)) {
    console.diagnostics({*wrong});
    return ExitCode::kUsage;
  }
  const auto& text = std::get<std::string>(file);
  const auto parsed = kinds::parse_json(text);
  const auto* const message = std::get_if<kinds::Message>(&parsed);
  if (message == nullptr || draft->file != crypto::sha256(base::bytes_of(text))) {
    return give_up(console, ExitCode::kUsage, "the draft was made from another file",
                   "prepare it again, or name the file it was made from");
  }
  const auto& record = message->envelope().legal.override_record;
  if (!record) {
    return give_up(console, ExitCode::kUsage, "the file records no override",
                   "there is nothing to decide: `share send` it");
  }
  const auto person = read_key(invocation, arguments.key, crypto::KeyUse::kDecide);
  if (!person) return ExitCode::kBadConfiguration;
  const auto decisions = client::decide(*draft, *person);
  const auto written = write_new_file(arguments.out, client::to_text(decisions));
  if (!written) return give_up(console, arguments.out, written.error());
  console.line("signed for " + std::to_string(decisions.size()) + " envelopes:");
  console.line("  ground:  " + record->basis);
  console.line("  decided: " + record->decided_by);
  console.line("  reason:  " + record->reason);
  console.line("decision: " + arguments.out);
  console.object({{"decision", arguments.out},
                  {"message", model::to_text(draft->message)},
                  {"envelopes", decisions.size()}});
  return ExitCode::kOk;
}

}  // namespace

std::optional<client::Draft> read_draft(const Console& console, const std::string& file) {
  const auto bytes = client::read_whole(file, client::kMaxDraft);
  if (bytes) {
    auto draft = client::decode_draft(*bytes);
    if (draft) return *std::move(draft);
  }
  console.error(file + ": is no draft", "name the file that `share prepare` wrote");
  return std::nullopt;
}

std::optional<std::vector<client::Decision>> read_decisions(const Console& console,
                                                            const std::string& file) {
  const auto bytes = client::read_whole(file, client::kMaxDecisionFile);
  if (bytes) {
    auto decisions = client::parse_decisions(base::text_of(*bytes));
    if (decisions) return *std::move(decisions);
  }
  console.error(file + ": is no decision", "name the file that `share decide` wrote");
  return std::nullopt;
}

void add_share_people(CLI::App& share, Action& chosen) {
  const auto arguments = std::make_shared<SharePeopleArguments>();
  CLI::App* const preparing = share.add_subcommand(
      "prepare", "Makes a draft that people can sign about before the message is sealed");
  preparing->add_option("file", arguments->file, "interchange JSON")->required();
  preparing->add_option("--topic", arguments->topic, "publish to KIND/AREA/SECTOR");
  preparing
      ->add_option("--out-folder", arguments->folder,
                   "where the draft and the approvals to be signed go")
      ->required();
  choose(*preparing, chosen, arguments, prepare);

  CLI::App* const deciding = share.add_subcommand(
      "decide", "The person who decides signs the override that a draft's file records");
  deciding->add_option("draft", arguments->draft, "what `share prepare` made")->required();
  deciding->add_option("file", arguments->file, "the file it was made from")->required();
  deciding->add_option("--key", arguments->key, "the person's key file")->required();
  deciding->add_option("--out", arguments->out, "where to write the decision")->required();
  choose(*deciding, chosen, arguments, decide);
}

}  // namespace gateway::cli
