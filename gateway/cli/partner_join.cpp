#include "gateway/base/text.h"
#include "gateway/cli/choose.h"
#include "gateway/cli/files.h"
#include "gateway/cli/offline.h"
#include "gateway/cli/partner_commands.h"
#include "gateway/config/key_file.h"
#include "gateway/crypto/key_text.h"
#include "gateway/crypto/random.h"
#include "gateway/directory/join_text.h"
#include "gateway/directory/joining.h"
#include "gateway/directory/keys.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <variant>
#include <vector>

#include <nlohmann/json.hpp>

namespace gateway::cli {
namespace {

using crypto::KeyUse;
using std::filesystem::path;

struct PartnerJoinArguments {
  std::string invite;
  std::string partner;
  std::string unit;
  std::vector<std::string> roles;
  std::vector<std::string> deciders;
  std::string folder;
  std::uint32_t days = 365;
  bool no_passphrase = false;
  std::string at;
};

struct Newcomer {
  std::string partner;
  std::string unit;
  std::vector<model::Role> roles;
  std::vector<std::string> deciders;
  directory::Period valid;
};

/// The keys of a new unit; their files are written only when all went well.
struct NewKeys {
  crypto::SigningKey signing;
  crypto::AgreementKey curve;
  crypto::SecretBytes<32> tokens;
  crypto::SecretBytes<32> evidence;
  std::vector<crypto::AgreementKey> prekeys;  // By roles, in their order.
  std::vector<crypto::SigningKey> deciders;   // By deciders, in their order.
};

std::optional<std::vector<model::Role>> roles_of(const Console& console,
                                                 const std::vector<std::string>& words) {
  std::vector<model::Role> roles;
  for (const std::string& word : words) {
    const auto role = base::value_in(model::kRoleTexts, word);
    if (!role) {
      const std::string near = base::nearest(word, base::words_of(model::kRoleTexts));
      console.error("'" + word + "' is no role", near.empty()
                                                     ? "roles are words like POL_INT or SAFEHOUSE"
                                                     : "did you mean " + near + "?");
      return std::nullopt;
    }
    roles.push_back(*role);
  }
  return roles;
}

NewKeys make_keys(const Newcomer& newcomer, crypto::Random& random) {
  NewKeys keys{
      crypto::SigningKey::generate(random), crypto::generate_curve_key(random), {}, {}, {}, {}};
  random.fill(keys.tokens.writable());
  random.fill(keys.evidence.writable());
  for (std::size_t i = 0; i < newcomer.roles.size(); ++i) {
    keys.prekeys.push_back(crypto::AgreementKey::generate(random));
  }
  for (std::size_t i = 0; i < newcomer.deciders.size(); ++i) {
    keys.deciders.push_back(crypto::SigningKey::generate(random));
  }
  return keys;
}

base::Result<std::string> make_request(const std::string& invite, const Newcomer& newcomer,
                                       const NewKeys& keys) {
  directory::JoinUnitKeys unit;
  unit.name = newcomer.unit;
  unit.roles = newcomer.roles;
  unit.valid = newcomer.valid;
  unit.signing = &keys.signing;
  unit.curve = {&keys.curve};
  for (std::size_t i = 0; i < newcomer.roles.size(); ++i) {
    directory::Prekey prekey;
    prekey.role = newcomer.roles.at(i);
    prekey.counter = 1;
    prekey.key = keys.prekeys.at(i).public_key();
    prekey.valid = newcomer.valid;
    unit.prekeys.push_back(
        {directory::sign_prekey(prekey, newcomer.partner, newcomer.unit, keys.signing),
         &keys.prekeys.at(i)});
  }
  directory::Newcomer asking{newcomer.partner, {std::move(unit)}, {}};
  for (std::size_t i = 0; i < newcomer.deciders.size(); ++i) {
    asking.deciders.push_back({newcomer.deciders.at(i), newcomer.valid, &keys.deciders.at(i)});
  }
  return directory::make_join_request(invite, asking);
}

base::Result<base::Done> write_keys(const path& folder, const Newcomer& newcomer,
                                    const NewKeys& keys, std::string_view passphrase,
                                    crypto::Random& random) {
  std::error_code failed;
  std::filesystem::create_directories(folder / "prekeys", failed);
  const auto write = [&](const path& name, KeyUse use, const crypto::SecretBytes<32>& secret) {
    return config::write_key_file(folder / name,
                                  crypto::secret_key_text(use, secret, passphrase, random));
  };
  auto done = write("signing.key", KeyUse::kSigning, keys.signing.seed());
  if (done) done = write("curve.key", KeyUse::kCurve, keys.curve.secret());
  if (done) done = write("tokens.key", KeyUse::kStore, keys.tokens);
  if (done) done = write("evidence.key", KeyUse::kStore, keys.evidence);
  for (std::size_t i = 0; done && i < newcomer.roles.size(); ++i) {
    const std::string role(model::to_text(newcomer.roles.at(i)));
    done = write(path("prekeys") / (role + ".key"), KeyUse::kPrekey, keys.prekeys.at(i).secret());
  }
  if (!newcomer.deciders.empty()) std::filesystem::create_directories(folder / "deciders", failed);
  for (std::size_t i = 0; done && i < newcomer.deciders.size(); ++i) {
    done = write(path("deciders") / (newcomer.deciders.at(i) + ".key"), KeyUse::kDecide,
                 keys.deciders.at(i).seed());
  }
  return done;
}

// A basic string of TOML; endpoints are printable ASCII.
std::string toml_string(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + "\"";
}

std::string context_toml(const Newcomer& newcomer, const directory::GatewayKeys& gateway) {
  return "[context]\npartner = " + toml_string(newcomer.partner) +
         "\nunit = " + toml_string(newcomer.unit) +
         "\n\n[gateway]\nendpoint = " + toml_string(gateway.endpoint) + "\ncurve_key = " +
         toml_string(crypto::public_key_text(KeyUse::kCurve, gateway.curve.bytes())) +
         "\n\n[keys]\nsigning = \"keys/signing.key\"\ncurve = \"keys/curve.key\"\n"
         "prekeys = \"keys/prekeys\"\ntokens = \"keys/tokens.key\"\n"
         "evidence = \"keys/evidence.key\"\n"
         "\n[folders]\ntrust = \"trust\"\npolicy = \"policy\"\nstate = \"state\"\n";
}

base::Result<base::Done> write_papers(const path& folder, const Newcomer& newcomer,
                                      const directory::Invite& invite, const std::string& request) {
  auto done = write_new_file(folder / "trust" / "pin", base::to_base64(invite.root.bytes()) + "\n");
  if (done) done = write_new_file(folder / "context.toml", context_toml(newcomer, invite.gateway));
  if (done) done = write_new_file(folder / "request.note", request);
  return done;
}

ExitCode report(const Console& console, const PartnerJoinArguments& arguments,
                const std::string& invite, const std::string& request) {
  std::string words;
  for (const std::string_view word : directory::check_words(invite, request)) {
    words.append(words.empty() ? "" : " ").append(word);
  }
  const std::string file = (path(arguments.folder) / "request.note").string();
  console.line("request: " + file);
  console.line("check words: " + words);
  console.line("next: send the request to whoever invited you and compare the words by phone;");
  console.line("      then put the signed root, directory and policy notes into " +
               arguments.folder + "/trust and /policy");
  if (!arguments.deciders.empty()) {
    console.line("      give each person the key in " + arguments.folder +
                 "/keys/deciders and keep no copy of it");
  }
  console.object({{"request", file}, {"partner", arguments.partner}, {"check_words", words}});
  return ExitCode::kOk;
}

ExitCode join(const Invocation& invocation, const PartnerJoinArguments& arguments) {
  const Console& console = invocation.console;
  const Protection protection =
      arguments.no_passphrase ? Protection::kNone : Protection::kPassphrase;
  if (!may_write_secrets(invocation, protection)) return ExitCode::kUsage;
  const auto now = moment(console, arguments.at);
  auto roles = roles_of(console, arguments.roles);
  if (!now || !roles) return ExitCode::kUsage;
  const auto read = read_file(arguments.invite, directory::kMaxInviteSize);
  if (const auto* const wrong = std::get_if<base::Diagnostic>(&read)) {
    return give_up(console, ExitCode::kFailed, *wrong);
  }
  const auto& text = std::get<std::string>(read);
  const auto invite = directory::parse_invite(text);
  if (!invite) return give_up(console, arguments.invite, invite.error());
  if (*now >= invite->expires) {
    return give_up(console, ExitCode::kRefused, "the invite has expired", "ask for a new one");
  }
  const Newcomer newcomer{arguments.partner,
                          arguments.unit,
                          *std::move(roles),
                          arguments.deciders,
                          {*now, *now + std::chrono::days(arguments.days)}};
  crypto::SystemRandom random;
  const NewKeys keys = make_keys(newcomer, random);
  const auto request = make_request(text, newcomer, keys);
  if (!request) {
    return give_up(console, ExitCode::kUsage, request.error().what.view(),
                   "names are 1 to 64 of a-z, 0-9 and '-'; name each role once");
  }
  const path folder = arguments.folder;
  const std::string passphrase = arguments.no_passphrase ? "" : invocation.passphrase;
  const auto kept = write_keys(folder / "keys", newcomer, keys, passphrase, random);
  if (!kept) return give_up(console, folder / "keys", kept.error());
  const auto written = write_papers(folder, newcomer, *invite, *request);
  if (!written) return give_up(console, folder, written.error());
  return report(console, arguments, text, *request);
}

}  // namespace

void add_partner_join(CLI::App& partner, Action& chosen) {
  CLI::App* const joining = partner.add_subcommand(
      "join", "Answers an invite: makes all keys and a request to be let in");
  const auto arguments = std::make_shared<PartnerJoinArguments>();
  joining->add_option("invite", arguments->invite, "the invite")->required();
  joining->add_option("--partner", arguments->partner, "the organisation's name")->required();
  joining->add_option("--unit", arguments->unit, "the unit's name (main)")
      ->default_val(std::string(model::kOnlyUnit));
  joining->add_option("--roles", arguments->roles, "roles of the unit: POL_INT,FRO")
      ->required()
      ->delimiter(',');
  joining
      ->add_option("--deciders", arguments->deciders,
                   "words for the people who may override consent: duty-manager,lead")
      ->delimiter(',');
  joining->add_option("--out-folder", arguments->folder, "where keys, request and context go")
      ->required();
  joining->add_option("--days", arguments->days, "how long the keys are good (365)")
      ->check(CLI::Range(1, 3660));
  joining->add_flag("--no-passphrase", arguments->no_passphrase,
                    "leave the secret key files unencrypted");
  add_time_option(*joining, arguments->at);
  choose(*joining, chosen, arguments, join);
}

}  // namespace gateway::cli
