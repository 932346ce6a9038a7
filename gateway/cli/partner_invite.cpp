#include "gateway/base/text.h"
#include "gateway/cli/choose.h"
#include "gateway/cli/files.h"
#include "gateway/cli/offline.h"
#include "gateway/cli/partner_commands.h"
#include "gateway/config/key_file.h"
#include "gateway/crypto/key_text.h"
#include "gateway/crypto/random.h"
#include "gateway/directory/joining.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <variant>

#include <nlohmann/json.hpp>

namespace gateway::cli {
namespace {

struct PartnerInviteArguments {
  TrustArguments trust;
  std::string out;
  std::string challenge_key;
  std::uint32_t days = 14;
  bool no_passphrase = false;
};

ExitCode invite(const Invocation& invocation, const PartnerInviteArguments& arguments) {
  const Console& console = invocation.console;
  const Protection protection =
      arguments.no_passphrase ? Protection::kNone : Protection::kPassphrase;
  if (!may_write_secrets(invocation, protection)) return ExitCode::kUsage;
  const auto believed = believe(invocation, arguments.trust);
  if (const auto* const code = std::get_if<ExitCode>(&believed)) return *code;
  const auto& [folder, now, chain] = std::get<Believed>(believed);
  // The newcomer walks the roots from the first on, as its pin says.
  const auto first = note::parse_note(chain.root_notes.front());
  if (!first) return give_up(console, folder, first.error());

  crypto::SystemRandom random;
  const base::Time expires = now + std::chrono::days(arguments.days);
  const auto made = directory::make_invite(chain.directory->data().gateway,
                                           directory::note_hash(*first), expires, random);
  // An X25519 secret used once; it has the text of a prekey's.
  const std::string secret =
      crypto::secret_key_text(crypto::KeyUse::kPrekey, made.challenge.secret(),
                              arguments.no_passphrase ? "" : invocation.passphrase, random);
  const auto kept = config::write_key_file(arguments.challenge_key, secret);
  if (!kept) return give_up(console, arguments.challenge_key, kept.error());
  const auto written = write_new_file(arguments.out, made.text);
  if (!written) return give_up(console, arguments.out, written.error());
  console.line("invite: " + arguments.out + ", good until " + base::to_text(expires));
  console.line("next: hand it over in person or by another safe way; keep " +
               arguments.challenge_key + " for `partner approve`");
  console.object({{"invite", arguments.out},
                  {"challenge_key", arguments.challenge_key},
                  {"expires", base::to_text(expires)}});
  return ExitCode::kOk;
}

}  // namespace

void add_partner_invite(CLI::App& partner, Action& chosen) {
  CLI::App* const inviting =
      partner.add_subcommand("invite", "Makes an invite for one newcomer, to be used once");
  const auto arguments = std::make_shared<PartnerInviteArguments>();
  add_trust_options(*inviting, arguments->trust);
  inviting->add_option("--out", arguments->out, "where to write the invite")->required();
  inviting
      ->add_option("--challenge-key", arguments->challenge_key,
                   "where to write the secret that checks the answer; stays here")
      ->required();
  inviting->add_option("--days", arguments->days, "how long it is good (14)")
      ->check(CLI::Range(1, 90));
  inviting->add_flag("--no-passphrase", arguments->no_passphrase,
                     "leave the secret key file unencrypted");
  choose(*inviting, chosen, arguments, invite);
}

}  // namespace gateway::cli
