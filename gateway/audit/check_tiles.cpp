#include "gateway/audit/check_tiles.h"

#include "gateway/crypto/merkle_tree.h"

#include <algorithm>
#include <utility>

namespace gateway::audit {

using crypto::Digest;

void TileCheck::add(Fault fault, std::string file, std::uint64_t index) {
  if (findings_.size() < kMaxFindings) {
    findings_.push_back({fault, std::move(file), index});
  } else if (!stopped()) {
    findings_.push_back({Fault::kStopped, std::move(file), index});
  }
}

void TileCheck::add_error(const base::Error& error, std::string file) {
  const bool is_missing = error.code == base::ErrorCode::kNotFound;
  add(is_missing ? Fault::kFileMissing : Fault::kFileMalformed, std::move(file), 0);
}

void TileCheck::check_entries(std::uint64_t from, const OnEntry& on_entry) {
  for (std::uint64_t number = from / kTileWidth; !stopped(); ++number) {
    if (bundle_at(reader_.size(), number).width == 0) return;
    check_bundle(number, on_entry);
  }
}

void TileCheck::check_bundle(std::uint64_t number, const OnEntry& on_entry) {
  const Bundle bundle = bundle_at(reader_.size(), number);
  const auto entries = reader_.bundle(number);
  if (!entries) add_error(entries.error(), path_of(bundle));
  const auto stated = reader_.tile(0, number);
  if (!stated) add_error(stated.error(), path_of(tile_at(reader_.size(), 0, number)));
  for (std::uint32_t i = 0; i < bundle.width; ++i) {
    Entry entry;
    entry.index = number * kTileWidth + i;
    if (stated) entry.hash = (*stated)[i];
    if (entries) take_bytes(entry, (*entries)[i]);
    on_entry(entry);
  }
}

// The hash an entry has counts, not the one its tile states.
void TileCheck::take_bytes(Entry& entry, const base::Bytes& bytes) {
  const Digest hash = crypto::leaf_hash(bytes);
  if (entry.hash && *entry.hash != hash) {
    add(Fault::kEntryDiffers, path_of(bundle_at(reader_.size(), entry.index / kTileWidth)),
        entry.index);
  }
  entry.bytes = bytes;
  entry.hash = hash;
}

void TileCheck::check_upper_tiles(std::uint64_t from) {
  for (std::uint8_t level = 1; !stopped(); ++level) {
    // The first hash at this level over entries that are new.
    const std::uint64_t first = 8U * level < 64 ? from >> (8U * level) : 0;
    if (tile_at(reader_.size(), level, 0).width == 0) return;
    for (std::uint64_t number = first / kTileWidth; !stopped(); ++number) {
      const Tile tile = tile_at(reader_.size(), level, number);
      if (tile.width == 0) break;
      check_tile(tile, first);
    }
  }
}

void TileCheck::check_tile(const Tile& tile, std::uint64_t from) {
  const std::string path = path_of(tile);
  const auto stated = reader_.tile(tile.level, tile.index);
  if (!stated) {
    add_error(stated.error(), path);
    return;
  }
  for (std::size_t i = 0; i < stated->size() && !stopped(); ++i) {
    const std::uint64_t index = tile.index * kTileWidth + i;
    if (index < from) continue;
    const auto below = reader_.tile(static_cast<std::uint8_t>(tile.level - 1), index);
    // A missing tile below was reported when its own level was looked at.
    if (below && crypto::merkle_root(*below) != (*stated)[i]) {
      add(Fault::kTileDiffers, path, index);
    }
  }
}

void TileCheck::check_root(const Digest& root) {
  if (stopped()) return;
  const auto from_tiles = reader_.root();
  if (!from_tiles) {
    const bool is_known = std::ranges::any_of(findings_, [](const Finding& finding) {
      return finding.fault == Fault::kFileMissing || finding.fault == Fault::kFileMalformed;
    });
    if (!is_known) add_error(from_tiles.error(), "tile");
  } else if (*from_tiles != root) {
    add(Fault::kRootDiffers, std::string(kCheckpointPath), reader_.size());
  }
}

}  // namespace gateway::audit
