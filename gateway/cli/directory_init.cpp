#include "gateway/base/text.h"
#include "gateway/cli/choose.h"
#include "gateway/cli/directory_commands.h"
#include "gateway/cli/files.h"
#include "gateway/cli/offline.h"
#include "gateway/crypto/digest.h"
#include "gateway/crypto/key_text.h"
#include "gateway/directory/directory.h"
#include "gateway/directory/root.h"

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

namespace gateway::cli {
namespace {

using crypto::KeyUse;

struct DirectoryInitArguments {
  std::string folder;
  std::vector<std::string> trustees;
  std::uint32_t quorum = 0;
  std::uint32_t break_glass = 0;
  std::string log;
  std::string release;
  std::string session;
  std::string curve;
  std::string endpoint;
  std::vector<std::string> witness_policy;
  std::uint32_t days = 365;
  std::string at;
};

// NAME=sc-USE-pub:… as the key of that name; the text of a verifier key is taken, too.
std::optional<note::VerifierKey> named_key(KeyUse use, std::string_view text) {
  const std::size_t end = text.find('=');
  if (end != std::string_view::npos && note::is_valid_key_name(text.substr(0, end))) {
    const auto bytes = crypto::parse_public_key_text(use, text.substr(end + 1));
    if (!bytes) return std::nullopt;
    return note::verifier_key(text.substr(0, end), *crypto::PublicKey::from(bytes->bytes()));
  }
  const auto verifier = note::parse_verifier_key(text);
  if (!verifier || verifier->type != note::KeyType::kNote) return std::nullopt;
  return *verifier;
}

std::optional<directory::Root> root_of(const DirectoryInitArguments& arguments,
                                       base::Time expires) {
  directory::Root root;
  root.version = 1;
  root.expires = expires;
  root.thresholds.fill(arguments.quorum);
  if (arguments.break_glass != 0) {
    root.thresholds.at(static_cast<std::size_t>(directory::Action::kBreakglass)) =
        arguments.break_glass;
  }
  for (const std::string& text : arguments.trustees) {
    auto key = named_key(KeyUse::kSigning, text);
    if (!key) return std::nullopt;
    root.trustees.push_back(*std::move(key));
  }
  return root;
}

std::optional<directory::GatewayKeys> gateway_of(const DirectoryInitArguments& arguments) {
  const auto log = named_key(KeyUse::kLog, arguments.log);
  const auto release = crypto::parse_public_key_text(KeyUse::kRelease, arguments.release);
  const auto session = crypto::parse_public_key_text(KeyUse::kSession, arguments.session);
  const auto curve = crypto::parse_public_key_text(KeyUse::kCurve, arguments.curve);
  if (!log || !release || !session || !curve) return std::nullopt;
  directory::GatewayKeys gateway;
  gateway.logs = {*log};
  gateway.release = *crypto::AgreementPublicKey::from(release->bytes());
  gateway.session = *crypto::PublicKey::from(session->bytes());
  gateway.curve = *crypto::AgreementPublicKey::from(curve->bytes());
  gateway.endpoint = arguments.endpoint;
  gateway.witness_policy = arguments.witness_policy;
  return gateway;
}

struct Texts {
  std::string root;
  std::string directory;
};

// The strict readers have the last word: what they refuse nobody is asked to sign.
ExitCode check(const Console& console, const Texts& texts) {
  if (!directory::parse_root(texts.root)) {
    return give_up(
        console, ExitCode::kUsage, "these trustees and this quorum make no root",
        "name each trustee and key once; the quorum is at least 1 and below their number");
  }
  const auto directory = directory::Directory::from_text(texts.directory);
  if (!directory) {
    return give_up(console, ExitCode::kUsage,
                   "these make no directory: " + std::string(directory.error().what.view()),
                   "use every key once; write the endpoint as tcp://HOST:PORT");
  }
  return ExitCode::kOk;
}

ExitCode write(const Console& console, const DirectoryInitArguments& arguments,
               const Texts& texts) {
  const std::filesystem::path folder = arguments.folder;
  const std::string pin = base::to_base64(crypto::sha256(base::bytes_of(texts.root)).bytes());
  const std::vector<std::pair<std::string, std::string>> files = {
      {"root-000001.note", texts.root},
      {"directory-000001.note", texts.directory},
      {"pin", pin + "\n"}};
  for (const auto& [name, text] : files) {
    const auto written = write_new_file(folder / name, text);
    if (!written) return give_up(console, folder / name, written.error());
  }
  console.line("written: " + (folder / "root-000001.note").string() +
               ", directory-000001.note, pin");
  console.line("pin " + pin);
  console.line("next: " + std::to_string(arguments.quorum) +
               " trustees `directory sign` both notes; then `directory verify`");
  console.object({{"folder", arguments.folder},
                  {"pin", pin},
                  {"quorum", arguments.quorum},
                  {"trustees", arguments.trustees.size()}});
  return ExitCode::kOk;
}

ExitCode init(const Invocation& invocation, const DirectoryInitArguments& arguments) {
  const Console& console = invocation.console;
  const auto now = moment(console, arguments.at);
  if (!now) return ExitCode::kUsage;
  const base::Time expires = *now + std::chrono::days(arguments.days);
  const auto root = root_of(arguments, expires);
  if (!root) {
    return give_up(console, ExitCode::kUsage, "a trustee is not given by name and public key",
                   "write --trustee NAME=sc-sign-pub:..., as `key show sign FILE` prints it");
  }
  const auto gateway = gateway_of(arguments);
  if (!gateway) {
    return give_up(console, ExitCode::kUsage, "a key of the gateway is not a public key of its use",
                   "write --log ORIGIN=sc-log-pub:..., --release, --session and --curve as "
                   "`key show` prints them");
  }
  directory::DirectoryData data;
  data.version = model::DirectoryVersion{1};
  data.root_version = 1;
  data.created = *now;
  data.expires = expires;
  data.gateway = *gateway;
  const Texts texts{directory::to_text(*root), directory::to_text(data)};
  const ExitCode checked = check(console, texts);
  return checked == ExitCode::kOk ? write(console, arguments, texts) : checked;
}

}  // namespace

void add_directory_init(CLI::App& directory, Action& chosen) {
  CLI::App* const making = directory.add_subcommand(
      "init", "Makes the first root note and an empty directory for the trustees to sign");
  const auto arguments = std::make_shared<DirectoryInitArguments>();
  making->add_option("folder", arguments->folder, "where the notes and the pin go")->required();
  making->add_option("--trustee", arguments->trustees, "NAME=sc-sign-pub:...; once for each")
      ->required();
  making->add_option("--quorum", arguments->quorum, "how many trustees decide")
      ->required()
      ->check(CLI::Range(1, 63));
  making
      ->add_option("--break-glass", arguments->break_glass,
                   "how many suffice to break glass, at least 2; the quorum when left out")
      ->check(CLI::Range(2, 63));
  making->add_option("--log", arguments->log, "ORIGIN=sc-log-pub:... of the gateway")->required();
  making->add_option("--release", arguments->release, "sc-release-pub:...")->required();
  making->add_option("--session", arguments->session, "sc-session-pub:...")->required();
  making->add_option("--curve", arguments->curve, "sc-curve-pub:...")->required();
  making->add_option("--endpoint", arguments->endpoint, "tcp://HOST:PORT of the gateway")
      ->required();
  making->add_option("--witness-policy", arguments->witness_policy,
                     "a line of a C2SP tlog-policy; may be repeated");
  making->add_option("--days", arguments->days, "when both notes expire (365)")
      ->check(CLI::Range(1, 3660));
  add_time_option(*making, arguments->at);
  choose(*making, chosen, arguments, init);
}

}  // namespace gateway::cli
