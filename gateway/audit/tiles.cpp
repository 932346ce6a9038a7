#include "gateway/audit/tiles.h"

#include "gateway/base/byte_codec.h"
#include "gateway/base/check.h"
#include "gateway/base/text.h"

#include <algorithm>
#include <utility>

namespace gateway::audit {
namespace {

constexpr unsigned kTileHeight = 8;
constexpr std::uint64_t kMaxLevel = 63;

std::string three_digits(std::uint64_t number) {
  std::string text = std::to_string(number % 1000);
  text.insert(0, 3 - text.size(), '0');
  return text;
}

// "x001/x234/067", then ".p/17" for a partial one.
std::string index_path(const Bundle& bundle) {
  base::check(bundle.width > 0 && bundle.width <= kTileWidth, "a tile has 1 to 256 hashes");
  std::string path = three_digits(bundle.index);
  for (std::uint64_t index = bundle.index / 1000; index > 0; index /= 1000) {
    path.insert(0, "x" + three_digits(index) + "/");
  }
  if (bundle.width < kTileWidth) path += ".p/" + std::to_string(bundle.width);
  return path;
}

// What index_path() made this of, or something else that it would not have made.
std::optional<Bundle> parse_index_path(std::string_view text) {
  constexpr std::string_view kPartial = ".p/";
  constexpr std::size_t kMaxParts = 6;
  Bundle bundle;
  if (const auto at = text.find(kPartial); at != std::string_view::npos) {
    const auto width = base::parse_decimal(text.substr(at + kPartial.size()));
    if (!width || *width == 0 || *width >= kTileWidth) return std::nullopt;
    bundle.width = static_cast<std::uint32_t>(*width);
    text = text.substr(0, at);
  }
  const auto parts = base::split(text, '/');
  if (parts.size() > kMaxParts) return std::nullopt;
  for (std::string_view part : parts) {
    if (part.starts_with('x')) part.remove_prefix(1);
    const bool is_number =
        part.size() == 3 && std::ranges::all_of(part, [](char c) { return c >= '0' && c <= '9'; });
    if (!is_number) return std::nullopt;
    for (const char digit : part) {
      bundle.index = bundle.index * 10 + static_cast<std::uint64_t>(digit - '0');
    }
  }
  return bundle;
}

std::uint32_t width_at(std::uint64_t hashes, std::uint64_t index) {
  if (index > hashes / kTileWidth) return 0;
  return static_cast<std::uint32_t>(
      std::min<std::uint64_t>(kTileWidth, hashes - index * kTileWidth));
}

// NOLINTNEXTLINE(bugprone-easily-swappable-parameters): the order of tile_at().
std::uint64_t hashes_at(std::uint64_t size, std::uint8_t level) {
  const unsigned shift = kTileHeight * level;
  return shift < 64 ? size >> shift : 0;
}

// The tiles or bundles that hold the hashes or entries from .. to-1.
struct Touched {
  std::uint64_t first = 0;
  std::uint64_t end = 0;
};
Touched touched(std::uint64_t from, std::uint64_t to) {
  if (from >= to) return {};
  return {from / kTileWidth, (to - 1) / kTileWidth + 1};
}

base::Bytes tile_bytes(const LogTree& tree, const Tile& tile) {
  base::Bytes bytes;
  bytes.reserve(std::size_t{tile.width} * crypto::Digest::kSize);
  const auto height = static_cast<std::uint8_t>(kTileHeight * tile.level);
  for (std::uint32_t i = 0; i < tile.width; ++i) {
    const auto hash = tree.node({height, tile.index * kTileWidth + i}).bytes();
    bytes.insert(bytes.end(), hash.begin(), hash.end());
  }
  return bytes;
}

base::Bytes bundle_bytes(const EntryAt& entry, const Bundle& bundle) {
  base::ByteWriter out;
  for (std::uint32_t i = 0; i < bundle.width; ++i) {
    const base::ByteView bytes = entry(bundle.index * kTileWidth + i);
    base::check(bytes.size() <= kMaxEntry, "an entry's length fits its field");
    out.number(static_cast<std::uint16_t>(bytes.size())).raw(bytes);
  }
  return std::move(out).bytes();
}

}  // namespace

std::string path_of(const Tile& tile) {
  return "tile/" + std::to_string(tile.level) + "/" + index_path({tile.index, tile.width});
}

std::string path_of(const Bundle& bundle) { return "tile/entries/" + index_path(bundle); }

std::optional<Tile> tile_of(std::string_view path) {
  constexpr std::string_view kPrefix = "tile/";
  if (!path.starts_with(kPrefix)) return std::nullopt;
  const std::string_view rest = path.substr(kPrefix.size());
  const auto slash = rest.find('/');
  const auto level = base::parse_decimal(rest.substr(0, slash));
  if (!level || *level > kMaxLevel || slash == std::string_view::npos) return std::nullopt;
  const auto at = parse_index_path(rest.substr(slash + 1));
  if (!at) return std::nullopt;
  const Tile tile{static_cast<std::uint8_t>(*level), at->index, at->width};
  return path_of(tile) == path ? std::optional(tile) : std::nullopt;
}

std::optional<Bundle> bundle_of(std::string_view path) {
  constexpr std::string_view kPrefix = "tile/entries/";
  if (!path.starts_with(kPrefix)) return std::nullopt;
  const auto bundle = parse_index_path(path.substr(kPrefix.size()));
  return bundle && path_of(*bundle) == path ? bundle : std::nullopt;
}

Tile tile_at(std::uint64_t size, std::uint8_t level, std::uint64_t index) {
  return {level, index, width_at(hashes_at(size, level), index)};
}

Bundle bundle_at(std::uint64_t size, std::uint64_t index) { return {index, width_at(size, index)}; }

std::vector<LogFile> new_tiles(const LogTree& tree, Growth growth) {
  base::check(growth.from <= growth.to && growth.to <= tree.size(), "the tree had this size");
  std::vector<LogFile> files;
  for (std::uint8_t level = 0; hashes_at(growth.to, level) > 0; ++level) {
    const Touched range = touched(hashes_at(growth.from, level), hashes_at(growth.to, level));
    for (std::uint64_t index = range.first; index < range.end; ++index) {
      const Tile tile = tile_at(growth.to, level, index);
      files.push_back({path_of(tile), tile_bytes(tree, tile)});
    }
  }
  return files;
}

std::vector<LogFile> new_bundles(const EntryAt& entry, Growth growth) {
  base::check(growth.from <= growth.to, "a log grows");
  std::vector<LogFile> files;
  const Touched range = touched(growth.from, growth.to);
  for (std::uint64_t index = range.first; index < range.end; ++index) {
    const Bundle bundle = bundle_at(growth.to, index);
    files.push_back({path_of(bundle), bundle_bytes(entry, bundle)});
  }
  return files;
}

base::Result<std::vector<base::ByteView>> parse_bundle(base::ByteView bytes, std::uint32_t width) {
  base::ByteReader in(bytes);
  std::vector<base::ByteView> entries;
  entries.reserve(width);
  for (std::uint32_t i = 0; i < width && in.good(); ++i) {
    entries.push_back(in.raw(in.number<std::uint16_t>()));
  }
  if (!in.done()) {
    return base::fail(base::ErrorCode::kMalformed, "a bundle does not hold its entries");
  }
  return entries;
}

base::Result<std::vector<crypto::Digest>> parse_tile(base::ByteView bytes, std::uint32_t width) {
  if (bytes.size() != std::size_t{width} * crypto::Digest::kSize) {
    return base::fail(base::ErrorCode::kMalformed, "a tile does not hold its hashes");
  }
  base::ByteReader in(bytes);
  std::vector<crypto::Digest> hashes(width);
  for (crypto::Digest& hash : hashes) hash = in.fixed<crypto::Digest>();
  return hashes;
}

}  // namespace gateway::audit
