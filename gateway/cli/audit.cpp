#include "gateway/audit/proof.h"
#include "gateway/audit/verify_log.h"
#include "gateway/base/text.h"
#include "gateway/cli/audit_commands.h"
#include "gateway/cli/choose.h"
#include "gateway/cli/files.h"
#include "gateway/cli/offline.h"
#include "gateway/verify/folder.h"
#include "gateway/verify/statements.h"

#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <variant>

namespace gateway::cli {
namespace {

using std::filesystem::path;

struct Arguments {
  std::string folder;
  std::string policy;
  std::string since;
  bool opaque = false;
};

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

ExitCode verify_proof(const Console& console, const path& file, const audit::LogPolicy& policy) {
  const auto read = read_file(file, audit::kMaxProof);
  if (const auto* const wrong = std::get_if<base::Diagnostic>(&read)) {
    return give_up(console, ExitCode::kFailed, *wrong);
  }
  const auto proof = audit::verify_leaf_proof(std::get<std::string>(read), policy);
  for (const verify::Statement& each : verify::statements_of(proof)) console.statement(each);
  return static_cast<ExitCode>(verify::exit_status(verify::verdict_of(proof)));
}

ExitCode verify_log(const Invocation& invocation, const Arguments& arguments) {
  const Console& console = invocation.console;
  std::error_code failed;
  const bool is_proof = std::filesystem::is_regular_file(arguments.folder, failed);
  if (!is_proof && !std::filesystem::is_directory(arguments.folder, failed)) {
    return give_up(console, ExitCode::kFailed,
                   {arguments.folder, 0, 0, "is neither the folder of a log nor a proof",
                    "name the folder that holds checkpoint and tile, or a .tlog-proof"});
  }
  const auto policy = read_policy(console, arguments.policy);
  if (const auto* const code = std::get_if<ExitCode>(&policy)) return *code;
  const auto& believed = std::get<audit::LogPolicy>(policy);
  if (is_proof) return verify_proof(console, arguments.folder, believed);
  audit::VerifyOptions options;
  if (arguments.opaque) options.format = audit::EntryFormat::kOpaque;
  if (!arguments.since.empty()) {
    auto earlier = read_earlier(console, arguments.since, believed);
    if (const auto* const code = std::get_if<ExitCode>(&earlier)) return *code;
    options.earlier.push_back(std::get<audit::Checkpoint>(std::move(earlier)));
  }
  options.files = verify::partial_files_below(arguments.folder);
  const audit::LogReport found =
      audit::verify_log(verify::files_below(arguments.folder), believed, options);
  for (const verify::Statement& each : verify::statements_of(found)) console.statement(each);
  return static_cast<ExitCode>(verify::exit_status(found.verdict));
}

}  // namespace

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

void add_audit(CLI::App& program, Action& chosen) {
  CLI::App* const auditing = program.add_subcommand("audit", "The log that nobody can rewrite");
  auditing->require_subcommand(1);
  CLI::App* const verifying = auditing->add_subcommand(
      "verify",
      "Recomputes a whole log from its files, or checks a proof, and says whether it holds");
  const auto arguments = std::make_shared<Arguments>();
  verifying->add_option("folder", arguments->folder, "holds checkpoint and tile; or a .tlog-proof")
      ->required();
  verifying->add_option("--policy", arguments->policy, "log-policy.txt: whom to believe")
      ->required();
  verifying->add_option("--since", arguments->since, "an earlier checkpoint it must extend");
  verifying->add_flag("--opaque", arguments->opaque, "a foreign log: entries are not looked into");
  choose(*verifying, chosen, arguments, verify_log);
  add_audit_prove(*auditing, chosen);
}

}  // namespace gateway::cli
