#include "gateway/audit/checkpoint.h"
#include "gateway/cli/choose.h"
#include "gateway/cli/command.h"
#include "gateway/cli/connected.h"
#include "gateway/cli/oversight.h"
#include "gateway/client/oversight.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

namespace gateway::cli {
namespace {

struct Nothing {};

ExitCode status(const Invocation& invocation, const Nothing& /*arguments*/) {
  const Console& console = invocation.console;
  auto connected = connect(invocation);
  if (const auto* const code = std::get_if<ExitCode>(&connected)) return *code;
  auto& unit = *std::get<std::unique_ptr<Connected>>(connected);
  const wire::Welcome& welcome = unit.link->welcome();
  const bool is_current = welcome.directory_hash == unit.desk->directory().hash();
  const bool same_policy = welcome.policy_digest == unit.desk->trust().policy_digest;
  console.line("gateway: reachable, authenticated");
  console.line("time:    " + base::to_text(welcome.time));
  console.line("log:     " + std::to_string(unit.desk->log().size()) +
               " leaves, extends what was "
               "seen before");
  console.line(std::string("papers:  directory ") + (is_current ? "current" : "outdated") +
               ", policy " + (same_policy ? "current" : "outdated"));
  const auto asked = client::ask_oversight(*unit.desk, *unit.link, kAnswerTimeout);
  if (const auto* const failed = std::get_if<client::LinkError>(&asked)) {
    return report(console, *failed);
  }
  const auto& oversight = std::get<client::Oversight>(asked);
  show_counts(console, oversight, welcome.time);
  show_news(console, *unit.desk, oversight);
  console.object({{"reachable", true},
                  {"time", base::to_text(welcome.time)},
                  {"log", unit.desk->log().size()},
                  {"directoryCurrent", is_current},
                  {"policyCurrent", same_policy},
                  {"breakGlass", oversight.break_glass},
                  {"breakGlassInForce", oversight.in_force},
                  {"reviewsOpen", oversight.reviews.size()},
                  {"reviewsOverdue", oversight.overdue(welcome.time)}});
  return ExitCode::kOk;
}

// Each check in the order in which things go wrong, all of them, with the way out.
ExitCode doctor(const Invocation& invocation, const Nothing& nothing) {
  const Console& console = invocation.console;
  if (invocation.context.empty()) {
    console.error("which partner and unit are you?", "give --context FILE (context.toml)");
    return ExitCode::kUsage;
  }
  console.progress("context, keys, directory and policy on this machine ...");
  auto opened = client::Desk::open(invocation.context, invocation.passphrase,
                                   base::from_unix_millis(1'767'225'600'000));
  if (const auto* const wrong = std::get_if<base::Diagnostics>(&opened)) {
    console.diagnostics(*wrong);
    return ExitCode::kBadConfiguration;
  }
  const auto& desk = *std::get<std::unique_ptr<client::Desk>>(opened);
  console.line("ok  context: " + desk.context().partner + "/" + desk.unit().unit);
  console.line("ok  keys fit the directory, version " +
               std::to_string(static_cast<unsigned>(desk.directory().version())));
  for (const model::Role role : desk.unit_entry().roles) {
    const bool has_prekey = desk.keys().prekeys.contains(role);
    console.line(std::string(has_prekey ? "ok  " : "BAD ") + "prekey for " +
                 std::string(model::to_text(role)));
  }
  console.line("ok  policy: " + std::to_string(desk.trust().policies.rule_count()) + " rules, " +
               std::to_string(desk.trust().policies.agreement_count()) + " agreements");
  console.progress("connection to the gateway ...");
  return status(invocation, nothing);
}

}  // namespace

void add_status(CLI::App& program, Action& chosen) {
  const auto nothing = std::make_shared<Nothing>();
  choose(*program.add_subcommand("status", "Whether the gateway is there and its log is sound"),
         chosen, nothing, status);
  choose(*program.add_subcommand("doctor", "Checks everything on this side, then the connection"),
         chosen, nothing, doctor);
}

}  // namespace gateway::cli
