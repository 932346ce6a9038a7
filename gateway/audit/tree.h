#pragma once

#include "gateway/audit/tree_walk.h"
#include "gateway/crypto/digest.h"

#include <cstdint>
#include <deque>
#include <vector>

namespace gateway::audit {

/// The RFC 6962 tree of a growing log, every node kept (64 bytes a leaf), so that roots and proofs
/// for any size it ever had cost O(log n). An append costs two hashes on average and moves nothing.
class LogTree {
 public:
  void append(const crypto::Digest& leaf_hash);

  [[nodiscard]] std::uint64_t size() const { return levels_.empty() ? 0 : levels_.front().size(); }
  [[nodiscard]] crypto::Digest root() const { return root_at(size()); }
  /// `size` is at most size().
  [[nodiscard]] crypto::Digest root_at(std::uint64_t size) const;

  /// From leaf `index` to the root at `size`, nearest first: index < size <= size().
  [[nodiscard]] std::vector<crypto::Digest> inclusion_path(std::uint64_t index,
                                                           std::uint64_t size) const;
  /// 1 <= old_size <= new_size <= size().
  [[nodiscard]] std::vector<crypto::Digest> consistency_path(std::uint64_t old_size,
                                                             std::uint64_t new_size) const;

  /// The hash of a full subtree that ends at or before size().
  [[nodiscard]] const crypto::Digest& node(Node node) const;

 private:
  [[nodiscard]] NodeHash nodes() const;

  // By height, leaves first. A deque never moves what it holds: no pause when it grows.
  std::vector<std::deque<crypto::Digest>> levels_;
};

}  // namespace gateway::audit
