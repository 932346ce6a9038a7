#include "gateway/cli/choose.h"
#include "gateway/cli/offline.h"
#include "gateway/cli/partner_commands.h"

#include <memory>
#include <string>
#include <variant>
#include <vector>

#include <nlohmann/json.hpp>

namespace gateway::cli {
namespace {

ExitCode list(const Invocation& invocation, const TrustArguments& arguments) {
  const Console& console = invocation.console;
  const auto believed = believe(invocation, arguments);
  if (const auto* const code = std::get_if<ExitCode>(&believed)) return *code;
  const auto& notes = std::get<Believed>(believed);
  std::vector<std::vector<std::string>> rows = {
      {"no", "partner", "state", "valid", "agreement", "units and roles"}};
  for (const auto& partner : notes.chain.directory->data().partners) {
    std::string units;
    for (const auto& unit : partner.units) {
      units.append(units.empty() ? "" : "  ").append(unit.name).append(":");
      units += roles_text(unit.roles);
    }
    rows.push_back({std::to_string(static_cast<std::uint32_t>(partner.number)), partner.name,
                    std::string(state_text(partner.state)), period_text(partner.valid),
                    partner.agreement.empty() ? "-" : partner.agreement, units});
    auto object = to_json(partner);
    object["active"] = partner.is_active(notes.now);
    console.object(object);
  }
  console.table(rows);
  return ExitCode::kOk;
}

}  // namespace

void add_partner(CLI::App& program, Action& chosen) {
  CLI::App* const partner =
      program.add_subcommand("partner", "How organisations join, and how they are stopped");
  partner->require_subcommand(1);
  add_partner_invite(*partner, chosen);
  add_partner_join(*partner, chosen);
  add_partner_approve(*partner, chosen);
  add_partner_freeze(*partner, chosen);
  add_partner_decider(*partner, chosen);

  CLI::App* const listing = partner->add_subcommand("list", "Who is in the directory");
  const auto arguments = std::make_shared<TrustArguments>();
  add_trust_options(*listing, *arguments);
  choose(*listing, chosen, arguments, list);
}

}  // namespace gateway::cli
