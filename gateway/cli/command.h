#pragma once

#include "gateway/cli/console.h"

#include <filesystem>
#include <functional>
#include <string>

namespace CLI {
class App;
}  // namespace CLI

namespace gateway::cli {

/// What every command may need; made in main() from the global options.
struct Invocation {
  Console console{Style::kText, Verbosity::kNormal};
  std::filesystem::path context;  ///< --context; empty when not given.
  std::string passphrase;         ///< From --passphrase-file; empty for unencrypted key files.
  std::filesystem::path self;     ///< This program's own file: the daemon lies beside it.
};

/// Set by the chosen subcommand while the command line is parsed; called once after.
using Action = std::function<ExitCode(const Invocation&)>;

/// Each adds its subcommands to the program; one source file each.
void add_errors(CLI::App& program, Action& chosen);
void add_config(CLI::App& program, Action& chosen);
void add_key(CLI::App& program, Action& chosen);
void add_directory(CLI::App& program, Action& chosen);
void add_partner(CLI::App& program, Action& chosen);
void add_policy(CLI::App& program, Action& chosen);
void add_share(CLI::App& program, Action& chosen);
void add_inbox(CLI::App& program, Action& chosen);
void add_audit(CLI::App& program, Action& chosen);
void add_lab(CLI::App& program, Action& chosen);
void add_demo(CLI::App& program, Action& chosen);
void add_online_notes(CLI::App& program, Action& chosen);
void add_status(CLI::App& program, Action& chosen);
void add_break_glass(CLI::App& program, Action& chosen);
void add_trustees(CLI::App& program, Action& chosen);

}  // namespace gateway::cli
