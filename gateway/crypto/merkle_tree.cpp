#include "gateway/crypto/merkle_tree.h"

#include "gateway/base/check.h"

#include <algorithm>
#include <array>
#include <bit>
#include <utility>

namespace gateway::crypto {
namespace {

constexpr std::array<std::uint8_t, 1> kLeaf = {0};

// The largest power of two below `size`, where RFC 6962 splits a tree of at least two leaves.
std::size_t split_point(std::size_t size) { return std::bit_floor(size - 1); }

// How many levels of the path lie below the point where it joins the right edge of the tree. From
// there on every sibling is on the left.
std::size_t inner_levels(std::uint64_t index, std::uint64_t size) {
  return static_cast<std::size_t>(std::bit_width(index ^ (size - 1)));
}

std::size_t edge_levels(std::uint64_t index, std::size_t inner) {
  return inner < 64 ? static_cast<std::size_t>(std::popcount(index >> inner)) : 0;
}

bool bit_is_set(std::uint64_t number, std::size_t bit) { return ((number >> bit) & 1U) != 0; }

// PROOF's helper SUBPROOF of RFC 6962 section 2.1.2, nearest hash first. The old tree's own root is
// left out while the walk has only turned left: the verifier has it.
void subproof(std::span<const Digest> leaves, std::size_t old_size, std::vector<Digest>& path) {
  std::vector<Digest> far_first;
  bool is_old_root = true;
  while (old_size != leaves.size()) {
    const std::size_t split = split_point(leaves.size());
    if (old_size <= split) {
      far_first.push_back(merkle_root(leaves.subspan(split)));
      leaves = leaves.first(split);
    } else {
      far_first.push_back(merkle_root(leaves.first(split)));
      leaves = leaves.subspan(split);
      old_size -= split;
      is_old_root = false;
    }
  }
  if (!is_old_root) far_first.push_back(merkle_root(leaves));
  path.assign(far_first.rbegin(), far_first.rend());
}

}  // namespace

Digest leaf_hash(base::ByteView data) { return sha256({kLeaf, data}); }

Digest node_hash(const Digest& left, const Digest& right) {
  std::array<std::uint8_t, 1 + 2 * Digest::kSize> node{};
  node[0] = 1;
  std::ranges::copy(left.bytes(), node.begin() + 1);
  std::ranges::copy(right.bytes(), node.begin() + 1 + Digest::kSize);
  return sha256(node);
}

Digest merkle_root(std::span<const Digest> leaf_hashes) {
  MerkleFrontier frontier;
  for (const Digest& leaf : leaf_hashes) frontier.append(leaf);
  return frontier.root();
}

std::vector<Digest> inclusion_path(std::span<const Digest> leaf_hashes, std::uint64_t index) {
  return MerkleTree({leaf_hashes.begin(), leaf_hashes.end()}).path(index);
}

std::size_t inclusion_path_size(std::uint64_t index, std::uint64_t size) {
  base::check(index < size, "a leaf lies in its tree");
  const std::size_t inner = inner_levels(index, size);
  return inner + edge_levels(index, inner);
}

std::optional<Digest> root_of_path(const Digest& leaf, std::uint64_t index, std::uint64_t size,
                                   std::span<const Digest> path) {
  if (index >= size || path.size() != inclusion_path_size(index, size)) return std::nullopt;
  const std::size_t inner = inner_levels(index, size);
  Digest hash = leaf;
  for (std::size_t level = 0; level < path.size(); ++level) {
    const bool is_right_child = level >= inner || bit_is_set(index, level);
    hash = is_right_child ? node_hash(path[level], hash) : node_hash(hash, path[level]);
  }
  return hash;
}

bool verify_inclusion(const Digest& leaf, std::uint64_t index, std::uint64_t size,
                      std::span<const Digest> path, const Digest& root) {
  return root_of_path(leaf, index, size, path) == root;
}

std::vector<Digest> consistency_path(std::span<const Digest> leaf_hashes, std::uint64_t old_size) {
  base::check(old_size > 0 && old_size <= leaf_hashes.size(), "the older tree is not the larger");
  std::vector<Digest> path;
  subproof(leaf_hashes, old_size, path);
  return path;
}

bool verify_consistency(std::uint64_t old_size, const Digest& old_root, std::uint64_t new_size,
                        const Digest& new_root, std::span<const Digest> path) {
  if (old_size == new_size) {
    const bool possible = old_size != 0 || old_root == merkle_root({});
    return possible && path.empty() && old_root == new_root;
  }
  if (old_size == 0 || old_size > new_size) return false;

  // The path starts at the largest full subtree that ends the old tree. When that is the whole old
  // tree, its root is known and left out.
  const auto full = static_cast<std::size_t>(std::countr_zero(old_size));
  const std::size_t inner = inner_levels(old_size - 1, new_size) - full;
  const std::uint64_t index = (old_size - 1) >> full;
  Digest start = old_root;
  if (!std::has_single_bit(old_size)) {
    if (path.empty()) return false;
    start = path.front();
    path = path.subspan(1);
  }
  if (path.size() != inner + edge_levels(index, inner)) return false;

  Digest old_hash = start;
  Digest new_hash = start;
  for (std::size_t level = 0; level < path.size(); ++level) {
    if (level >= inner || bit_is_set(index, level)) {
      old_hash = node_hash(path[level], old_hash);
      new_hash = node_hash(path[level], new_hash);
    } else {
      new_hash = node_hash(new_hash, path[level]);
    }
  }
  return old_hash == old_root && new_hash == new_root;
}

MerkleTree::MerkleTree(std::vector<Digest> leaf_hashes) {
  levels_.push_back(std::move(leaf_hashes));
  while (levels_.back().size() > 1) {
    const std::vector<Digest>& below = levels_.back();
    std::vector<Digest> level;
    level.reserve((below.size() + 1) / 2);
    for (std::size_t i = 0; i + 1 < below.size(); i += 2) {
      level.push_back(node_hash(below[i], below[i + 1]));
    }
    if (below.size() % 2 != 0) level.push_back(below.back());
    levels_.push_back(std::move(level));
  }
}

Digest MerkleTree::root() const {
  return levels_.back().empty() ? sha256({}) : levels_.back().front();
}

std::vector<Digest> MerkleTree::path(std::uint64_t index) const {
  base::check(index < levels_.front().size(), "a leaf lies in its tree");
  std::vector<Digest> path;
  for (const std::vector<Digest>& level : levels_) {
    const std::uint64_t sibling = index ^ 1U;
    if (sibling < level.size()) path.push_back(level[sibling]);
    index /= 2;
  }
  return path;
}

void MerkleFrontier::append(const Digest& leaf) { append_subtree(leaf, 0); }

void MerkleFrontier::append_subtree(const Digest& root, unsigned height) {
  const std::uint64_t width = std::uint64_t{1} << height;
  base::check(size_ % width == 0, "a subtree begins where one of its size may begin");
  // Adding one carries through the trailing ones of the size: each is a peak that gains a sibling.
  Digest peak = root;
  for (std::uint64_t carry = size_ >> height; bit_is_set(carry, 0); carry >>= 1U) {
    peak = node_hash(peaks_.back(), peak);
    peaks_.pop_back();
  }
  peaks_.push_back(peak);
  size_ += width;
}

Digest MerkleFrontier::root() const {
  if (peaks_.empty()) return sha256({});
  Digest root = peaks_.back();
  for (auto peak = peaks_.rbegin() + 1; peak != peaks_.rend(); ++peak) {
    root = node_hash(*peak, root);
  }
  return root;
}

}  // namespace gateway::crypto
