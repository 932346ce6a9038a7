#include "gateway/cli/consent_commands.h"

#include <CLI/CLI.hpp>

namespace gateway::cli {

void add_consent(CLI::App& program, Action& chosen) {
  CLI::App* const consent =
      program.add_subcommand("consent", "What survivors agree to, and take back");
  consent->require_subcommand(1);
  add_consent_sheet(*consent, chosen);
  add_consent_grant(*consent, chosen);
  add_consent_list(*consent, chosen);
  add_consent_withdraw(*consent, chosen);
}

}  // namespace gateway::cli
