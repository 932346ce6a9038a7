#include "gateway/bundle/verify_bundle.h"

#include "gateway/bundle/checker.h"

#include <algorithm>
#include <utility>

namespace gateway::bundle {

Report verify_bundle(const Files& files, const VerifyOptions& options) {
  return Checker(files, options).run();
}

Report Checker::run() && {
  if (check_list() && check_roots() && check_directories()) {
    check_list_signature();
    check_policies();
    if (check_message()) {
      check_sender();
      check_rows();
      check_sections();
      check_maker();
      check_proofs();
      check_receipts();
      check_custody();
      check_export();
      check_words();
    }
  }
  const Outcome verdict = verdict_of(findings_);
  return {verdict, std::move(findings_), std::move(story_)};
}

std::optional<base::ByteView> Checker::bytes(std::string_view name) const {
  const auto found = files_.find(name);
  if (found == files_.end() || unlisted_.contains(name)) return std::nullopt;
  return found->second;
}

std::vector<std::pair<std::uint32_t, std::string>> Checker::all(Part part) const {
  std::vector<std::pair<std::uint32_t, std::string>> found;
  for (const auto& [name, bytes] : files_) {
    const FileName parsed = parse_name(name);
    if (parsed.part == part && !unlisted_.contains(name)) found.emplace_back(parsed.number, name);
  }
  return found;
}

bool Checker::is_listed(std::string_view name) const {
  return std::ranges::any_of(story_.manifest.files,
                             [&](const ListedFile& file) { return file.name == name; });
}

}  // namespace gateway::bundle
