#include "gateway/trust/trust.h"

#include "gateway/base/text.h"
#include "gateway/note/signed_note.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

namespace gateway::trust {
namespace {

using base::Diagnostic;
using base::Diagnostics;
using std::filesystem::path;

constexpr std::size_t kMaxFile = std::size_t{8} << 20U;

struct File {
  std::string name;
  std::string text;
};

// Files whose names match, in the order of their names.
std::vector<File> read_files(const path& folder, std::string_view prefix, std::string_view suffix,
                             Diagnostics& wrong) {
  std::vector<path> paths;
  std::error_code failed;
  for (const auto& entry : std::filesystem::directory_iterator(folder, failed)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with(prefix) && name.ends_with(suffix)) paths.push_back(entry.path());
  }
  if (failed) {
    wrong.push_back({folder.string(), 0, 0, "the folder cannot be read", "check the path"});
  }
  std::ranges::sort(paths);
  std::vector<File> files;
  for (const path& each : paths) {
    std::ifstream in(each, std::ios::binary);
    std::string text(std::istreambuf_iterator<char>(in), {});
    if (!in.good() && !in.eof()) {
      wrong.push_back({each.string(), 0, 0, "cannot be read", "check its permissions"});
    } else if (text.size() > kMaxFile) {
      wrong.push_back({each.string(), 0, 0, "is too large", "get the notes again from a trustee"});
    } else {
      files.push_back({each.string(), std::move(text)});
    }
  }
  return files;
}

std::vector<std::string> texts_of(std::vector<File> files) {
  std::vector<std::string> texts;
  for (File& file : files) texts.push_back(std::move(file.text));
  return texts;
}

std::optional<model::Digest> read_pin(const path& folder, Diagnostics& wrong) {
  const path file = folder / "pin";
  std::ifstream in(file);
  std::string text(std::istreambuf_iterator<char>(in), {});
  while (text.ends_with('\n')) text.pop_back();
  const auto bytes = base::from_base64(text);
  if (bytes) {
    if (const auto pin = model::Digest::from(*bytes)) return *pin;
  }
  wrong.push_back({file.string(), 1, 0, "is not the hash of a root note",
                   "copy it from the invite, or ask a trustee"});
  return std::nullopt;
}

Diagnostic chain_fault(const path& folder, const base::Error& error) {
  return {folder.string(), 0, 0,
          "root and directory notes are not to be believed: " + std::string(error.what.view()),
          "get the current notes, signed by k trustees"};
}

}  // namespace

std::optional<model::PartnerNumber> ngo_of(const directory::Directory& directory) {
  std::optional<model::PartnerNumber> found;
  for (const auto& partner : directory.data().partners) {
    const bool is_ngo = std::ranges::any_of(partner.units, [](const directory::Unit& unit) {
      return unit.holds(model::Role::kHfjInv) || unit.holds(model::Role::kHfjCare) ||
             unit.holds(model::Role::kHfjLegal) || unit.holds(model::Role::kHfjCamp);
    });
    if (!is_ngo) continue;
    if (found) return std::nullopt;
    found = partner.number;
  }
  return found;
}

base::Digest policy_digest_of(const std::vector<std::string>& notes) {
  return directory::policy_digest(notes);
}

std::variant<policy::PolicySet, Diagnostics> policies_of(const directory::TrustedRoot& root,
                                                         const directory::Directory& directory,
                                                         const std::vector<std::string>& notes) {
  const auto ngo = ngo_of(directory);
  if (!ngo)
    return Diagnostics{{"directory", 0, 0, "no one partner holds the NGO's roles",
                        "exactly one partner's units hold the HFJ roles"}};
  const auto name = model::PartnerName::parse(directory.partner(*ngo)->name);
  if (!name)
    return Diagnostics{
        {"directory", 0, 0, "the NGO's name is not well formed", "names are a-z, 0-9 and '-'"}};
  Diagnostics wrong;
  std::vector<policy::PolicyText> texts;
  for (std::size_t i = 0; i < notes.size(); ++i) {
    const std::string file = "policy " + std::to_string(i + 1);
    const auto note = note::parse_note(notes[i], kMaxFile);
    if (!note || !directory::has_quorum(root.root, directory::Action::kPolicy, *note)) {
      wrong.push_back({file, 0, 0, "is not signed by enough trustees",
                       "have k trustees sign it; nothing passes without"});
      continue;
    }
    texts.push_back({file, note->text});
  }
  if (!wrong.empty()) return wrong;
  auto loaded = policy::load_policies(*name, texts);
  if (!loaded) return loaded.problems;
  return *std::move(loaded.value);
}

std::variant<Chain, Diagnostics> load_chain(const path& trust, base::Time now) {
  Diagnostics wrong;
  const auto pin = read_pin(trust, wrong);
  auto roots = texts_of(read_files(trust, "root-", ".note", wrong));
  auto directories = texts_of(read_files(trust, "directory-", ".note", wrong));
  if (roots.empty())
    wrong.push_back({trust.string(), 0, 0, "holds no root note",
                     "copy root-000001.note and all later ones there"});
  if (!wrong.empty()) return wrong;

  const auto first = directory::pin_root(roots.front(), *pin);
  if (!first) return Diagnostics{chain_fault(trust, first.error())};
  const std::vector<std::string> later(roots.begin() + 1, roots.end());
  auto chain = directory::verify_chain(*first, later, directories, now);
  if (!chain) return Diagnostics{chain_fault(trust, chain.error())};
  return Chain{chain->root, chain->directory, std::move(roots), std::move(directories)};
}

std::variant<Trust, Diagnostics> load(const path& trust, const path& policy, base::Time now) {
  Diagnostics wrong;
  auto policy_files = texts_of(read_files(policy, "", ".policy", wrong));
  if (policy_files.empty()) {
    wrong.push_back({policy.string(), 0, 0, "holds no policy", "nothing passes without one"});
  }
  auto loaded = load_chain(trust, now);
  if (const auto* const faults = std::get_if<Diagnostics>(&loaded)) {
    wrong.insert(wrong.end(), faults->begin(), faults->end());
  }
  if (!wrong.empty()) return wrong;
  auto& chain = std::get<Chain>(loaded);
  auto policies = policies_of(chain.root, *chain.directory, policy_files);
  if (auto* const faults = std::get_if<Diagnostics>(&policies)) return std::move(*faults);
  const auto ngo = ngo_of(*chain.directory);
  const base::Digest digest = policy_digest_of(policy_files);
  return Trust{chain.root,
               chain.directory,
               *ngo,
               std::get<policy::PolicySet>(std::move(policies)),
               digest,
               std::move(chain.root_notes),
               std::move(chain.directory_notes),
               std::move(policy_files)};
}

}  // namespace gateway::trust
