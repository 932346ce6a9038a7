#include "gateway/audit/check_tiles.h"

#include "gateway/crypto/merkle_tree.h"

#include <algorithm>
#include <utility>

namespace gateway::audit {

using crypto::Digest;

namespace {

base::ByteView bytes_in(const Digest& hash) { return hash.bytes(); }
base::ByteView bytes_in(base::ByteView entry) { return entry; }

}  // namespace

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

void TileCheck::check_entries(std::uint64_t from, const OnBundle& on_bundle) {
  first_root_ = from / kTileWidth;
  for (std::uint64_t number = first_root_; !stopped(); ++number) {
    if (bundle_at(reader_.size(), number).width == 0) return;
    check_bundle(number, on_bundle);
  }
}

void TileCheck::check_bundle(std::uint64_t number, const OnBundle& on_bundle) {
  const Bundle bundle = bundle_at(reader_.size(), number);
  const auto entries = reader_.bundle(number);
  if (!entries) add_error(entries.error(), path_of(bundle));
  const auto stated = reader_.tile(0, number);
  if (!stated) add_error(stated.error(), path_of(tile_at(reader_.size(), 0, number)));
  CheckedBundle checked;
  checked.entries.resize(bundle.width);
  std::vector<Digest> hashes;
  for (std::uint32_t i = 0; i < bundle.width; ++i) {
    Entry& entry = checked.entries[i];
    entry.index = number * kTileWidth + i;
    if (stated) entry.hash = (*stated)[i];
    if (entries) take_bytes(entry, (*entries)[i]);
    if (entry.hash) hashes.push_back(*entry.hash);
  }
  if (bundle.width == kTileWidth) {
    if (hashes.size() == kTileWidth) checked.root = crypto::merkle_root(hashes);
    const bool is_as_stated = stated && *stated == hashes;
    if (stated && !is_as_stated) {
      roots_.push_back(crypto::merkle_root(*stated));
    } else {
      roots_.push_back(is_as_stated ? checked.root : std::nullopt);
    }
  }
  on_bundle(checked);
}

// The hash an entry has counts, not the one its tile states.
void TileCheck::take_bytes(Entry& entry, base::ByteView bytes) {
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
    // A missing tile below was reported when its own level was looked at.
    const auto below = root_below(tile, index);
    if (below && *below != (*stated)[i]) add(Fault::kTileDiffers, path, index);
  }
}

std::optional<Digest> TileCheck::root_below(const Tile& tile, std::uint64_t index) const {
  if (tile.level == 1) {
    const std::uint64_t at = index - first_root_;
    return at < roots_.size() ? roots_[at] : std::nullopt;
  }
  const auto below = reader_.tile(static_cast<std::uint8_t>(tile.level - 1), index);
  return below ? std::optional(crypto::merkle_root(*below)) : std::nullopt;
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

// A log of just that size has the outgrown file as its last one.
void TileCheck::check_leftover(const std::string& path) {
  if (stopped()) return;
  const auto compare = [&](const auto& then, const auto& now, std::uint64_t first) {
    if (!then) return add_error(then.error(), path);
    if (!now) return;  // Reported when it was read.
    for (std::size_t i = 0; i < then->size(); ++i) {
      if (std::ranges::equal(bytes_in((*then)[i]), bytes_in((*now)[i]))) continue;
      return add(Fault::kLeftoverDiffers, path, first + i);
    }
  };
  if (const auto tile = tile_of(path)) {
    const std::uint64_t first = tile->index * kTileWidth;
    if (tile->width >= tile_at(reader_.size(), tile->level, tile->index).width) return;
    const LogReader outgrown(fetch_, (first + tile->width) << (8U * tile->level));
    compare(outgrown.tile(tile->level, tile->index), reader_.tile(tile->level, tile->index), first);
  } else if (const auto bundle = bundle_of(path)) {
    const std::uint64_t first = bundle->index * kTileWidth;
    if (bundle->width >= bundle_at(reader_.size(), bundle->index).width) return;
    const LogReader outgrown(fetch_, first + bundle->width);
    compare(outgrown.bundle(bundle->index), reader_.bundle(bundle->index), first);
  }
}

}  // namespace gateway::audit
