#include "gateway/base/text.h"
#include "gateway/cli/choose.h"
#include "gateway/cli/directory_commands.h"
#include "gateway/cli/offline.h"
#include "gateway/config/context.h"
#include "gateway/directory/keys.h"

#include <algorithm>
#include <memory>
#include <string>
#include <system_error>
#include <utility>
#include <variant>
#include <vector>

#include <nlohmann/json.hpp>

namespace gateway::cli {
namespace {

using std::filesystem::path;

struct DirectoryArguments {
  TrustArguments trust;
  std::string policy;
  std::string partner;
};

// Where the policies lie that are to be verified, too; empty for none.
path policy_folder(const Invocation& invocation, const DirectoryArguments& arguments,
                   const path& trust) {
  if (!arguments.policy.empty()) return arguments.policy;
  std::error_code failed;
  for (const auto& entry : std::filesystem::directory_iterator(trust, failed)) {
    if (entry.path().extension() == ".policy") return trust;
  }
  if (!arguments.trust.folder.empty() || invocation.context.empty()) return {};
  const auto context = config::load_context(invocation.context);
  const auto* const good = std::get_if<config::Context>(&context);
  return good == nullptr ? path() : good->policy;
}

ExitCode verify(const Invocation& invocation, const DirectoryArguments& arguments) {
  const Console& console = invocation.console;
  const auto believed = believe(invocation, arguments.trust);
  if (const auto* const code = std::get_if<ExitCode>(&believed)) return *code;
  const auto& [folder, now, chain] = std::get<Believed>(believed);
  std::size_t policies = 0;
  if (const path policy = policy_folder(invocation, arguments, folder); !policy.empty()) {
    const auto whole = trust::load(folder, policy, now);
    if (const auto* const wrong = std::get_if<base::Diagnostics>(&whole)) {
      console.diagnostics(*wrong);
      return ExitCode::kVerificationFailed;
    }
    policies = std::get<trust::Trust>(whole).policy_notes.size();
  }
  const auto version = static_cast<std::uint32_t>(chain.directory->version());
  const auto& data = chain.directory->data();
  console.line("good: directory " + std::to_string(version) + " under root " +
               std::to_string(chain.root.root.version) + ", " +
               std::to_string(data.partners.size()) + " partners, " + std::to_string(policies) +
               " policies, expires " + base::to_text(data.expires));
  console.object({{"verified", true},
                  {"directory", version},
                  {"hash", base::to_base64(chain.directory->hash().bytes())},
                  {"root", chain.root.root.version},
                  {"root_hash", base::to_base64(chain.root.hash.bytes())},
                  {"trustees", chain.root.root.trustees.size()},
                  {"partners", data.partners.size()},
                  {"policies", policies},
                  {"expires", base::to_text(data.expires)}});
  return ExitCode::kOk;
}

std::vector<std::string> row_of(const directory::Partner& partner, const directory::Unit& unit) {
  std::string keys;
  for (const auto& key : unit.signing) {
    keys.append(keys.empty() ? "" : " ");
    keys.append(base::to_hex(crypto::key_id_of(key.key).bytes()));
  }
  return {std::to_string(static_cast<std::uint32_t>(partner.number)),
          partner.name,
          unit.name,
          std::string(state_text(partner.state)),
          period_text(partner.valid),
          roles_text(unit.roles),
          words_text(unit.areas),
          words_text(unit.sectors),
          keys};
}

std::vector<std::string> row_of(const directory::Partner& partner,
                                const directory::Decider& decider) {
  return {std::to_string(static_cast<std::uint32_t>(partner.number)),
          partner.name,
          "-",
          "decides",
          period_text(decider.valid),
          decider.name,
          "-",
          "-",
          base::to_hex(crypto::key_id_of(decider.key).bytes())};
}

ExitCode show(const Invocation& invocation, const DirectoryArguments& arguments) {
  const Console& console = invocation.console;
  const auto believed = believe(invocation, arguments.trust);
  if (const auto* const code = std::get_if<ExitCode>(&believed)) return *code;
  const directory::Directory& directory = *std::get<Believed>(believed).chain.directory;
  if (!arguments.partner.empty() && directory.partner(arguments.partner) == nullptr) {
    std::vector<std::string> names;
    for (const auto& partner : directory.data().partners) names.push_back(partner.name);
    const std::string near = base::nearest(arguments.partner, names);
    return give_up(console, ExitCode::kFailed, "the directory has no such partner",
                   near.empty() ? "see `safeconduct partner list`" : "did you mean " + near + "?");
  }
  std::vector<std::vector<std::string>> rows = {
      {"no", "partner", "unit", "state", "valid", "roles", "areas", "sectors", "signing keys"}};
  for (const auto& partner : directory.data().partners) {
    if (!arguments.partner.empty() && partner.name != arguments.partner) continue;
    console.object(to_json(partner));
    for (const auto& unit : partner.units) rows.push_back(row_of(partner, unit));
    for (const auto& decider : partner.deciders) rows.push_back(row_of(partner, decider));
  }
  console.table(rows);
  return ExitCode::kOk;
}

void add_folder(CLI::App& command, DirectoryArguments& arguments) {
  command.add_option("folder", arguments.trust.folder,
                     "folder with pin, root and directory notes; the context's when left out");
  add_time_option(command, arguments.trust.at);
}

}  // namespace

void add_directory(CLI::App& program, Action& chosen) {
  CLI::App* const directory =
      program.add_subcommand("directory", "Who the partners are: notes that trustees sign");
  directory->require_subcommand(1);
  add_directory_init(*directory, chosen);
  add_directory_sign(*directory, chosen);

  const auto arguments = std::make_shared<DirectoryArguments>();
  CLI::App* const verifying =
      directory->add_subcommand("verify", "Verifies every root, directory and policy note");
  add_folder(*verifying, *arguments);
  verifying->add_option("--policy", arguments->policy, "folder of signed policies to verify, too");
  choose(*verifying, chosen, arguments, verify);

  CLI::App* const showing =
      directory->add_subcommand("show", "Lists partners, units, roles, keys and their validity");
  add_folder(*showing, *arguments);
  showing->add_option("partner", arguments->partner, "only this one");
  choose(*showing, chosen, arguments, show);

  add_directory_diff(*directory, chosen);
}

}  // namespace gateway::cli
