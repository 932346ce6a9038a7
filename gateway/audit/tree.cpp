#include "gateway/audit/tree.h"

#include "gateway/base/check.h"
#include "gateway/crypto/merkle_tree.h"

namespace gateway::audit {

using crypto::Digest;

void LogTree::append(const Digest& leaf_hash) {
  Digest hash = leaf_hash;
  for (std::size_t height = 0;; ++height) {
    if (height == levels_.size()) levels_.emplace_back();
    std::deque<Digest>& level = levels_[height];
    level.push_back(hash);
    if (level.size() % 2 != 0) return;
    hash = crypto::node_hash(level[level.size() - 2], level.back());
  }
}

Digest LogTree::root_at(std::uint64_t size) const {
  base::check(size <= this->size(), "the tree had this size");
  return walk_root(nodes(), size);
}

std::vector<Digest> LogTree::inclusion_path(std::uint64_t index, std::uint64_t size) const {
  base::check(size <= this->size(), "the tree had this size");
  return walk_inclusion(nodes(), index, size);
}

std::vector<Digest> LogTree::consistency_path(std::uint64_t old_size,
                                              std::uint64_t new_size) const {
  base::check(new_size <= size(), "the tree had this size");
  return walk_consistency(nodes(), old_size, new_size);
}

const Digest& LogTree::node(Node node) const {
  base::check(node.height < levels_.size() && node.index < levels_[node.height].size(),
              "the subtree is full");
  return levels_[node.height][node.index];
}

NodeHash LogTree::nodes() const {
  return [this](Node at) { return node(at); };
}

}  // namespace gateway::audit
