#include "gateway/base/text.h"
#include "gateway/cli/choose.h"
#include "gateway/cli/files.h"
#include "gateway/cli/offline.h"
#include "gateway/cli/partner_commands.h"
#include "gateway/directory/freeze.h"
#include "gateway/directory/keys.h"
#include "gateway/directory/root.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <nlohmann/json.hpp>

namespace gateway::cli {
namespace {

using directory::FreezeAction;

struct PartnerFreezeArguments {
  TrustArguments trust;
  std::string target;
  std::string decider;
  std::string key;
  std::string name;
  std::string reason;
  std::string out;
  bool lift = false;
};

std::optional<model::KeyId> key_id(std::string_view text) {
  const auto bytes = base::from_hex(text);
  if (!bytes) return std::nullopt;
  const auto id = model::KeyId::from(*bytes);
  return id ? std::optional(*id) : std::nullopt;
}

// PARTNER[/UNIT[/KEYID]], or PARTNER with the key id of a decider.
std::optional<directory::FreezeTarget> target_of(const directory::Directory& directory,
                                                 const PartnerFreezeArguments& arguments) {
  const auto parts = base::split(arguments.target, '/');
  if (parts.size() > 3) return std::nullopt;
  const directory::Partner* const partner = directory.partner(parts.front());
  if (partner == nullptr) return std::nullopt;
  directory::FreezeTarget target{partner->number, {}, {}};
  if (!arguments.decider.empty()) {
    target.key = key_id(arguments.decider);
    return parts.size() == 1 && target.key ? std::optional(target) : std::nullopt;
  }
  if (parts.size() > 1) {
    target.unit = std::string(parts.at(1));
    if (directory.unit({partner->number, target.unit}) == nullptr) return std::nullopt;
  }
  if (parts.size() > 2) {
    target.key = key_id(parts.at(2));
    if (!target.key) return std::nullopt;
  }
  return target;
}

// A lift takes k trustees, so the first signature cannot suffice; it must be a trustee's all the
// same.
std::optional<base::Error> fault_of(const Believed& notes, const note::SignedNote& note,
                                    FreezeAction action) {
  const directory::Root& root = notes.chain.root.root;
  if (action == FreezeAction::kLift) {
    if (directory::count_trustees(root, note) > 0) return std::nullopt;
    return base::fail(base::ErrorCode::kUnauthenticated, "only trustees lift a freeze");
  }
  const auto verified =
      directory::verify_freeze(note::to_text(note), root, *notes.chain.directory, notes.now);
  return verified ? std::nullopt : std::optional(verified.error());
}

ExitCode report(const Console& console, const PartnerFreezeArguments& arguments,
                const directory::Freeze& freeze, std::uint32_t quorum) {
  const auto action = base::text_in(directory::kFreezeActionTexts, freeze.action);
  console.line(std::string(action) + ": " + arguments.target + " at " + base::to_text(freeze.at) +
               ", " + arguments.out);
  if (freeze.action == FreezeAction::kLift) {
    console.line("next: " + std::to_string(quorum) +
                 " trustees `directory sign` it; then `partner announce` it");
  } else {
    console.line("next: `partner announce` it at once; it lapses after 7 days unless " +
                 std::to_string(quorum) + " trustees `directory sign` it");
  }
  console.object({{"note", arguments.out},
                  {"action", action},
                  {"target", arguments.target},
                  {"time", base::to_text(freeze.at)},
                  {"quorum", quorum}});
  return ExitCode::kOk;
}

ExitCode freeze(const Invocation& invocation, const PartnerFreezeArguments& arguments) {
  const Console& console = invocation.console;
  const auto reason = base::value_in(directory::kFreezeReasonTexts, arguments.reason);
  if (!reason) {
    return give_up(console, ExitCode::kUsage, "'" + arguments.reason + "' is no reason",
                   "one of: key-lost, key-compromised, misuse, left, precaution, resolved");
  }
  if (!note::is_valid_key_name(arguments.name)) {
    return give_up(console, ExitCode::kUsage, "the name is not that of a key",
                   "a trustee's name as in the root note, or PARTNER/UNIT");
  }
  const auto believed = believe(invocation, arguments.trust);
  if (const auto* const code = std::get_if<ExitCode>(&believed)) return *code;
  const auto& notes = std::get<Believed>(believed);
  const auto target = target_of(*notes.chain.directory, arguments);
  if (!target) {
    return give_up(console, ExitCode::kFailed, "the directory lists no such partner, unit or key",
                   "see `safeconduct directory show`");
  }
  const auto key = read_signing_key(invocation, arguments.key);
  if (!key) return ExitCode::kBadConfiguration;
  const FreezeAction action = arguments.lift ? FreezeAction::kLift : FreezeAction::kFreeze;
  const directory::Freeze what{action, *target, notes.now, *reason};
  note::SignedNote note{directory::to_text(what), {}};
  note::sign(note, arguments.name, *key);
  if (const auto fault = fault_of(notes, note, action)) {
    return give_up(console, ExitCode::kRefused, fault->what.view(),
                   "a freeze is signed by a trustee or the partner itself, a lift by trustees; "
                   "the key id is one that `directory show` lists");
  }
  const auto written = write_new_file(arguments.out, note::to_text(note));
  if (!written) return give_up(console, arguments.out, written.error());
  return report(console, arguments, what,
                notes.chain.root.root.threshold(directory::Action::kConfirmFreeze));
}

}  // namespace

void add_partner_freeze(CLI::App& partner, Action& chosen) {
  CLI::App* const freezing = partner.add_subcommand(
      "freeze",
      "Writes a signed note that stops a partner, a unit, one of its keys or a decider's");
  const auto arguments = std::make_shared<PartnerFreezeArguments>();
  freezing->add_option("target", arguments->target, "PARTNER, PARTNER/UNIT or PARTNER/UNIT/KEYID")
      ->required();
  freezing->add_option("--decider", arguments->decider,
                       "key id of a person who decides for PARTNER: stops that key alone");
  add_trust_options(*freezing, arguments->trust);
  freezing->add_option("--key", arguments->key, "secret key file of a trustee or of the partner")
      ->required();
  freezing->add_option("--name", arguments->name, "the key's name: the trustee's, or PARTNER/UNIT")
      ->required();
  freezing
      ->add_option("--reason", arguments->reason,
                   "key-lost, key-compromised, misuse, left, precaution or resolved")
      ->required();
  freezing->add_flag("--lift", arguments->lift, "ends a freeze instead; takes k trustees");
  freezing->add_option("--out", arguments->out, "where to write the note")->required();
  choose(*freezing, chosen, arguments, freeze);
}

}  // namespace gateway::cli
