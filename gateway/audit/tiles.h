#pragma once

#include "gateway/audit/tree.h"
#include "gateway/base/bytes.h"
#include "gateway/base/result.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// How a log lies in files: C2SP tlog-tiles v0.1.0. Files never change once written; only new ones
// are added. Any log, not only ours: an entry is up to 65,535 bytes.

namespace gateway::audit {

inline constexpr std::uint32_t kTileWidth = 256;
inline constexpr std::size_t kMaxEntry = 65'535;
inline constexpr std::size_t kMaxTileSize = kTileWidth * crypto::Digest::kSize;
inline constexpr std::size_t kMaxBundleSize = kTileWidth * (2 + kMaxEntry);

inline constexpr std::string_view kCheckpointPath = "checkpoint";

/// `width` consecutive hashes; those at level 0 are of leaves, those above of full tiles below.
struct Tile {
  std::uint8_t level = 0;
  std::uint64_t index = 0;
  std::uint32_t width = kTileWidth;  ///< 1 to kTileWidth; below that the tile is partial.

  friend bool operator==(const Tile&, const Tile&) = default;
};

/// `width` consecutive entries.
struct Bundle {
  std::uint64_t index = 0;
  std::uint32_t width = kTileWidth;

  friend bool operator==(const Bundle&, const Bundle&) = default;
};

/// "tile/0/x001/x234/067", "tile/1/000.p/17"
std::string path_of(const Tile& tile);
/// "tile/entries/x001/x234/067", "tile/entries/000.p/17"
std::string path_of(const Bundle& bundle);

/// Accepts exactly what path_of() gives; nothing for anything else.
std::optional<Tile> tile_of(std::string_view path);
std::optional<Bundle> bundle_of(std::string_view path);

/// The tile of this level and index in a tree of `size` leaves; of width 0 when it is not there.
Tile tile_at(std::uint64_t size, std::uint8_t level, std::uint64_t index);
Bundle bundle_at(std::uint64_t size, std::uint64_t index);

struct LogFile {
  std::string path;
  base::Bytes bytes;
};

/// A log that had `from` entries and has `to`.
struct Growth {
  std::uint64_t from = 0;
  std::uint64_t to = 0;
};

/// All tiles of a tree of size `to` that a tree of size `from` did not have. `to` is at most
/// tree.size().
std::vector<LogFile> new_tiles(const LogTree& tree, Growth growth);

/// An entry by its index; the view stays good until the next call.
using EntryAt = std::function<base::ByteView(std::uint64_t index)>;
/// All bundles that a log of size `from` did not have. Asks for entries from the start of the
/// bundle that `from` lies in; each is at most kMaxEntry bytes.
std::vector<LogFile> new_bundles(const EntryAt& entry, Growth growth);

/// Exactly `width` entries and nothing more, as views into `bytes`; else kMalformed.
base::Result<std::vector<base::ByteView>> parse_bundle(base::ByteView bytes, std::uint32_t width);
/// Exactly `width` hashes; else kMalformed.
base::Result<std::vector<crypto::Digest>> parse_tile(base::ByteView bytes, std::uint32_t width);

}  // namespace gateway::audit
