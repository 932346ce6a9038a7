#include "gateway/cli/command.h"
#include "gateway/model/refusal.h"

#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

namespace gateway::cli {
namespace {

void show(const Console& console, const model::RefusalText& text) {
  const std::string code = model::to_code(text.refusal);
  console.line(code + "  " + std::string(text.name));
  console.line("  why:  " + std::string(text.cause));
  console.line("  next: " + std::string(text.next_step));
  console.object(
      {{"code", code}, {"name", text.name}, {"why", text.cause}, {"next", text.next_step}});
}

ExitCode lookup(const Invocation& invocation, const std::string& wanted) {
  if (wanted.empty()) {
    for (const model::RefusalText& text : model::refusal_texts()) show(invocation.console, text);
    return ExitCode::kOk;
  }
  const model::RefusalText* const found = model::find_refusal(wanted);
  if (found == nullptr) {
    invocation.console.error("no such code or name", "`errors lookup` without a code lists all");
    return ExitCode::kUsage;
  }
  show(invocation.console, *found);
  return ExitCode::kOk;
}

}  // namespace

void add_errors(CLI::App& program, Action& chosen) {
  CLI::App* const errors = program.add_subcommand("errors", "What a refusal or error code means");
  errors->require_subcommand(1);
  CLI::App* const look = errors->add_subcommand("lookup", "Cause and next step of a code");
  const auto code = std::make_shared<std::string>();
  look->add_option("code", *code, "SC-2001, 2001 or CONSENT_MISSING; all when left out");
  look->callback([code, &chosen] {
    chosen = [code](const Invocation& invocation) { return lookup(invocation, *code); };
  });
}

}  // namespace gateway::cli
