#include "gateway/base/enum_text.h"
#include "gateway/base/text.h"
#include "gateway/bundle/assemble.h"
#include "gateway/bundle/verify_bundle.h"
#include "gateway/bundle/zip.h"
#include "gateway/cli/audit_commands.h"
#include "gateway/cli/choose.h"
#include "gateway/cli/connected.h"
#include "gateway/cli/log_copy.h"
#include "gateway/cli/offline.h"
#include "gateway/client/disclosure.h"
#include "gateway/client/files.h"
#include "gateway/client/held.h"
#include "gateway/pdf/print.h"
#include "gateway/verify/statements.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <nlohmann/json.hpp>

namespace gateway::cli {
namespace {

using std::filesystem::path;

constexpr std::string_view kAll = "all";

struct BundleArguments {
  std::string what;
  std::vector<std::string> sections;
  std::vector<std::string> to;
  std::string log;
  std::string out;
};

std::string unit_text(const client::Desk& desk, const model::UnitRef& unit) {
  return desk.name_of(unit.partner) + "/" + unit.unit;
}

// Rows to be shown: all that the unit has, or those of the recipients that were named.
std::set<std::size_t> rows_of(const client::Desk& desk, const client::Held& held,
                              const std::vector<std::string>& to) {
  std::set<std::size_t> rows;
  for (const auto& [index, row] : held.rows) {
    const auto is_named = [&, &recipient = row.recipient](const std::string& name) {
      return name == desk.name_of(recipient.partner) || name == unit_text(desk, recipient);
    };
    if (to.empty() || std::ranges::any_of(to, is_named)) rows.insert(index);
  }
  return rows;
}

std::string names_of(const client::Desk& desk, const std::vector<client::Held>& several) {
  std::string text;
  for (const client::Held& held : several) {
    text += (text.empty() ? "" : "; ") + base::to_hex(held.excerpt.id.bytes()) + " to";
    for (const auto& [index, row] : held.rows) text += " " + unit_text(desk, row.recipient);
  }
  return text;
}

std::variant<client::Held, ExitCode> find_one(const Console& console, client::Desk& desk,
                                              const BundleArguments& arguments) {
  auto found = client::find_held(desk, arguments.what);
  if (!found) return give_up(console, arguments.what, found.error());
  std::erase_if(
      *found, [&](const client::Held& held) { return rows_of(desk, held, arguments.to).empty(); });
  if (found->empty()) {
    return give_up(console, ExitCode::kUsage, "nothing of that name is known here",
                   "name a message, an envelope or an item of the inbox that this context has, and "
                   "with --to only who was sent it");
  }
  if (found->size() > 1) {
    return give_up(console, ExitCode::kUsage,
                   "a bundle is about one envelope, and these are several",
                   "name one, or its recipient with --to: " + names_of(desk, *found));
  }
  return std::move(found->front());
}

std::variant<std::set<std::size_t>, ExitCode> sections_of(const Console& console,
                                                          const client::Held& held,
                                                          const std::vector<std::string>& names) {
  const auto& sections = held.excerpt.head.sections;
  std::set<std::size_t> chosen;
  for (const std::string& name : names) {
    const auto before = chosen.size();
    for (std::size_t i = 0; i < sections.size(); ++i) {
      const bool is_here = name == kAll && held.parts.sections.contains(i);
      if (is_here || model::to_text(sections[i].section) == name) chosen.insert(i);
    }
    if (chosen.size() == before && name != kAll) {
      std::string known;
      for (const auto& each : sections) known += " " + std::string(model::to_text(each.section));
      return give_up(console, ExitCode::kUsage, "this message has no section " + name,
                     "it has:" + known);
    }
  }
  return chosen;
}

// Everything of the log that is about it, when there is a copy of the log.
ProofTexts proofs_from_log(const Console& console, const client::Desk& desk,
                           const client::Held& held, const std::string& log) {
  if (log.empty()) return std::vector<std::string>{};
  LeafQuery query;
  query.subjects = held.subjects();
  query.subjects.insert(desk.trust().policy_digest);
  query.subjects.insert(desk.directory().hash());
  return prove_from_copy(console, log, query);
}

base::Result<base::Done> write_bundle(const path& out, const bundle::Files& files) {
  std::error_code failed;
  if (std::filesystem::exists(std::filesystem::symlink_status(out, failed))) {
    return base::fail(base::ErrorCode::kMalformed, "it is there already");
  }
  if (out.extension() == ".zip") return client::write_durably(out, bundle::to_zip(files));
  for (const auto& [name, bytes] : files) {
    const auto written = client::write_durably(out / name, bytes);
    if (!written) return written;
  }
  return base::Done{};
}

// A bundle that does not hold is not handed out; one with gaps says which.
ExitCode hand_out(const Console& console, const path& out, const bundle::Files& files,
                  const bundle::Report& report) {
  if (report.verdict == bundle::Outcome::kFail) {
    for (const verify::Statement& each : verify::statements_of(report)) console.statement(each);
    return give_up(console, ExitCode::kVerificationFailed,
                   "what is kept here does not hold together",
                   "keep the state folder as it is and ask the auditor");
  }
  const auto written = write_bundle(out, files);
  if (!written) return give_up(console, out, written.error());
  nlohmann::ordered_json missing = nlohmann::ordered_json::array();
  for (const bundle::Finding& finding : report.findings) {
    if (finding.outcome != bundle::Outcome::kIndeterminate) continue;
    missing.push_back({{"check", to_text(finding.check)}, {"file", finding.file}});
    console.line("  missing: " + std::string(explain(finding.check, finding.outcome)) + " " +
                 finding.file);
  }
  const std::string root = base::to_base64(report.story.roots.front().hash.bytes());
  console.object({{"bundle", out.string()},
                  {"envelope", base::to_hex(report.story.message->id.bytes())},
                  {"files", files.size()},
                  {"sections", report.story.sections.size()},
                  {"verdict", to_text(report.verdict)},
                  {"missing", missing},
                  {"root", root}});
  console.line("bundle " + out.string() + ": " + std::to_string(files.size()) + " files, " +
               std::to_string(report.story.sections.size()) + " sections disclosed");
  console.line("check it with: safeconduct-verify --root " + root + " " + out.string());
  return static_cast<ExitCode>(verify::exit_status(report.verdict));
}

ExitCode make_bundle(const Invocation& invocation, const BundleArguments& arguments) {
  const Console& console = invocation.console;
  auto opened = open_desk(invocation);
  if (const auto* const code = std::get_if<ExitCode>(&opened)) return *code;
  client::Desk& desk = *std::get<std::unique_ptr<client::Desk>>(opened);
  const auto found = find_one(console, desk, arguments);
  if (const auto* const code = std::get_if<ExitCode>(&found)) return *code;
  const auto& held = std::get<client::Held>(found);
  const auto sections = sections_of(console, held, arguments.sections);
  if (const auto* const code = std::get_if<ExitCode>(&sections)) return *code;
  auto proofs = proofs_from_log(console, desk, held, arguments.log);
  if (const auto* const code = std::get_if<ExitCode>(&proofs)) return *code;

  client::Disclosure disclosure{
      rows_of(desk, held, arguments.to), std::get<std::set<std::size_t>>(sections),
      std::get<std::vector<std::string>>(std::move(proofs)), std::nullopt};
  if (!desk.is_training()) disclosure.made = clock_of(desk);
  const auto ingredients = client::ingredients_of(desk, held, disclosure);
  if (!ingredients && ingredients.error().code == base::ErrorCode::kNotFound) {
    return give_up(console, ExitCode::kFailed, std::string(ingredients.error().what.view()),
                   "open it first; keys are kept only when the context names keys.evidence");
  }
  if (!ingredients) return give_up(console, "the kept evidence", ingredients.error());
  const base::Time made = ingredients->manifest.made;
  const auto files =
      bundle::assemble(*ingredients, desk.keys().signing,
                       [made](const page::Document& cover) { return pdf::print(cover, made); });
  if (!files) return give_up(console, arguments.what, files.error());
  const bundle::Report report = bundle::verify_bundle(*files, {client::pinned_root(desk)});
  return hand_out(console, arguments.out, *files, report);
}

}  // namespace

void add_audit_bundle(CLI::App& auditing, Action& chosen) {
  CLI::App* const bundling = auditing.add_subcommand(
      "bundle", "Evidence of one message for a court: one folder or zip that stands alone");
  const auto arguments = std::make_shared<BundleArguments>();
  bundling->add_option("what", arguments->what, "a message or envelope id, or an item of the inbox")
      ->required();
  bundling->add_option("--section", arguments->sections,
                       "a section to disclose with its key, or all; none when left out");
  bundling->add_option("--to", arguments->to,
                       "a recipient to show, PARTNER or PARTNER/UNIT; all when left out");
  bundling->add_option("--log", arguments->log,
                       "a copy of the log, for entries that this unit was never sent");
  bundling->add_option("--out", arguments->out, "folder to make, or a file that ends in .zip")
      ->required();
  choose(*bundling, chosen, arguments, make_bundle);
}

}  // namespace gateway::cli
