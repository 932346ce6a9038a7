#include "gateway/audit/proof.h"
#include "gateway/base/text.h"
#include "gateway/cli/break_glass_commands.h"
#include "gateway/cli/choose.h"
#include "gateway/cli/directory_commands.h"
#include "gateway/cli/files.h"
#include "gateway/cli/offline.h"
#include "gateway/directory/break_glass.h"
#include "gateway/directory/review.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

namespace gateway::cli {
namespace {

constexpr std::size_t kMaxReasonFile = std::size_t{8} << 10U;

struct BreakGlassSignArguments {
  SignArguments sign;
  std::string reason;
  std::string finding;
  std::string at;
  std::string out;
};

// Nobody signs for a reason that is another one than the note's.
bool shows_reason(const Console& console, const BreakGlassSignArguments& arguments,
                  const directory::BreakGlass& what) {
  const auto read = read_file(arguments.reason, kMaxReasonFile);
  const auto* const text = std::get_if<std::string>(&read);
  const auto file = text == nullptr ? std::nullopt : parse_reason(*text);
  if (!file || directory::break_glass_reason(file->blind, file->reason) != what.reason) {
    console.error(arguments.reason + ": is not the reason that the note speaks of",
                  "ask for the file that `break-glass request` wrote beside the note");
    return false;
  }
  console.line("reason:  " + file->reason);
  return true;
}

ExitCode sign(const Invocation& invocation, const BreakGlassSignArguments& arguments) {
  const Console& console = invocation.console;
  const auto read = read_paper(arguments.sign.file);
  if (const auto* const wrong = std::get_if<base::Diagnostic>(&read)) {
    return give_up(console, ExitCode::kFailed, *wrong);
  }
  const auto what = directory::parse_break_glass(std::get<note::SignedNote>(read).text);
  if (!what) return give_up(console, arguments.sign.file, what.error());
  console.line("opens:   section " + std::string(model::to_text(what->section)) + " to partner " +
               std::to_string(static_cast<std::uint32_t>(what->recipient.partner)) + ", unit " +
               what->recipient.unit + ", role " + std::string(model::to_text(what->role)));
  console.line("ground:  " + std::string(model::to_text(what->ground)));
  console.line("holds:   " + base::to_text(what->from) + " to " + base::to_text(what->until));
  if (!shows_reason(console, arguments, *what)) return ExitCode::kVerificationFailed;
  return sign_paper(invocation, arguments.sign, {PaperKind::kBreakGlass});
}

// A note, or the file from which trustees are told of it.
std::optional<std::string> note_text(const std::string& file) {
  const auto read = read_file(file, audit::kMaxProof);
  const auto* const text = std::get_if<std::string>(&read);
  if (text == nullptr) return std::nullopt;
  const auto proof = audit::parse_proof(*text);
  if (!proof) return *text;
  const auto evidence = audit::parse_evidence(proof->extra);
  if (!evidence || !evidence->opening) return std::nullopt;
  return std::string(base::text_of(evidence->opening->detail));
}

ExitCode review(const Invocation& invocation, const BreakGlassSignArguments& arguments) {
  const Console& console = invocation.console;
  const auto finding = base::value_in(directory::kFindingTexts, arguments.finding);
  if (!finding || !note::is_valid_key_name(arguments.sign.name)) {
    return give_up(
        console, ExitCode::kUsage,
        finding ? "the name is not that of a key" : "'" + arguments.finding + "' is no finding",
        finding ? "use the trustee's name as the root note spells it"
                : "one of: justified, unjustified");
  }
  const auto now = moment(console, arguments.at);
  if (!now) return ExitCode::kUsage;
  const auto text = note_text(arguments.sign.file);
  const auto note = text ? note::parse_note(*text, directory::kMaxBreakGlassNoteSize)
                         : base::Result<note::SignedNote>(
                               base::fail(base::ErrorCode::kNotFound, "cannot be read"));
  if (!note || !directory::parse_break_glass(note->text)) {
    return give_up(console, ExitCode::kUsage, arguments.sign.file + ": is no break-glass note",
                   "name the note, or the file in the folder of notices");
  }
  const auto key = read_signing_key(invocation, arguments.sign.key);
  if (!key) return ExitCode::kBadConfiguration;
  if (note::is_signed_by(*note, note::verifier_key(arguments.sign.name, key->public_key()))) {
    console.refusal(model::Refusal::kReviewInvalid, "this trustee signed the note itself", "");
    return ExitCode::kRefused;
  }
  const directory::Review said{directory::Reviewed::kBreakGlass, directory::note_hash(*note),
                               *finding, *now};
  note::SignedNote made{directory::to_text(said), {}};
  note::sign(made, arguments.sign.name, *key);
  const auto written = write_new_file(arguments.out, note::to_text(made));
  if (!written) return give_up(console, arguments.out, written.error());
  console.line("review: " + arguments.out);
  console.line("next: a unit of the NGO or of the sender hands it over: `break-glass submit`");
  console.object({{"review", arguments.out},
                  {"finding", arguments.finding},
                  {"of", base::to_hex(said.subject.bytes())}});
  return ExitCode::kOk;
}

void add_key_options(CLI::App& command, BreakGlassSignArguments& arguments) {
  command.add_option("--key", arguments.sign.key, "the trustee's secret key file")->required();
  command.add_option("--name", arguments.sign.name, "the trustee's name as in the root note")
      ->required();
}

}  // namespace

void add_break_glass_sign(CLI::App& glass, Action& chosen) {
  const auto arguments = std::make_shared<BreakGlassSignArguments>();
  CLI::App* const signing =
      glass.add_subcommand("sign", "Shows a request and adds one trustee's signature");
  signing->add_option("note", arguments->sign.file, "what `break-glass request` wrote")->required();
  signing->add_option("--reason", arguments->reason, "the file it wrote beside it")->required();
  add_key_options(*signing, *arguments);
  choose(*signing, chosen, arguments, sign);

  CLI::App* const reviewing = glass.add_subcommand(
      "review", "A trustee who did not sign it says, afterwards, what was found");
  reviewing->add_option("note", arguments->sign.file, "the note, or its file among the notices")
      ->required();
  reviewing->add_option("--finding", arguments->finding, "justified or unjustified")->required();
  add_key_options(*reviewing, *arguments);
  add_time_option(*reviewing, arguments->at);
  reviewing->add_option("--out", arguments->out, "where to write the review")->required();
  choose(*reviewing, chosen, arguments, review);
}

}  // namespace gateway::cli
