#include "gateway/cli/command.h"
#include "gateway/config/context.h"
#include "gateway/config/gateway_config.h"

#include <memory>
#include <string>
#include <variant>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

namespace gateway::cli {
namespace {

// A file with a [context] table is a partner's; anything else is taken for the gateway's.
ExitCode check(const Invocation& invocation, const std::string& file) {
  const bool is_context = std::filesystem::path(file).filename() == "context.toml";
  const base::Diagnostics wrong = [&]() -> base::Diagnostics {
    if (is_context) {
      const auto loaded = config::load_context(file);
      const auto* const found = std::get_if<base::Diagnostics>(&loaded);
      return found == nullptr ? base::Diagnostics() : *found;
    }
    const auto loaded = config::load_gateway_config(file);
    const auto* const found = std::get_if<base::Diagnostics>(&loaded);
    return found == nullptr ? base::Diagnostics() : *found;
  }();
  invocation.console.diagnostics(wrong);
  if (!wrong.empty()) return ExitCode::kBadConfiguration;
  invocation.console.line(file + ": good");
  invocation.console.object({{"file", file}, {"good", true}});
  return ExitCode::kOk;
}

}  // namespace

void add_config(CLI::App& program, Action& chosen) {
  CLI::App* const config = program.add_subcommand("config", "Configuration files");
  config->require_subcommand(1);
  CLI::App* const checking =
      config->add_subcommand("check", "Tests gateway.toml or context.toml without starting");
  const auto file = std::make_shared<std::string>();
  checking->add_option("file", *file, "gateway.toml or context.toml")->required();
  checking->callback([file, &chosen] {
    chosen = [file](const Invocation& invocation) { return check(invocation, *file); };
  });
}

}  // namespace gateway::cli
