#include "gateway/audit/verify_log.h"
#include "gateway/base/text.h"
#include "gateway/cli/choose.h"
#include "gateway/cli/files.h"
#include "gateway/cli/offline.h"

#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <nlohmann/json.hpp>

namespace gateway::cli {
namespace {

using audit::Verdict;
using std::filesystem::path;

struct Arguments {
  std::string folder;
  std::string policy;
  std::string since;
  bool opaque = false;
};

audit::FetchFile files_below(const path& folder) {
  return [folder](const std::string& name) -> std::optional<base::Bytes> {
    const auto read = read_file(folder / name, audit::kMaxBundleSize);
    const auto* const text = std::get_if<std::string>(&read);
    if (text == nullptr) return std::nullopt;
    return base::to_bytes(base::bytes_of(*text));
  };
}

std::string_view word_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::kFail:
      return "FAIL";
    case Verdict::kIndeterminate:
      return "INDETERMINATE";
    case Verdict::kPass:
      return "PASS";
  }
  return "FAIL";
}

ExitCode code_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::kFail:
      return ExitCode::kVerificationFailed;
    case Verdict::kIndeterminate:
      return ExitCode::kIndeterminate;
    case Verdict::kPass:
      return ExitCode::kOk;
  }
  return ExitCode::kVerificationFailed;
}

std::string_view next_step(Verdict verdict) {
  switch (verdict) {
    case Verdict::kFail:
      return "keep these files as they are, and tell the trustees and the auditor";
    case Verdict::kIndeterminate:
      return "fetch what is missing, or verify with a newer program, then verify again";
    case Verdict::kPass:
      return "";
  }
  return "";
}

std::variant<audit::LogPolicy, ExitCode> read_policy(const Console& console, const path& file) {
  const auto read = read_file(file, audit::kMaxPolicy);
  if (const auto* const wrong = std::get_if<base::Diagnostic>(&read)) {
    return give_up(console, ExitCode::kFailed, *wrong);
  }
  std::size_t line = 0;
  auto policy = audit::LogPolicy::parse(std::get<std::string>(read), &line);
  if (policy) return *std::move(policy);
  return give_up(console, ExitCode::kBadConfiguration,
                 {file.string(), line, 0, std::string(policy.error().what.view()),
                  "it is a C2SP tlog-policy: log, witness, group and quorum lines"});
}

// A head that somebody kept. It counts only when the log signed it, too.
std::variant<audit::Checkpoint, ExitCode> read_earlier(const Console& console, const path& file,
                                                       const audit::LogPolicy& policy) {
  const auto read = read_file(file, audit::kMaxCheckpoint);
  if (const auto* const wrong = std::get_if<base::Diagnostic>(&read)) {
    return give_up(console, ExitCode::kFailed, *wrong);
  }
  const auto head = audit::verify_head(std::get<std::string>(read), policy);
  if (!head) return give_up(console, file, head.error());
  return head->checkpoint;
}

void report(const Console& console, const audit::LogReport& report) {
  for (const audit::Finding& finding : report.findings) {
    console.line("  " + std::string(word_of(audit::verdict_of(finding.fault))) + "  " +
                 std::string(audit::to_text(finding.fault)) + "  " + finding.file + " " +
                 std::to_string(finding.index));
    console.object({{"finding", audit::to_text(finding.fault)},
                    {"file", finding.file},
                    {"index", finding.index},
                    {"verdict", word_of(audit::verdict_of(finding.fault))}});
  }
  nlohmann::ordered_json object = {{"verdict", word_of(report.verdict)},
                                   {"entries", report.entries},
                                   {"findings", report.findings.size()}};
  std::vector<std::vector<std::string>> rows;
  object["leaves"] = nlohmann::ordered_json::object();
  for (const auto& [type, count] : report.leaves) {
    rows.push_back({std::string(audit::to_text(type)), std::to_string(count)});
    object["leaves"][std::string(audit::to_text(type))] = count;
  }
  object["unsupported_leaves"] = report.unsupported_leaves;
  console.table(rows);
  if (report.head) {
    const audit::Checkpoint& head = report.head->checkpoint;
    const std::string root = base::to_base64(head.root.bytes());
    console.line("log " + head.origin + ", " + std::to_string(head.size) + " entries, root " +
                 root + (report.head->is_witnessed ? "" : ", not yet witnessed"));
    object["origin"] = head.origin;
    object["size"] = head.size;
    object["root"] = root;
    object["witnessed"] = report.head->is_witnessed;
  }
  console.line(word_of(report.verdict));
  if (const auto next = next_step(report.verdict); !next.empty()) {
    console.line("next: " + std::string(next));
    object["next"] = next;
  }
  console.object(object);
}

ExitCode verify(const Invocation& invocation, const Arguments& arguments) {
  const Console& console = invocation.console;
  std::error_code failed;
  if (!std::filesystem::is_directory(arguments.folder, failed)) {
    return give_up(console, ExitCode::kFailed,
                   {arguments.folder, 0, 0, "is not a folder",
                    "name the folder that holds checkpoint and tile"});
  }
  const auto policy = read_policy(console, arguments.policy);
  if (const auto* const code = std::get_if<ExitCode>(&policy)) return *code;
  const auto& believed = std::get<audit::LogPolicy>(policy);
  audit::VerifyOptions options;
  if (arguments.opaque) options.format = audit::EntryFormat::kOpaque;
  if (!arguments.since.empty()) {
    auto earlier = read_earlier(console, arguments.since, believed);
    if (const auto* const code = std::get_if<ExitCode>(&earlier)) return *code;
    options.earlier.push_back(std::get<audit::Checkpoint>(std::move(earlier)));
  }
  const audit::LogReport found =
      audit::verify_log(files_below(arguments.folder), believed, options);
  report(console, found);
  return code_of(found.verdict);
}

}  // namespace

void add_audit(CLI::App& program, Action& chosen) {
  CLI::App* const auditing = program.add_subcommand("audit", "The log that nobody can rewrite");
  auditing->require_subcommand(1);
  CLI::App* const verifying = auditing->add_subcommand(
      "verify", "Recomputes a whole log from its files and says whether it holds");
  const auto arguments = std::make_shared<Arguments>();
  verifying->add_option("folder", arguments->folder, "holds checkpoint and tile")->required();
  verifying->add_option("--policy", arguments->policy, "log-policy.txt: whom to believe")
      ->required();
  verifying->add_option("--since", arguments->since, "an earlier checkpoint it must extend");
  verifying->add_flag("--opaque", arguments->opaque, "a foreign log: entries are not looked into");
  choose(*verifying, chosen, arguments, verify);
}

}  // namespace gateway::cli
