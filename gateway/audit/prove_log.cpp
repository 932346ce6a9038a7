#include "gateway/audit/prove_log.h"

#include "gateway/audit/checkpoint.h"
#include "gateway/note/signed_note.h"

#include <algorithm>
#include <utility>

namespace gateway::audit {

using base::ErrorCode;
using base::fail;
using base::Result;

Result<std::vector<FoundLeaf>> find_leaves(const FetchFile& fetch, std::uint64_t size,
                                           const std::set<base::Digest>& subjects) {
  const LogReader reader(fetch, size);
  std::vector<FoundLeaf> found;
  for (std::uint64_t number = 0; bundle_at(size, number).width != 0; ++number) {
    const auto entries = reader.bundle(number);
    if (!entries) return entries.error();
    for (std::size_t i = 0; i < entries->size(); ++i) {
      const auto leaf = parse_leaf((*entries)[i]);
      if (leaf && subjects.contains(leaf->subject)) {
        found.push_back({number * kTileWidth + i, *leaf});
      }
    }
  }
  return found;
}

Result<LogProof> prove_leaf(const FetchFile& fetch, std::string_view checkpoint,
                            std::uint64_t index) {
  const auto note = note::parse_note(checkpoint, kMaxCheckpoint);
  if (!note) return note.error();
  const auto head = parse_checkpoint(note->text);
  if (!head) return head.error();
  if (index >= head->size) return fail(ErrorCode::kNotFound, "the log has no such entry");
  LogReader reader(fetch, head->size);
  const auto entry = reader.entry(index);
  if (!entry) return entry.error();
  const auto leaf = parse_leaf(*entry);
  if (!leaf) return leaf.error();
  auto path = reader.inclusion_path(index);
  if (!path) return path.error();
  return LogProof{encode(Evidence{*leaf, std::nullopt}), index, *std::move(path),
                  std::string(checkpoint)};
}

}  // namespace gateway::audit
