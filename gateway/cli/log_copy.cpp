#include "gateway/cli/log_copy.h"

#include "gateway/audit/checkpoint.h"
#include "gateway/audit/log_reader.h"
#include "gateway/audit/proof.h"
#include "gateway/audit/prove_log.h"
#include "gateway/audit/tiles.h"
#include "gateway/cli/offline.h"
#include "gateway/note/signed_note.h"
#include "gateway/verify/folder.h"

namespace gateway::cli {

ProofTexts prove_from_copy(const Console& console, const std::filesystem::path& log,
                           const LeafQuery& query) {
  const auto fetch = verify::files_below(log);
  const auto checkpoint = fetch(std::string(audit::kCheckpointPath));
  const auto note = checkpoint ? note::parse_note(base::text_of(*checkpoint))
                               : base::Result<note::SignedNote>(base::fail(
                                     base::ErrorCode::kNotFound, "there is no checkpoint"));
  if (!note) return give_up(console, log, note.error());
  const auto head = audit::parse_checkpoint(note->text);
  if (!head) return give_up(console, log, head.error());
  std::vector<std::uint64_t> indexes;
  if (query.index) {
    indexes.push_back(*query.index);
  } else {
    const auto found = audit::find_leaves(fetch, head->size, query.subjects);
    if (!found) return give_up(console, log, found.error());
    for (const audit::FoundLeaf& each : *found) {
      if (query.is_wanted(each.leaf)) indexes.push_back(each.index);
    }
  }
  std::vector<std::string> texts;
  for (const std::uint64_t index : indexes) {
    const auto proof = audit::prove_leaf(fetch, base::text_of(*checkpoint), index);
    if (!proof) return give_up(console, log, proof.error());
    texts.push_back(audit::to_text(*proof));
  }
  return texts;
}

}  // namespace gateway::cli
