#include "gateway/base/text.h"
#include "gateway/cli/choose.h"
#include "gateway/cli/directory_commands.h"
#include "gateway/cli/files.h"
#include "gateway/cli/offline.h"
#include "gateway/directory/root.h"

#include <algorithm>
#include <memory>
#include <string>
#include <variant>

#include <nlohmann/json.hpp>

namespace gateway::cli {
namespace {

ExitCode sign(const Invocation& invocation, const SignArguments& arguments) {
  return sign_paper(invocation, arguments,
                    {PaperKind::kRoot, PaperKind::kDirectory, PaperKind::kFreeze});
}

}  // namespace

ExitCode sign_paper(const Invocation& invocation, const SignArguments& arguments,
                    const std::vector<PaperKind>& allowed) {
  const Console& console = invocation.console;
  auto read = read_paper(arguments.file);
  if (const auto* const wrong = std::get_if<base::Diagnostic>(&read)) {
    return give_up(console, ExitCode::kFailed, *wrong);
  }
  auto& note = std::get<note::SignedNote>(read);
  const PaperKind kind = kind_of(note.text);
  if (std::ranges::find(allowed, kind) == allowed.end()) {
    return give_up(console, ExitCode::kRefused, "this is no text that this command signs",
                   "`directory sign` is for root, directory and freeze notes, `policy sign` for "
                   "policies, `trustees approve` for approvals, `break-glass sign` for the rest");
  }
  if (!note::is_valid_key_name(arguments.name)) {
    return give_up(console, ExitCode::kUsage, "the name is not that of a key",
                   "use the trustee's name as the root note spells it");
  }
  const auto key = read_signing_key(invocation, arguments.key);
  if (!key) return ExitCode::kBadConfiguration;
  const auto verifier = note::verifier_key(arguments.name, key->public_key());
  const bool has_line = std::ranges::any_of(note.signatures, [&](const auto& line) {
    return line.name == verifier.name && line.id == verifier.id;
  });
  if (has_line || note.signatures.size() >= note::kMaxSignatures) {
    return give_up(console, ExitCode::kRefused, "this key has signed the note already",
                   "pass it on to the next trustee");
  }
  note::sign(note, arguments.name, *key);
  const auto written = replace_file(arguments.file, note::to_text(note));
  if (!written) return give_up(console, arguments.file, written.error());
  const std::string hash = base::to_base64(directory::note_hash(note).bytes());
  console.line("signed: " + std::string(to_text(kind)) + " note " + hash + ", " +
               std::to_string(note.signatures.size()) + " signatures");
  console.object({{"signed", arguments.file},
                  {"kind", to_text(kind)},
                  {"hash", hash},
                  {"name", arguments.name},
                  {"signatures", note.signatures.size()}});
  return ExitCode::kOk;
}

void add_directory_sign(CLI::App& directory, Action& chosen) {
  CLI::App* const signing = directory.add_subcommand(
      "sign", "Adds one trustee's signature to a root, directory or freeze note");
  const auto arguments = std::make_shared<SignArguments>();
  signing->add_option("note", arguments->file, "the note, signed by others or by nobody yet")
      ->required();
  signing->add_option("--key", arguments->key, "the trustee's secret key file")->required();
  signing->add_option("--name", arguments->name, "the trustee's name as in the root note")
      ->required();
  choose(*signing, chosen, arguments, sign);
}

}  // namespace gateway::cli
