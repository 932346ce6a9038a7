#include "gateway/cli/command.h"
#include "gateway/cli/consent_commands.h"
#include "gateway/cli/files.h"
#include "gateway/crypto/key_text.h"

#include <algorithm>
#include <exception>
#include <filesystem>
#include <iostream>
#include <string>
#include <string_view>
#include <system_error>
#include <variant>

#include <CLI/CLI.hpp>

namespace {

using gateway::cli::Action;
using gateway::cli::Console;
using gateway::cli::ExitCode;
using gateway::cli::Invocation;
using gateway::cli::Style;
using gateway::cli::Verbosity;

struct GlobalOptions {
  std::string context;
  std::string passphrase_file;
  bool json = false;
  bool quiet = false;

  [[nodiscard]] Console console() const {
    return {json ? Style::kJson : Style::kText, quiet ? Verbosity::kQuiet : Verbosity::kNormal};
  }
};

void add_global_options(CLI::App& program, GlobalOptions& options) {
  program.require_subcommand(1);
  program.fallthrough();  // Global options may stand after the command, too.
  program.set_version_flag("--version", "safeconduct " SAFECONDUCT_VERSION);
  program.add_option("--context", options.context, "context.toml: which partner and unit I am");
  program.add_flag("--json", options.json, "one JSON object a line");
  program.add_flag("--quiet", options.quiet, "no progress on standard error");
  program.add_option("--passphrase-file", options.passphrase_file,
                     "file (0600) whose first line opens secret key files");
}

void add_commands(CLI::App& program, Action& chosen) {
  using namespace gateway::cli;  // NOLINT(google-build-using-namespace): a list of names.
  add_demo(program, chosen);
  add_lab(program, chosen);
  add_share(program, chosen);
  add_inbox(program, chosen);
  add_consent(program, chosen);
  add_status(program, chosen);
  add_partner(program, chosen);
  add_trustees(program, chosen);
  add_break_glass(program, chosen);
  add_online_notes(program, chosen);
  add_directory(program, chosen);
  add_policy(program, chosen);
  add_key(program, chosen);
  add_audit(program, chosen);
  add_config(program, chosen);
  add_errors(program, chosen);
}

ExitCode run(const GlobalOptions& options, const Action& chosen) {
  Invocation invocation;
  invocation.console = options.console();
  invocation.context = options.context;
  std::error_code failed;
  invocation.self = std::filesystem::read_symlink("/proc/self/exe", failed);
  if (!options.passphrase_file.empty()) {
    auto read = gateway::cli::read_passphrase(options.passphrase_file);
    if (const auto* const wrong = std::get_if<gateway::base::Diagnostic>(&read)) {
      invocation.console.diagnostics({*wrong});
      return ExitCode::kBadConfiguration;
    }
    invocation.passphrase = std::get<std::string>(std::move(read));
  }
  return chosen(invocation);
}

ExitCode start(int argc, char** argv) {
  CLI::App program("Cases and intelligence between partners: sealed, policed, logged.",
                   "safeconduct");
  GlobalOptions options;
  Action chosen;
  add_global_options(program, options);
  add_commands(program, chosen);
  try {
    program.parse(argc, argv);
  } catch (const CLI::Success& wanted) {  // --help, --version
    program.exit(wanted, std::cout, std::cerr);
    return ExitCode::kOk;
  } catch (const CLI::ParseError& wrong) {
    // Options may not have been stored yet, and a secret must not come back in an error.
    options.json = std::find(argv, argv + argc, std::string_view("--json")) != argv + argc;
    const bool has_secret = std::any_of(argv, argv + argc, gateway::crypto::looks_like_secret);
    options.console().error(has_secret ? "a secret key stands on the command line" : wrong.what(),
                            "see `safeconduct --help` or `safeconduct COMMAND --help`");
    return ExitCode::kUsage;
  }
  return run(options, chosen);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return static_cast<int>(start(argc, argv));
  } catch (const std::exception&) {
    // Texts of exceptions may hold what was read; the person learns what to do instead.
    std::cerr << "error: something unexpected went wrong\n"
                 "next:  try again; if it happens again, report the command (without its files)\n";
  }
  return static_cast<int>(ExitCode::kFailed);
}
