#include "gateway/audit/tree_walk.h"

#include "gateway/base/check.h"
#include "gateway/crypto/merkle_tree.h"

#include <algorithm>
#include <bit>
#include <optional>

namespace gateway::audit {
namespace {

using crypto::Digest;

// Leaves begin .. end-1 of a tree; `begin` is a multiple of the power of two at or above the size,
// as all ranges are that RFC 6962 splits off.
struct Range {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;

  [[nodiscard]] std::uint64_t size() const { return end - begin; }
  // The largest power of two below a size of at least two.
  [[nodiscard]] std::uint64_t middle() const { return begin + std::bit_floor(size() - 1); }
};

// Full subtrees of the range from the right to the left, each one the left sibling of what was
// joined so far.
Digest root_of(const NodeHash& hash, Range range) {
  std::optional<Digest> root;
  while (range.size() > 0) {
    const auto height = static_cast<std::uint8_t>(std::countr_zero(range.size()));
    const std::uint64_t width = std::uint64_t{1} << height;
    const Digest left = hash({height, (range.end - width) >> height});
    root = root ? crypto::node_hash(left, *root) : left;
    range.end -= width;
  }
  return root ? *root : crypto::sha256({});
}

}  // namespace

Digest walk_root(const NodeHash& hash, std::uint64_t size) { return root_of(hash, {0, size}); }

std::vector<Digest> walk_inclusion(const NodeHash& hash, std::uint64_t index, std::uint64_t size) {
  base::check(index < size, "a leaf lies in its tree");
  std::vector<Digest> path;
  Range range{0, size};
  while (range.size() > 1) {
    const std::uint64_t middle = range.middle();
    if (index < middle) {
      path.push_back(root_of(hash, {middle, range.end}));
      range.end = middle;
    } else {
      path.push_back(root_of(hash, {range.begin, middle}));
      range.begin = middle;
    }
  }
  std::ranges::reverse(path);
  return path;
}

std::vector<Digest> walk_consistency(const NodeHash& hash, std::uint64_t old_size,
                                     std::uint64_t new_size) {
  base::check(old_size > 0 && old_size <= new_size, "the older tree is not the larger");
  std::vector<Digest> path;
  Range range{0, new_size};
  // The verifier has the old root, so it is left out when it is a node of the new tree.
  bool is_old_root = true;
  while (old_size != range.end) {
    const std::uint64_t middle = range.middle();
    if (old_size <= middle) {
      path.push_back(root_of(hash, {middle, range.end}));
      range.end = middle;
    } else {
      path.push_back(root_of(hash, {range.begin, middle}));
      range.begin = middle;
      is_old_root = false;
    }
  }
  if (!is_old_root) path.push_back(root_of(hash, range));
  std::ranges::reverse(path);
  return path;
}

}  // namespace gateway::audit
