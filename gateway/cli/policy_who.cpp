#include "gateway/cli/policy_who.h"

#include <algorithm>

namespace gateway::cli {

std::variant<std::shared_ptr<const directory::Directory>, ExitCode> known_directory(
    const Invocation& invocation, const TrustArguments& arguments) {
  if (arguments.folder.empty() && invocation.context.empty()) {
    return std::shared_ptr<const directory::Directory>();
  }
  auto believed = believe(invocation, arguments);
  if (const auto* const code = std::get_if<ExitCode>(&believed)) return *code;
  return std::get<Believed>(believed).chain.directory;
}

bool complete_sender(const Console& console, const directory::Directory* directory,
                     policy::Sender& sender) {
  if (!sender.roles.empty()) return true;
  if (directory == nullptr) {
    console.error("it is not said in which role " + sender.partner.text() + " sends",
                  "write PARTNER/UNIT/ROLE, or name a directory with --trust");
    return false;
  }
  const auto* const partner = directory->partner(sender.partner.text());
  const directory::Unit* found = nullptr;
  std::string units;
  if (partner != nullptr) {
    for (const directory::Unit& unit : partner->units) {
      units += (units.empty() ? "" : ", ") + partner->name + "/" + unit.name;
      if (unit.name == sender.unit.text() || partner->units.size() == 1) found = &unit;
    }
  }
  if (found == nullptr) {
    console.error("the directory has no unit " + sender.partner.text() + "/" + sender.unit.text(),
                  units.empty() ? "see `partner list`" : "its units are " + units);
    return false;
  }
  if (auto name = model::UnitName::parse(found->name)) sender.unit = *std::move(name);
  for (const model::Role role : found->roles) sender.roles.insert(role);
  return true;
}

std::vector<std::string> holders_of(const directory::Directory& directory, model::Role role) {
  std::vector<std::string> names;
  for (const auto& partner : directory.data().partners) {
    for (const directory::Unit& unit : partner.units) {
      if (!unit.holds(role)) continue;
      names.push_back(partner.units.size() == 1 ? partner.name : partner.name + "/" + unit.name);
    }
  }
  return names;
}

}  // namespace gateway::cli
