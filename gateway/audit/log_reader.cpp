#include "gateway/audit/log_reader.h"

#include "gateway/base/check.h"
#include "gateway/crypto/merkle_tree.h"

#include <span>

namespace gateway::audit {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;
using crypto::Digest;

constexpr std::size_t kMaxRecent = 32;

// The file of this width and its bytes, or else those of the full width.
template <class File>
std::optional<std::pair<File, base::Bytes>> fetch_either(const FetchFile& fetch, File file) {
  if (file.width == 0) return std::nullopt;
  auto bytes = fetch(path_of(file));
  if (!bytes && file.width < kTileWidth) {
    file.width = kTileWidth;
    bytes = fetch(path_of(file));
  }
  if (!bytes) return std::nullopt;
  return std::pair(file, *std::move(bytes));
}

}  // namespace

Result<Entries> Entries::parse(base::Bytes bytes, std::uint32_t width, std::uint32_t wanted) {
  Entries entries;
  entries.bytes_ = std::move(bytes);
  auto views = parse_bundle(entries.bytes_, width);
  if (!views) return views.error();
  entries.views_ = *std::move(views);
  entries.views_.resize(wanted);
  return entries;
}

Result<std::vector<Digest>> LogReader::tile(std::uint8_t level, std::uint64_t index) const {
  const Tile wanted = tile_at(size_, level, index);
  const auto found = fetch_either(fetch_, wanted);
  if (!found) return fail(ErrorCode::kNotFound, "a tile is missing");
  auto hashes = parse_tile(found->second, found->first.width);
  if (hashes) hashes->resize(wanted.width);
  return hashes;
}

Result<Entries> LogReader::bundle(std::uint64_t index) const {
  const Bundle wanted = bundle_at(size_, index);
  auto found = fetch_either(fetch_, wanted);
  if (!found) return fail(ErrorCode::kNotFound, "a bundle is missing");
  return Entries::parse(std::move(found->second), found->first.width, wanted.width);
}

Result<base::Bytes> LogReader::entry(std::uint64_t index) const {
  base::check(index < size_, "an entry lies in its log");
  const auto entries = bundle(index / kTileWidth);
  if (!entries) return entries.error();
  return base::to_bytes((*entries)[index % kTileWidth]);
}

// A walk cannot stop half way, so after the first missing node the rest is not looked up.
template <class Walk>
auto LogReader::walk(Walk walk) -> Result<decltype(walk(NodeHash()))> {
  std::optional<base::Error> error;
  const NodeHash hash = [&](Node at) {
    if (error) return Digest();
    const auto found = node(at);
    if (!found) error = found.error();
    return found ? *found : Digest();
  };
  auto walked = walk(hash);
  if (error) return *error;
  return walked;
}

Result<Digest> LogReader::root() {
  return walk([this](const NodeHash& hash) { return walk_root(hash, size_); });
}

Result<std::vector<Digest>> LogReader::inclusion_path(std::uint64_t index) {
  return walk([&](const NodeHash& hash) { return walk_inclusion(hash, index, size_); });
}

Result<std::vector<Digest>> LogReader::consistency_path(std::uint64_t old_size) {
  return walk([&](const NodeHash& hash) { return walk_consistency(hash, old_size, size_); });
}

Result<LogTree> LogReader::load_tree() const {
  LogTree tree;
  for (std::uint64_t index = 0; tree.size() < size_; ++index) {
    const auto hashes = tile(0, index);
    if (!hashes) return hashes.error();
    for (const Digest& hash : *hashes) tree.append(hash);
  }
  return tree;
}

Result<Digest> LogReader::node(Node node) {
  const auto level = static_cast<std::uint8_t>(node.height / 8);
  const std::uint64_t width = std::uint64_t{1} << (node.height % 8);
  const std::uint64_t first = node.index * width;
  const auto key = std::pair(level, first / kTileWidth);
  if (!recent_.contains(key)) {
    auto hashes = tile(level, key.second);
    if (!hashes) return hashes.error();
    if (recent_.size() == kMaxRecent) recent_.clear();
    recent_.emplace(key, *std::move(hashes));
  }
  const std::span<const Digest> hashes = recent_.at(key);
  return crypto::merkle_root(hashes.subspan(first % kTileWidth, width));
}

}  // namespace gateway::audit
