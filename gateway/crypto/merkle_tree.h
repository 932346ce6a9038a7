#pragma once

#include "gateway/base/bytes.h"
#include "gateway/crypto/digest.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace gateway::crypto {

/// The Merkle tree of RFC 6962 section 2.1 over SHA-256: leaf H(0x00 || data), node
/// H(0x01 || left || right), split at the largest power of two below the size.
Digest leaf_hash(base::ByteView data);
Digest node_hash(const Digest& left, const Digest& right);

/// Root over leaf hashes; the empty tree has SHA-256 of nothing.
Digest merkle_root(std::span<const Digest> leaf_hashes);

/// Sibling hashes from leaf `index` up to the root of all leaves, nearest first (section 2.1.1).
/// `index` is below the number of leaves.
std::vector<Digest> inclusion_path(std::span<const Digest> leaf_hashes, std::uint64_t index);

/// The number of hashes in the inclusion path of leaf `index` in a tree of `size` leaves; `index`
/// is below `size`.
std::size_t inclusion_path_size(std::uint64_t index, std::uint64_t size);

/// The root that `path` leads to from `leaf`; nothing when `index` is not below `size` or the path
/// has another length than the two demand.
std::optional<Digest> root_of_path(const Digest& leaf, std::uint64_t index, std::uint64_t size,
                                   std::span<const Digest> path);

/// True only when `path` is exactly the path that leads from `leaf` at `index` of a tree of `size`
/// leaves to `root`; a longer, shorter or reordered path is false.
[[nodiscard]] bool verify_inclusion(const Digest& leaf, std::uint64_t index, std::uint64_t size,
                                    std::span<const Digest> path, const Digest& root);

/// Section 2.1.2; `old_size` is at least 1 and at most the number of leaves.
std::vector<Digest> consistency_path(std::span<const Digest> leaf_hashes, std::uint64_t old_size);

/// True only when the tree of `new_size` with `new_root` extends the one of `old_size` with
/// `old_root`. Size 0 is extended by size 0 only: "everything extends nothing" proves nothing, so a
/// caller without an older head has no use for this.
[[nodiscard]] bool verify_consistency(std::uint64_t old_size, const Digest& old_root,
                                      std::uint64_t new_size, const Digest& new_root,
                                      std::span<const Digest> path);

/// All nodes of a tree, kept, so that each path costs O(log n). For batches and tests.
class MerkleTree {
 public:
  explicit MerkleTree(std::vector<Digest> leaf_hashes);

  [[nodiscard]] Digest root() const;
  /// As inclusion_path().
  [[nodiscard]] std::vector<Digest> path(std::uint64_t index) const;

 private:
  std::vector<std::vector<Digest>> levels_;  // Leaves first; a last node without sibling moves up.
};

/// The right edge of a growing tree: append leaf hashes, read the root. O(log n) memory.
class MerkleFrontier {
 public:
  void append(const Digest& leaf);
  /// The same for 2^`height` leaves at once; size() is a multiple of that.
  void append_subtree(const Digest& root, unsigned height);
  [[nodiscard]] std::uint64_t size() const { return size_; }
  [[nodiscard]] Digest root() const;

 private:
  std::vector<Digest> peaks_;  // Roots of full subtrees, largest first.
  std::uint64_t size_ = 0;
};

}  // namespace gateway::crypto
