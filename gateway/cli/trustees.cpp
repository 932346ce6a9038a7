#include "gateway/audit/leaf.h"
#include "gateway/audit/log_policy.h"
#include "gateway/audit/proof.h"
#include "gateway/base/text.h"
#include "gateway/cli/choose.h"
#include "gateway/cli/directory_commands.h"
#include "gateway/cli/files.h"
#include "gateway/cli/offline.h"
#include "gateway/directory/approval.h"
#include "gateway/directory/break_glass.h"
#include "gateway/directory/keys.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <variant>
#include <vector>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

namespace gateway::cli {
namespace {

using std::filesystem::path;

struct TrusteesArguments {
  TrustArguments trust;
  std::string folder;
  SignArguments sign;
};

/// One use of break-glass as its file proves it.
struct Notice {
  directory::BreakGlass what;
  std::size_t trustees = 0;
  std::uint64_t leaf = 0;
  model::PartnerNumber originator = model::PartnerNumber::kNobody;
};

// The leaf is in the log, its detail is the note, and enough trustees signed the note.
std::optional<Notice> verified(const std::string& text, const Believed& notes,
                               const audit::LogPolicy& policy) {
  const auto proved = audit::verify_leaf_proof(text, policy);
  if (!proved || proved->evidence.leaf.type != audit::LeafType::kBreakGlass ||
      !proved->evidence.opening) {
    return std::nullopt;
  }
  const std::string note(base::text_of(proved->evidence.opening->detail));
  const auto parsed = note::parse_note(note, directory::kMaxBreakGlassNoteSize);
  const auto what = parsed ? directory::parse_break_glass(parsed->text)
                           : base::Result<directory::BreakGlass>(parsed.error());
  if (!what) return std::nullopt;
  // Its day may be over; at its beginning it held.
  const auto by = directory::verify_break_glass(note, notes.chain.root.root, what->from);
  if (!by) return std::nullopt;
  return Notice{*what, by->trustees.size(), proved->index, proved->evidence.leaf.peer};
}

std::vector<path> files_in(const path& folder) {
  std::vector<path> files;
  std::error_code failed;
  for (const auto& entry : std::filesystem::directory_iterator(folder, failed)) {
    if (entry.path().extension() == ".tlog-proof") files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

ExitCode notices(const Invocation& invocation, const TrusteesArguments& arguments) {
  const Console& console = invocation.console;
  std::error_code failed;
  if (!std::filesystem::is_directory(arguments.folder, failed)) {
    return give_up(console, ExitCode::kUsage, "there is no such folder of notices",
                   "it is `folders.notices` of the gateway");
  }
  const auto believed = believe(invocation, arguments.trust);
  if (const auto* const code = std::get_if<ExitCode>(&believed)) return *code;
  const auto& notes = std::get<Believed>(believed);
  const directory::Directory& directory = *notes.chain.directory;
  const auto policy = audit::LogPolicy::parse(directory::log_policy_text(directory.data().gateway));
  if (!policy) return give_up(console, notes.folder, policy.error());
  ExitCode code = ExitCode::kOk;
  std::vector<std::vector<std::string>> rows = {
      {"file", "from", "until", "whose", "to", "section", "ground", "trustees"}};
  for (const path& file : files_in(arguments.folder)) {
    const auto read = read_file(file, audit::kMaxProof);
    const auto* const text = std::get_if<std::string>(&read);
    const auto notice = text == nullptr ? std::nullopt : verified(*text, notes, *policy);
    const std::string name = file.filename().string();
    if (!notice) {
      console.error(name + ": is not what trustees signed and the log holds",
                    "keep it, and ask the operator and the other trustees");
      code = ExitCode::kVerificationFailed;
      continue;
    }
    const auto name_of = [&](model::PartnerNumber number) {
      const auto* const partner = directory.partner(number);
      return partner == nullptr ? std::string("?") : partner->name;
    };
    const auto& what = notice->what;
    const std::string to = name_of(what.recipient.partner) + "/" + what.recipient.unit + " " +
                           std::string(model::to_text(what.role));
    rows.push_back({name, base::to_text(what.from), base::to_text(what.until),
                    name_of(notice->originator), to, std::string(model::to_text(what.section)),
                    std::string(model::to_text(what.ground)), std::to_string(notice->trustees)});
    console.object({{"file", name},
                    {"from", base::to_text(what.from)},
                    {"until", base::to_text(what.until)},
                    {"originator", name_of(notice->originator)},
                    {"recipient", to},
                    {"section", model::to_text(what.section)},
                    {"ground", model::to_text(what.ground)},
                    {"trustees", notice->trustees},
                    {"leaf", notice->leaf}});
  }
  console.table(rows);
  return code;
}

ExitCode approve(const Invocation& invocation, const TrusteesArguments& arguments) {
  const Console& console = invocation.console;
  const auto read = read_paper(arguments.sign.file);
  if (const auto* const wrong = std::get_if<base::Diagnostic>(&read)) {
    return give_up(console, ExitCode::kFailed, *wrong);
  }
  const auto approval = directory::parse_approval(std::get<note::SignedNote>(read).text);
  if (!approval) return give_up(console, arguments.sign.file, approval.error());
  console.line("approves: section " + std::string(model::to_text(approval->section)) +
               " of envelope " + model::to_text(approval->message) + " for partner " +
               std::to_string(static_cast<std::uint32_t>(approval->recipient.partner)) + ", unit " +
               approval->recipient.unit + ", role " + std::string(model::to_text(approval->role)) +
               ", until " + base::to_text(approval->until));
  return sign_paper(invocation, arguments.sign, {PaperKind::kApproval});
}

}  // namespace

void add_trustees(CLI::App& program, Action& chosen) {
  CLI::App* const trustees = program.add_subcommand("trustees", "What trustees do and are told");
  trustees->require_subcommand(1);
  const auto arguments = std::make_shared<TrusteesArguments>();
  CLI::App* const listing =
      trustees->add_subcommand("notices", "Verifies and lists every use of break-glass");
  listing->add_option("folder", arguments->folder, "the gateway's folder of notices")->required();
  add_trust_options(*listing, arguments->trust);
  choose(*listing, chosen, arguments, notices);

  CLI::App* const approving = trustees->add_subcommand(
      "approve", "Shows an approval that `share prepare` asks for and adds one signature");
  approving->add_option("note", arguments->sign.file, "the approval, signed by others or nobody")
      ->required();
  approving->add_option("--key", arguments->sign.key, "the trustee's secret key file")->required();
  approving->add_option("--name", arguments->sign.name, "the trustee's name as in the root note")
      ->required();
  choose(*approving, chosen, arguments, approve);
}

}  // namespace gateway::cli
