#include "gateway/cli/command.h"
#include "gateway/config/key_file.h"
#include "gateway/crypto/agreement_key.h"
#include "gateway/crypto/key_text.h"
#include "gateway/crypto/random.h"
#include "gateway/crypto/signing_key.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

namespace gateway::cli {
namespace {

using crypto::KeyUse;

const std::vector<std::pair<std::string, KeyUse>>& uses() {
  static const std::vector<std::pair<std::string, KeyUse>> kUses = {
      {"sign", KeyUse::kSigning}, {"prekey", KeyUse::kPrekey},   {"curve", KeyUse::kCurve},
      {"log", KeyUse::kLog},      {"release", KeyUse::kRelease}, {"session", KeyUse::kSession},
      {"store", KeyUse::kStore},  {"decide", KeyUse::kDecide}};
  return kUses;
}

std::optional<KeyUse> use_of(std::string_view word) {
  for (const auto& [text, use] : uses()) {
    if (text == word) return use;
  }
  return std::nullopt;
}

// The public text of a secret; empty for the symmetric store key, which has none.
std::string public_text(KeyUse use, const crypto::SecretBytes<32>& secret) {
  switch (use) {
    case KeyUse::kSigning:
    case KeyUse::kLog:
    case KeyUse::kSession:
    case KeyUse::kDecide: {
      const auto key = crypto::SigningKey::from_seed(secret.bytes());
      return crypto::public_key_text(use, key->public_key().bytes());
    }
    case KeyUse::kPrekey:
    case KeyUse::kCurve:
    case KeyUse::kRelease: {
      const auto key = crypto::AgreementKey::from_secret(secret.bytes());
      return crypto::public_key_text(use, key->public_key().bytes());
    }
    case KeyUse::kStore:
      return {};
  }
  return {};
}

struct KeyArguments {
  std::string use;
  std::string file;
  bool no_passphrase = false;
};

ExitCode unknown_use(const Console& console) {
  console.error("unknown use of a key",
                "one of: sign, prekey, curve, log, release, session, store, decide");
  return ExitCode::kUsage;
}

ExitCode make(const Invocation& invocation, const KeyArguments& arguments) {
  const Console& console = invocation.console;
  const auto use = use_of(arguments.use);
  if (!use) return unknown_use(console);
  if (invocation.passphrase.empty() && !arguments.no_passphrase) {
    console.error("a secret key file is encrypted",
                  "give --passphrase-file FILE, or --no-passphrase for a training network");
    return ExitCode::kUsage;
  }
  crypto::SystemRandom random;
  crypto::SecretBytes<32> secret;
  random.fill(secret.writable());
  const auto written = config::write_key_file(
      arguments.file,
      crypto::secret_key_text(*use, secret, arguments.no_passphrase ? "" : invocation.passphrase,
                              random));
  if (!written) {
    console.error(written.error().what.view(), "choose a path that does not exist yet");
    return ExitCode::kFailed;
  }
  const std::string text = public_text(*use, secret);
  console.line(text.empty() ? "written: " + arguments.file : text);
  console.object({{"file", arguments.file}, {"use", arguments.use}, {"public", text}});
  return ExitCode::kOk;
}

ExitCode show(const Invocation& invocation, const KeyArguments& arguments) {
  const Console& console = invocation.console;
  const auto use = use_of(arguments.use);
  if (!use) return unknown_use(console);
  const auto read = config::read_key_file(arguments.file, *use, invocation.passphrase);
  if (const auto* const wrong = std::get_if<base::Diagnostic>(&read)) {
    console.diagnostics({*wrong});
    return ExitCode::kBadConfiguration;
  }
  const std::string text = public_text(*use, std::get<crypto::SecretBytes<32>>(read));
  console.line(text.empty() ? "a store key has no public half" : text);
  console.object({{"file", arguments.file}, {"use", arguments.use}, {"public", text}});
  return ExitCode::kOk;
}

}  // namespace

void add_key(CLI::App& program, Action& chosen) {
  CLI::App* const key = program.add_subcommand("key", "Secret key files");
  key->require_subcommand(1);
  const auto arguments = std::make_shared<KeyArguments>();

  CLI::App* const making =
      key->add_subcommand("new", "Makes a key, writes it 0600, prints its public half");
  making
      ->add_option("use", arguments->use,
                   "sign, prekey, curve, log, release, session, store or decide")
      ->required();
  making->add_option("file", arguments->file, "where to write the secret; never overwritten")
      ->required();
  making->add_flag("--no-passphrase", arguments->no_passphrase, "leave the file unencrypted");
  making->callback([arguments, &chosen] {
    chosen = [arguments](const Invocation& invocation) { return make(invocation, *arguments); };
  });

  CLI::App* const showing =
      key->add_subcommand("show", "Prints the public half of a secret key file");
  showing->add_option("use", arguments->use, "what the key is for")->required();
  showing->add_option("file", arguments->file, "the secret key file")->required();
  showing->callback([arguments, &chosen] {
    chosen = [arguments](const Invocation& invocation) { return show(invocation, *arguments); };
  });
}

}  // namespace gateway::cli
