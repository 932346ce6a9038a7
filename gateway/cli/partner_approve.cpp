#include "gateway/base/text.h"
#include "gateway/cli/choose.h"
#include "gateway/cli/files.h"
#include "gateway/cli/offline.h"
#include "gateway/cli/partner_commands.h"
#include "gateway/config/key_file.h"
#include "gateway/directory/join_text.h"
#include "gateway/directory/joining.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <nlohmann/json.hpp>

namespace gateway::cli {
namespace {

struct PartnerApproveArguments {
  TrustArguments trust;
  std::string invite;
  std::string challenge_key;
  std::string request;
  std::string agreement;
  std::vector<std::string> areas;
  std::vector<std::string> sectors;
  std::vector<std::string> kinds;
  std::string until;
  std::string out;
};

directory::Scope scope_of(const std::vector<std::string>& words) {
  if (words == std::vector<std::string>{"*"}) return {true, {}};
  return {false, words};
}

std::optional<directory::KindScope> kinds_of(const Console& console,
                                             const std::vector<std::string>& words) {
  if (words == std::vector<std::string>{"*"}) return directory::KindScope{true, {}};
  directory::KindScope scope;
  for (const std::string& word : words) {
    const auto kind = base::value_in(model::kKindTexts, word);
    if (!kind) {
      const std::string near = base::nearest(word, base::words_of(model::kKindTexts));
      console.error("'" + word + "' is no kind of message",
                    near.empty() ? "kinds are words like intel.report; * is all of them"
                                 : "did you mean " + near + "?");
      return std::nullopt;
    }
    scope.kinds.push_back(*kind);
  }
  return scope;
}

struct Papers {
  std::string invite;
  std::string request;
  crypto::AgreementKey challenge;
};

std::variant<Papers, ExitCode> read_papers(const Invocation& invocation,
                                           const PartnerApproveArguments& arguments) {
  const Console& console = invocation.console;
  auto invite = read_file(arguments.invite, directory::kMaxInviteSize);
  auto request = read_file(arguments.request, directory::kMaxJoinRequestSize);
  for (const auto* const read : {&invite, &request}) {
    if (const auto* const wrong = std::get_if<base::Diagnostic>(read)) {
      return give_up(console, ExitCode::kFailed, *wrong);
    }
  }
  const auto secret = config::read_key_file(arguments.challenge_key, crypto::KeyUse::kPrekey,
                                            invocation.passphrase);
  if (const auto* const wrong = std::get_if<base::Diagnostic>(&secret)) {
    return give_up(console, ExitCode::kBadConfiguration, *wrong);
  }
  auto challenge =
      crypto::AgreementKey::from_secret(std::get<crypto::SecretBytes<32>>(secret).bytes());
  if (!challenge) return give_up(console, arguments.challenge_key, challenge.error());
  return Papers{std::get<std::string>(std::move(invite)), std::get<std::string>(std::move(request)),
                *std::move(challenge)};
}

ExitCode write(const Console& console, const PartnerApproveArguments& arguments,
               const Papers& papers, const std::string& text) {
  const auto written = write_new_file(arguments.out, text);
  if (!written) return give_up(console, arguments.out, written.error());
  std::string words;
  for (const std::string_view word : directory::check_words(papers.invite, papers.request)) {
    words.append(words.empty() ? "" : " ").append(word);
  }
  console.line("check words: " + words);
  console.line("next directory: " + arguments.out);
  console.line("next: have the newcomer read its check words to you by phone; only when they are");
  console.line("      the same, trustees look (`directory diff`) and sign (`directory sign`);");
  console.line("      then destroy " + arguments.challenge_key + ": the invite is used up");
  console.object({{"directory", arguments.out}, {"check_words", words}});
  return ExitCode::kOk;
}

ExitCode approve(const Invocation& invocation, const PartnerApproveArguments& arguments) {
  const Console& console = invocation.console;
  auto sends = kinds_of(console, arguments.kinds);
  if (!sends) return ExitCode::kUsage;
  const auto believed = believe(invocation, arguments.trust);
  if (const auto* const code = std::get_if<ExitCode>(&believed)) return *code;
  const auto& [folder, now, chain] = std::get<Believed>(believed);
  const directory::Directory& current = *chain.directory;
  const auto read = read_papers(invocation, arguments);
  if (const auto* const code = std::get_if<ExitCode>(&read)) return *code;
  const auto& papers = std::get<Papers>(read);
  const auto request =
      directory::verify_join_request(papers.invite, papers.challenge, papers.request, now);
  if (!request) return give_up(console, arguments.request, request.error());

  directory::JoinTerms terms;
  const auto until = arguments.until.empty() ? std::optional(current.data().expires)
                                             : moment(console, arguments.until);
  if (!until) return ExitCode::kUsage;
  terms.valid = {now, *until};
  terms.agreement = arguments.agreement;
  terms.sends = *std::move(sends);
  for (const auto& unit : request->units) {
    terms.units[unit.name] = {scope_of(arguments.areas), scope_of(arguments.sectors)};
  }
  const auto text = directory::add_partner(current, *request, terms, {now, current.data().expires});
  if (!text) {
    return give_up(console, ExitCode::kRefused,
                   "the newcomer cannot be added: " + std::string(text.error().what.view()),
                   "its name or a key may be listed already; check agreement, areas and dates");
  }
  return write(console, arguments, papers, *text);
}

}  // namespace

void add_partner_approve(CLI::App& partner, Action& chosen) {
  CLI::App* const approving = partner.add_subcommand(
      "approve", "Checks a newcomer's request and writes the next directory for trustees to sign");
  const auto arguments = std::make_shared<PartnerApproveArguments>();
  add_trust_options(*approving, arguments->trust);
  approving->add_option("--invite", arguments->invite, "the invite it answers")->required();
  approving->add_option("--challenge-key", arguments->challenge_key, "the invite's secret")
      ->required();
  approving->add_option("--request", arguments->request, "what `partner join` wrote")->required();
  approving->add_option("--agreement", arguments->agreement, "ISA-2026-014");
  approving->add_option("--areas", arguments->areas, "areas of its units, or *")->delimiter(',');
  approving->add_option("--sectors", arguments->sectors, "sectors of its units, or *")
      ->delimiter(',');
  approving->add_option("--kinds", arguments->kinds, "kinds it may send, or *; none when left out")
      ->delimiter(',');
  approving->add_option("--until", arguments->until, "last day; the directory's when left out");
  approving->add_option("--out", arguments->out, "where to write the next directory")->required();
  choose(*approving, chosen, arguments, approve);
}

}  // namespace gateway::cli
