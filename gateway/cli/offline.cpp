#include "gateway/cli/offline.h"

#include "gateway/base/text.h"
#include "gateway/config/context.h"
#include "gateway/config/key_file.h"
#include "gateway/crypto/key_text.h"
#include "gateway/directory/keys.h"

#include <chrono>
#include <system_error>
#include <utility>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

namespace gateway::cli {
namespace {

using nlohmann::ordered_json;

template <class Words>
std::string joined(const Words& words) {
  std::string text;
  for (const auto& word : words) text.append(text.empty() ? "" : ",").append(word);
  return text.empty() ? "-" : text;
}

ordered_json period_json(const directory::Period& period) {
  return {{"from", base::to_text(period.from)}, {"until", base::to_text(period.until)}};
}

ordered_json scope_json(const directory::Scope& scope) {
  return scope.everything ? ordered_json::array({"*"}) : ordered_json(scope.words);
}

ordered_json sends_json(const directory::KindScope& sends) {
  ordered_json kinds = ordered_json::array();
  if (sends.everything) kinds.push_back("*");
  for (const model::Kind kind : sends.kinds) kinds.push_back(model::to_text(kind));
  return kinds;
}

ordered_json unit_json(const directory::Unit& unit) {
  ordered_json object = {{"unit", unit.name}, {"roles", ordered_json::array()}};
  for (const model::Role role : unit.roles) object["roles"].push_back(model::to_text(role));
  object["areas"] = scope_json(unit.areas);
  object["sectors"] = scope_json(unit.sectors);
  object["signing"] = ordered_json::array();
  for (const auto& key : unit.signing) {
    ordered_json row = {{"id", base::to_hex(crypto::key_id_of(key.key).bytes())}};
    row.update(period_json(key.valid));
    object["signing"].push_back(std::move(row));
  }
  object["prekeys"] = ordered_json::array();
  for (const auto& prekey : unit.prekeys) {
    ordered_json row = {{"id", base::to_hex(crypto::prekey_id_of(prekey.key).bytes())},
                        {"role", model::to_text(prekey.role)},
                        {"counter", prekey.counter}};
    row.update(period_json(prekey.valid));
    object["prekeys"].push_back(std::move(row));
  }
  return object;
}

}  // namespace

ExitCode give_up(const Console& console, ExitCode code, std::string_view what,
                 std::string_view next_step) {
  console.error(what, next_step);
  return code;
}

ExitCode give_up(const Console& console, ExitCode code, const base::Diagnostic& wrong) {
  console.diagnostics({wrong});
  return code;
}

ExitCode give_up(const Console& console, const std::filesystem::path& file,
                 const base::Error& error) {
  const std::string what = file.string() + ": " + std::string(error.what.view());
  switch (error.code) {
    case base::ErrorCode::kUnauthenticated:
      return give_up(console, ExitCode::kVerificationFailed, what,
                     "do not use it; ask whoever sent it by another way");
    case base::ErrorCode::kMalformed:
      return give_up(console, ExitCode::kFailed, what, "check that the right file is named");
    case base::ErrorCode::kUnavailable:
      return give_up(console, ExitCode::kFailed, what, "check the path and its permissions");
    case base::ErrorCode::kNotFound:
    case base::ErrorCode::kTooLarge:
    case base::ErrorCode::kUnsupported:
      break;
  }
  return give_up(console, ExitCode::kFailed, what, "see `safeconduct directory show`");
}

std::optional<base::Time> moment(const Console& console, std::string_view text) {
  if (text.empty()) {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  }
  const auto time = base::parse_time(text);
  if (time) return *time;
  const auto date = base::parse_date(text);
  if (date) return *date;
  console.error("a time is not valid", "write it as 2026-01-12T18:05:00Z or 2026-01-12");
  return std::nullopt;
}

void add_time_option(CLI::App& command, std::string& at) {
  command.add_option("--at", at, "judge as of this time instead of now (2026-01-12T18:05:00Z)");
}

void add_trust_options(CLI::App& command, TrustArguments& arguments) {
  command.add_option("--trust", arguments.folder,
                     "folder with pin, root and directory notes; the context's when left out");
  add_time_option(command, arguments.at);
}

std::variant<Believed, ExitCode> believe(const Invocation& invocation,
                                         const TrustArguments& arguments) {
  const Console& console = invocation.console;
  const auto now = moment(console, arguments.at);
  if (!now) return ExitCode::kUsage;
  std::filesystem::path folder = arguments.folder;
  if (folder.empty()) {
    if (invocation.context.empty()) {
      return give_up(console, ExitCode::kUsage, "no folder of directory notes is named",
                     "name one, or give --context FILE");
    }
    auto context = config::load_context(invocation.context);
    if (const auto* const wrong = std::get_if<base::Diagnostics>(&context)) {
      console.diagnostics(*wrong);
      return ExitCode::kBadConfiguration;
    }
    folder = std::get<config::Context>(context).trust;
  }
  std::error_code failed;
  if (!std::filesystem::is_directory(folder, failed)) {
    return give_up(
        console, ExitCode::kFailed,
        {folder.string(), 0, 0, "is not a folder", "name the folder that holds pin and notes"});
  }
  auto chain = trust::load_chain(folder, *now);
  if (const auto* const wrong = std::get_if<base::Diagnostics>(&chain)) {
    console.diagnostics(*wrong);
    return ExitCode::kVerificationFailed;
  }
  return Believed{folder, *now, std::get<trust::Chain>(std::move(chain))};
}

std::optional<crypto::SigningKey> read_key(const Invocation& invocation, const std::string& file,
                                           crypto::KeyUse use) {
  const auto secret = config::read_key_file(file, use, invocation.passphrase);
  if (const auto* const wrong = std::get_if<base::Diagnostic>(&secret)) {
    invocation.console.diagnostics({*wrong});
    return std::nullopt;
  }
  auto key = crypto::SigningKey::from_seed(std::get<crypto::SecretBytes<32>>(secret).bytes());
  if (!key) return std::nullopt;
  return *std::move(key);
}

std::optional<crypto::SigningKey> read_signing_key(const Invocation& invocation,
                                                   const std::string& file) {
  return read_key(invocation, file, crypto::KeyUse::kSigning);
}

bool may_write_secrets(const Invocation& invocation, Protection protection) {
  if (protection == Protection::kNone || !invocation.passphrase.empty()) return true;
  invocation.console.error(
      "secret key files are encrypted",
      "give --passphrase-file FILE, or --no-passphrase for a training network");
  return false;
}

ordered_json to_json(const directory::Partner& partner) {
  ordered_json object = {{"partner", partner.name},
                         {"number", static_cast<std::uint32_t>(partner.number)},
                         {"state", state_text(partner.state)}};
  object.update(period_json(partner.valid));
  object["agreement"] = partner.agreement;
  object["sends"] = sends_json(partner.sends);
  object["deciders"] = ordered_json::array();
  for (const auto& decider : partner.deciders) {
    ordered_json row = {{"name", decider.name},
                        {"id", base::to_hex(crypto::key_id_of(decider.key).bytes())}};
    row.update(period_json(decider.valid));
    object["deciders"].push_back(std::move(row));
  }
  object["units"] = ordered_json::array();
  for (const auto& unit : partner.units) object["units"].push_back(unit_json(unit));
  return object;
}

std::string period_text(const directory::Period& period) {
  return base::to_date_text(period.from) + " to " + base::to_date_text(period.until);
}

std::string words_text(const directory::Scope& scope) {
  return scope.everything ? "*" : joined(scope.words);
}

std::string roles_text(const std::vector<model::Role>& roles) {
  std::vector<std::string_view> words;
  for (const model::Role role : roles) words.push_back(model::to_text(role));
  return joined(words);
}

std::string_view state_text(directory::PartnerState state) {
  switch (state) {
    case directory::PartnerState::kLeft:
      return "left";
    case directory::PartnerState::kActive:
      return "active";
    case directory::PartnerState::kSuspended:
      return "suspended";
  }
  return "?";
}

}  // namespace gateway::cli
