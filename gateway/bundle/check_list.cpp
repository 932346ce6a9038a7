#include "gateway/bundle/checker.h"
#include "gateway/bundle/cover.h"
#include "gateway/crypto/digest.h"
#include "gateway/note/signed_note.h"

#include <algorithm>

namespace gateway::bundle {

Checker::Step Checker::check_list() {
  const std::string name = name_of(Part::kManifest);
  const auto found = bytes(name);
  if (!found) {
    add(Check::kList, name, Outcome::kIndeterminate);
    return kEnds;
  }
  const auto note = note::parse_note(base::text_of(*found), kMaxManifest);
  auto manifest = note ? parse_manifest(note->text) : base::Result<Manifest>(note.error());
  add(Check::kList, name, manifest.has_value());
  if (!manifest) return kEnds;
  story_.manifest = *std::move(manifest);
  check_files();
  return kGoesOn;
}

void Checker::check_files() {
  const std::size_t before = findings_.size();
  for (const auto& [name, bytes] : files_) {
    const Part part = parse_name(name).part;
    if (part == Part::kManifest || part == Part::kExport || is_listed(name)) continue;
    add(Check::kListed, name, Outcome::kFail);
    unlisted_.insert(name);
  }
  for (const ListedFile& file : story_.manifest.files) {
    const auto found = files_.find(file.name);
    if (found == files_.end()) {
      add(Check::kFile, file.name, Outcome::kIndeterminate);
    } else if (found->second.size() != file.size || crypto::sha256(found->second) != file.hash) {
      add(Check::kFile, file.name, Outcome::kFail);
    }
  }
  if (findings_.size() == before) add(Check::kFiles, "", Outcome::kPass);
}

void Checker::check_words() {
  const auto said = bytes(Part::kReadme);
  if (said) add(Check::kReadme, name_of(Part::kReadme), base::text_of(*said) == readme());
  const bool is_whole = std::ranges::none_of(findings_, [](const Finding& finding) {
    return finding.outcome == Outcome::kFail ||
           (finding.outcome == Outcome::kIndeterminate && finding.check == Check::kFile);
  });
  const auto cover = bytes(Part::kCoverText);
  if (cover && is_whole) {
    add(Check::kCover, name_of(Part::kCoverText),
        base::text_of(*cover) == page::to_text(cover_of(story_)));
  }
  add(Check::kMade, name_of(Part::kManifest), Outcome::kNote);
  if (story_.manifest.sender_file) {
    add(Check::kSenderFile, name_of(Part::kManifest), Outcome::kNote);
  }
  if (bytes(Part::kCoverPdf)) add(Check::kPdf, name_of(Part::kCoverPdf), Outcome::kNote);
}

}  // namespace gateway::bundle
