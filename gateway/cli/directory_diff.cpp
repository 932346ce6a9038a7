#include "gateway/base/text.h"
#include "gateway/cli/choose.h"
#include "gateway/cli/directory_commands.h"
#include "gateway/cli/files.h"
#include "gateway/cli/offline.h"
#include "gateway/config/context.h"

#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <nlohmann/json.hpp>

namespace gateway::cli {
namespace {

struct DiffArguments {
  std::string before;
  std::string after;
};

void report(const Console& console, const Change& change) {
  const char* const word = !change.before ? "added" : !change.after ? "removed" : "changed";
  const std::string before = change.before.value_or("");
  const std::string after = change.after.value_or("");
  console.line(std::string(word) + "  " + change.place + ": " + before +
               (change.before && change.after ? " -> " : "") + after);
  nlohmann::ordered_json object = {{"change", word}, {"what", change.place}};
  object["before"] = change.before ? nlohmann::ordered_json(before) : nullptr;
  object["after"] = change.after ? nlohmann::ordered_json(after) : nullptr;
  console.object(object);
}

struct Flattened {
  PaperKind kind = PaperKind::kUnknown;
  Flat flat;
};

Flattened flatten_text(const std::string& text) {
  if (const auto root = directory::parse_root(text)) return {PaperKind::kRoot, flatten(*root)};
  const auto read = directory::Directory::from_text(text);
  if (read) return {PaperKind::kDirectory, flatten(read->data())};
  return {};
}

ExitCode diff(const Invocation& invocation, const DiffArguments& arguments) {
  const Console& console = invocation.console;
  std::vector<Flattened> papers;
  for (const std::string& file : {arguments.before, arguments.after}) {
    const auto read = read_paper(file);
    if (const auto* const wrong = std::get_if<base::Diagnostic>(&read)) {
      return give_up(console, ExitCode::kFailed, *wrong);
    }
    papers.push_back(flatten_text(std::get<note::SignedNote>(read).text));
    if (papers.back().kind == PaperKind::kUnknown) {
      return give_up(console, ExitCode::kFailed,
                     {file, 0, 0, "is no root or directory note", "check that it is complete"});
    }
  }
  if (papers.front().kind != papers.back().kind) {
    return give_up(console, ExitCode::kUsage, "a root note and a directory note cannot be compared",
                   "name two notes of the same kind");
  }
  const auto changes = changes_between(papers.front().flat, papers.back().flat);
  for (const Change& change : changes) report(console, change);
  if (changes.empty()) console.line("no difference");
  return ExitCode::kOk;
}

// What the two newest versions say differently about one partner.
std::vector<Change> latest_changes(const trust::Chain& chain, const std::string& partner) {
  if (chain.directory_notes.size() < 2) return {};
  const auto note = note::parse_note(chain.directory_notes.at(chain.directory_notes.size() - 2));
  if (!note) return {};
  const auto before = directory::Directory::from_text(note->text);
  if (!before) return {};
  const std::string own = "partner " + partner + " ";
  std::vector<Change> changes;
  for (Change& change :
       changes_between(flatten(before->data()), flatten(chain.directory->data()))) {
    if (change.place.starts_with(own)) changes.push_back(std::move(change));
  }
  return changes;
}

ExitCode watch(const Invocation& invocation, const TrustArguments& arguments) {
  const Console& console = invocation.console;
  if (invocation.context.empty()) {
    return give_up(console, ExitCode::kUsage, "whose entry is to be watched is not known",
                   "give --context FILE");
  }
  const auto context = config::load_context(invocation.context);
  if (const auto* const wrong = std::get_if<base::Diagnostics>(&context)) {
    console.diagnostics(*wrong);
    return ExitCode::kBadConfiguration;
  }
  const std::string& partner = std::get<config::Context>(context).partner;
  const auto believed = believe(invocation, arguments);
  if (const auto* const code = std::get_if<ExitCode>(&believed)) return *code;
  const trust::Chain& chain = std::get<Believed>(believed).chain;
  if (chain.directory->partner(partner) == nullptr) {
    return give_up(console, ExitCode::kVerificationFailed, "the directory does not list " + partner,
                   "ask a trustee at once: nobody can send to you");
  }
  const auto changes = latest_changes(chain, partner);
  for (const Change& change : changes) report(console, change);
  if (changes.empty()) {
    console.line(partner + ": unchanged in directory " +
                 std::to_string(static_cast<std::uint32_t>(chain.directory->version())));
  }
  return ExitCode::kOk;
}

}  // namespace

void add_directory_diff(CLI::App& directory, Action& chosen) {
  CLI::App* const comparing = directory.add_subcommand(
      "diff", "What a new root or directory note changes; verifies nothing");
  const auto files = std::make_shared<DiffArguments>();
  comparing->add_option("old", files->before, "a note or text")->required();
  comparing->add_option("new", files->after, "a note or text")->required();
  choose(*comparing, chosen, files, diff);

  CLI::App* const watching = directory.add_subcommand(
      "watch", "What the newest directory changed about one's own partner (--context)");
  const auto folder = std::make_shared<TrustArguments>();
  watching->add_option("folder", folder->folder, "folder of notes; the context's when left out");
  add_time_option(*watching, folder->at);
  choose(*watching, chosen, folder, watch);
}

}  // namespace gateway::cli
