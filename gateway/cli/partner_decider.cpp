#include "gateway/base/text.h"
#include "gateway/cli/choose.h"
#include "gateway/cli/files.h"
#include "gateway/cli/offline.h"
#include "gateway/cli/partner_commands.h"
#include "gateway/config/context.h"
#include "gateway/config/key_file.h"
#include "gateway/crypto/key_ids.h"
#include "gateway/directory/deciding.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include <nlohmann/json.hpp>

namespace gateway::cli {
namespace {

using crypto::KeyUse;

struct PartnerDeciderArguments {
  TrustArguments trust;
  std::string name;
  std::string key;
  std::string request;
  std::string partner;
  std::string key_id;
  std::string out;
  std::uint32_t days = 365;
};

// What the context says about the unit that asks, and its signing key.
struct Asking {
  std::string partner;
  std::string unit;
  crypto::SigningKey signing;
};

std::variant<Asking, ExitCode> asking_unit(const Invocation& invocation) {
  const Console& console = invocation.console;
  if (invocation.context.empty()) {
    return give_up(console, ExitCode::kUsage, "which partner and unit asks?",
                   "give --context FILE (context.toml)");
  }
  const auto loaded = config::load_context(invocation.context);
  if (const auto* const wrong = std::get_if<base::Diagnostics>(&loaded)) {
    console.diagnostics(*wrong);
    return ExitCode::kBadConfiguration;
  }
  const auto& context = std::get<config::Context>(loaded);
  auto signing = read_signing_key(invocation, context.signing_key.string());
  if (!signing) return ExitCode::kBadConfiguration;
  return Asking{context.partner, context.unit, *std::move(signing)};
}

ExitCode request(const Invocation& invocation, const PartnerDeciderArguments& arguments) {
  const Console& console = invocation.console;
  const auto now = moment(console, arguments.trust.at);
  if (!now) return ExitCode::kUsage;
  const auto asking = asking_unit(invocation);
  if (const auto* const code = std::get_if<ExitCode>(&asking)) return *code;
  const auto& unit = std::get<Asking>(asking);
  const auto person = read_key(invocation, arguments.key, KeyUse::kDecide);
  if (!person) return ExitCode::kBadConfiguration;
  const directory::DeciderRequest wanted{
      unit.partner,
      {arguments.name, person->public_key(), {*now, *now + std::chrono::days(arguments.days)}}};
  if (!directory::parse_decider_request(directory::to_text(wanted))) {
    return give_up(console, ExitCode::kUsage, "the name is not well formed",
                   "1 to 64 of a-z, 0-9 and '-': a word for the person, not the person's name");
  }
  const std::string note =
      directory::make_decider_request(wanted, *person, {unit.unit, unit.signing});
  const auto written = write_new_file(arguments.out, note);
  if (!written) return give_up(console, arguments.out, written.error());
  const std::string id = base::to_hex(crypto::key_id_of(person->public_key()).bytes());
  console.line("request: " + arguments.out + ", key " + id);
  console.line("next: send it to a trustee and read the key id to them by phone");
  console.object({{"request", arguments.out}, {"name", arguments.name}, {"id", id}});
  return ExitCode::kOk;
}

ExitCode write(const Console& console, const PartnerDeciderArguments& arguments,
               const base::Result<std::string>& text) {
  if (!text) {
    return give_up(console, ExitCode::kRefused, text.error().what.view(),
                   "see `safeconduct directory show`");
  }
  const auto written = write_new_file(arguments.out, *text);
  if (!written) return give_up(console, arguments.out, written.error());
  console.line("next directory: " + arguments.out);
  console.line("next: trustees look (`directory diff`) and sign (`directory sign`)");
  console.object({{"directory", arguments.out}});
  return ExitCode::kOk;
}

ExitCode admit(const Invocation& invocation, const PartnerDeciderArguments& arguments) {
  const Console& console = invocation.console;
  const auto believed = believe(invocation, arguments.trust);
  if (const auto* const code = std::get_if<ExitCode>(&believed)) return *code;
  const auto& [folder, now, chain] = std::get<Believed>(believed);
  const auto read = read_file(arguments.request, directory::kMaxDeciderRequestSize);
  if (const auto* const wrong = std::get_if<base::Diagnostic>(&read)) {
    return give_up(console, ExitCode::kFailed, *wrong);
  }
  const auto verified =
      directory::verify_decider_request(std::get<std::string>(read), *chain.directory, now);
  if (!verified) return give_up(console, arguments.request, verified.error());
  console.line("decides for " + verified->partner + ": " + verified->decider.name + ", key " +
               base::to_hex(crypto::key_id_of(verified->decider.key).bytes()) +
               "; compare the key id by phone before anybody signs");
  return write(
      console, arguments,
      directory::add_decider(*chain.directory, *verified, {now, chain.directory->data().expires}));
}

ExitCode remove(const Invocation& invocation, const PartnerDeciderArguments& arguments) {
  const Console& console = invocation.console;
  const auto bytes = base::from_hex(arguments.key_id);
  if (!bytes || bytes->size() != model::KeyId::kSize) {
    return give_up(console, ExitCode::kUsage, "a key id is 16 hex digits",
                   "`directory show` lists them");
  }
  const auto believed = believe(invocation, arguments.trust);
  if (const auto* const code = std::get_if<ExitCode>(&believed)) return *code;
  const auto& [folder, now, chain] = std::get<Believed>(believed);
  return write(
      console, arguments,
      directory::remove_decider(*chain.directory, arguments.partner, *model::KeyId::from(*bytes),
                                {now, chain.directory->data().expires}));
}

}  // namespace

void add_partner_decider(CLI::App& partner, Action& chosen) {
  CLI::App* const decider =
      partner.add_subcommand("decider", "The people who may override consent for a partner");
  decider->require_subcommand(1);
  const auto arguments = std::make_shared<PartnerDeciderArguments>();

  CLI::App* const asking = decider->add_subcommand(
      "request", "Asks the trustees to list one more person (--context: the unit that asks)");
  asking->add_option("name", arguments->name, "a word for the person: duty-manager")->required();
  asking->add_option("--key", arguments->key, "the person's key: `key new decide FILE`")
      ->required();
  asking->add_option("--days", arguments->days, "how long the key is good (365)")
      ->check(CLI::Range(1, 3660));
  add_time_option(*asking, arguments->trust.at);
  asking->add_option("--out", arguments->out, "where to write the request")->required();
  choose(*asking, chosen, arguments, request);

  CLI::App* const admitting = decider->add_subcommand(
      "admit", "Checks a request and writes the next directory for trustees to sign");
  admitting->add_option("request", arguments->request, "what `decider request` wrote")->required();
  add_trust_options(*admitting, arguments->trust);
  admitting->add_option("--out", arguments->out, "where to write the next directory")->required();
  choose(*admitting, chosen, arguments, admit);

  CLI::App* const removing =
      decider->add_subcommand("remove", "Writes the next directory without a person's key");
  removing->add_option("partner", arguments->partner, "the partner's name")->required();
  removing->add_option("id", arguments->key_id, "the key id, as `directory show` lists it")
      ->required();
  add_trust_options(*removing, arguments->trust);
  removing->add_option("--out", arguments->out, "where to write the next directory")->required();
  choose(*removing, chosen, arguments, remove);
}

}  // namespace gateway::cli
