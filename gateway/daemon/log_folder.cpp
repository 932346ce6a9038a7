#include "gateway/daemon/log_folder.h"

#include "gateway/audit/checkpoint.h"
#include "gateway/audit/tiles.h"
#include "gateway/audit/verify_log.h"
#include "gateway/note/signed_note.h"

#include <optional>
#include <utility>
#include <vector>

namespace gateway::daemon {
namespace {

std::vector<store::FileToWrite> views_of(const std::vector<audit::LogFile>& files) {
  std::vector<store::FileToWrite> views;
  views.reserve(files.size());
  for (const audit::LogFile& file : files) views.push_back({file.path, file.bytes});
  return views;
}

}  // namespace

void LogFolder::resume(const audit::LogTree& tree) {
  const auto bytes = folder_.read(audit::kCheckpointPath, audit::kMaxCheckpoint);
  if (!bytes) return;
  const auto note = note::parse_note(base::text_of(*bytes));
  if (!note) return;
  const auto checkpoint = audit::parse_checkpoint(note->text);
  if (checkpoint && checkpoint->size <= tree.size() &&
      tree.root_at(checkpoint->size) == checkpoint->root) {
    published_ = checkpoint->size;
  }
}

bool LogFolder::is_due(std::uint64_t size, base::Millis now, When when) const {
  return size != published_ && (when == When::kNow || now - last_ >= kMaxLag);
}

base::Result<base::Done> LogFolder::publish(const audit::LogTree& tree, store::Store& store,
                                            const std::string& checkpoint, base::Millis now) {
  const audit::Growth growth{published_, tree.size()};
  const std::uint64_t first = published_ / audit::kTileWidth * audit::kTileWidth;
  std::vector<store::Leaf> leaves;
  const auto read =
      store.each_leaf(first, [&](const store::Leaf& leaf) { leaves.push_back(leaf); });
  if (!read) return read.error();
  if (leaves.size() < tree.size() - first) {
    return base::fail(base::ErrorCode::kMalformed, "the store lacks leaves of the log");
  }
  const auto entry = [&](std::uint64_t index) -> base::ByteView {
    return leaves[static_cast<std::size_t>(index - first)];
  };
  auto files = audit::new_bundles(entry, growth);
  for (audit::LogFile& tile : audit::new_tiles(tree, growth)) files.push_back(std::move(tile));
  const auto written = folder_.create_once(views_of(files));
  if (!written) return written.error();
  // What readers will see is read again and recomputed before the checkpoint speaks of it.
  const auto fetch = [&](const std::string& path) -> std::optional<base::Bytes> {
    auto bytes = folder_.read(path, audit::kMaxBundleSize);
    if (!bytes) return std::nullopt;
    return *std::move(bytes);
  };
  const auto note = note::parse_note(checkpoint);
  const auto head =
      note ? audit::parse_checkpoint(note->text) : base::Result<audit::Checkpoint>(note.error());
  if (!head || !audit::verify_growth(fetch, growth.from, *head).empty()) {
    return base::fail(base::ErrorCode::kMalformed, "the files of the log are not what was written");
  }
  const auto replaced =
      folder_.replace(std::string(audit::kCheckpointPath), base::bytes_of(checkpoint));
  if (!replaced) return replaced.error();
  published_ = tree.size();
  last_ = now;
  return base::Done{};
}

}  // namespace gateway::daemon
