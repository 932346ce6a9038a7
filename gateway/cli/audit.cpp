#include "gateway/cli/audit_commands.h"
#include "gateway/cli/choose.h"
#include "gateway/verify/answer.h"

#include <memory>
#include <string>

namespace gateway::cli {
namespace {

struct AuditArguments {
  std::string what;
  std::string policy;
  std::string root;
  std::string since;
  bool opaque = false;
};

ExitCode run_verify(const Invocation& invocation, const AuditArguments& arguments) {
  const Console& console = invocation.console;
  verify::Question question{arguments.what, arguments.policy, arguments.since, arguments.root};
  if (arguments.opaque) question.entries = audit::EntryFormat::kOpaque;
  const verify::Answer answer = verify::answer(question);
  for (const verify::Statement& each : answer.statements) console.statement(each);
  console.diagnostics(answer.wrong);
  return static_cast<ExitCode>(answer.exit_status);
}

}  // namespace

void add_audit(CLI::App& program, Action& chosen) {
  CLI::App* const auditing = program.add_subcommand("audit", "The log that nobody can rewrite");
  auditing->require_subcommand(1);
  CLI::App* const verifying = auditing->add_subcommand(
      "verify", "Recomputes a log from its files, or checks a proof or an evidence bundle");
  const auto arguments = std::make_shared<AuditArguments>();
  verifying
      ->add_option("what", arguments->what,
                   "the folder that holds checkpoint and tile, a .tlog-proof, or a bundle")
      ->required();
  verifying->add_option("--policy", arguments->policy,
                        "of a log or a proof: log-policy.txt, whom to believe");
  verifying->add_option("--root", arguments->root,
                        "of a bundle: hash of the trustees' first root note");
  verifying->add_option("--since", arguments->since, "an earlier checkpoint it must extend");
  verifying->add_flag("--opaque", arguments->opaque, "a foreign log: entries are not looked into");
  choose(*verifying, chosen, arguments, run_verify);
  add_audit_prove(*auditing, chosen);
  add_audit_bundle(*auditing, chosen);
}

}  // namespace gateway::cli
