#include "gateway/crypto/merkle_tree.h"

#include "tests/unit/crypto/vectors.h"

#include <cstddef>
#include <vector>

#include <gtest/gtest.h>

namespace gateway::crypto {
namespace {

using tests::with_flipped_bit;
using Leaves = std::span<const Digest>;

// RFC 6962 section 2.1 word by word: what the real code is held against.
std::size_t split_of(std::size_t size) {
  std::size_t split = 1;
  while (split * 2 < size) split *= 2;
  return split;
}

Digest naive_root(Leaves leaves) {
  if (leaves.empty()) return sha256(base::ByteView());
  if (leaves.size() == 1) return leaves[0];
  const std::size_t split = split_of(leaves.size());
  return node_hash(naive_root(leaves.first(split)), naive_root(leaves.subspan(split)));
}

std::vector<Digest> naive_path(Leaves leaves, std::size_t index) {
  if (leaves.size() == 1) return {};
  const std::size_t split = split_of(leaves.size());
  const bool left = index < split;
  auto path = left ? naive_path(leaves.first(split), index)
                   : naive_path(leaves.subspan(split), index - split);
  path.push_back(naive_root(left ? leaves.subspan(split) : leaves.first(split)));
  return path;
}

enum class OldRoot : std::uint8_t { kShown, kKnown };

std::vector<Digest> naive_subproof(std::size_t old_size, Leaves leaves, OldRoot old_root) {
  if (old_size == leaves.size()) {
    if (old_root == OldRoot::kKnown) return {};
    return {naive_root(leaves)};
  }
  const std::size_t split = split_of(leaves.size());
  if (old_size <= split) {
    auto path = naive_subproof(old_size, leaves.first(split), old_root);
    path.push_back(naive_root(leaves.subspan(split)));
    return path;
  }
  auto path = naive_subproof(old_size - split, leaves.subspan(split), OldRoot::kShown);
  path.push_back(naive_root(leaves.first(split)));
  return path;
}

std::vector<Digest> some_leaves(std::size_t count) {
  std::vector<Digest> leaves;
  for (std::size_t i = 0; i < count; ++i) {
    leaves.push_back(leaf_hash(base::bytes_of(std::to_string(i))));
  }
  return leaves;
}

class MerkleTreeTest : public testing::Test {
 protected:
  Leaves first(std::size_t count) const { return Leaves(leaves_).first(count); }

  std::vector<Digest> leaves_ = some_leaves(600);
};

TEST_F(MerkleTreeTest, AllWaysToARootAgreeWithTheRecursion) {
  MerkleFrontier frontier;
  for (std::size_t size = 0; size <= 600; ++size) {
    const auto expected = naive_root(first(size));

    ASSERT_EQ(frontier.size(), size);
    ASSERT_EQ(frontier.root(), expected) << size;
    ASSERT_EQ(merkle_root(first(size)), expected) << size;
    ASSERT_EQ(
        MerkleTree({leaves_.begin(), leaves_.begin() + static_cast<std::ptrdiff_t>(size)}).root(),
        expected)
        << size;
    if (size < 600) frontier.append(leaves_[size]);
  }
}

TEST_F(MerkleTreeTest, AFrontierTakesWholeSubtrees) {
  for (unsigned height = 0; height <= 8; ++height) {
    const std::size_t width = std::size_t{1} << height;
    MerkleFrontier frontier;
    while (frontier.size() + width <= 600) {
      frontier.append_subtree(merkle_root(first(frontier.size() + width).last(width)), height);
      ASSERT_EQ(frontier.root(), naive_root(first(frontier.size()))) << frontier.size();
    }
    for (std::size_t i = frontier.size(); i < 600; ++i) frontier.append(leaves_[i]);
    EXPECT_EQ(frontier.root(), naive_root(first(600))) << height;
  }
}

TEST_F(MerkleTreeTest, EveryInclusionPathUpTo130LeavesAgreesAndVerifies) {
  for (std::size_t size = 1; size <= 130; ++size) {
    const auto root = naive_root(first(size));
    for (std::size_t index = 0; index < size; ++index) {
      const auto path = inclusion_path(first(size), index);
      ASSERT_EQ(path, naive_path(first(size), index)) << size << ' ' << index;
      ASSERT_EQ(path.size(), inclusion_path_size(index, size));
      ASSERT_TRUE(verify_inclusion(leaves_[index], index, size, path, root));
    }
  }
}

TEST_F(MerkleTreeTest, AnInclusionPathProvesNoOtherPlaceOrLeaf) {
  for (std::size_t size = 1; size <= 24; ++size) {
    const auto root = naive_root(first(size));
    for (std::size_t index = 0; index < size; ++index) {
      const auto path = inclusion_path(first(size), index);
      for (std::size_t other = 0; other < size + 2; ++other) {
        if (other == index) continue;
        ASSERT_FALSE(verify_inclusion(leaves_[index], other, size, path, root));
        ASSERT_FALSE(verify_inclusion(leaves_[other], index, size, path, root));
      }
    }
  }
}

TEST_F(MerkleTreeTest, EveryBitOfAnInclusionProofCounts) {
  for (const std::size_t size : {1U, 2U, 3U, 7U, 8U, 11U}) {
    const auto root = naive_root(first(size));
    for (std::size_t index = 0; index < size; ++index) {
      const auto path = inclusion_path(first(size), index);
      for (std::size_t bit = 0; bit < Digest::kSize * 8; ++bit) {
        for (std::size_t level = 0; level < path.size(); ++level) {
          auto damaged = path;
          damaged[level] = with_flipped_bit(path[level], bit);
          ASSERT_FALSE(verify_inclusion(leaves_[index], index, size, damaged, root));
        }
        ASSERT_FALSE(
            verify_inclusion(with_flipped_bit(leaves_[index], bit), index, size, path, root));
        ASSERT_FALSE(
            verify_inclusion(leaves_[index], index, size, path, with_flipped_bit(root, bit)));
      }
    }
  }
}

TEST_F(MerkleTreeTest, InclusionPathsMayNotBeLongerShorterOrReordered) {
  for (std::size_t size = 1; size <= 40; ++size) {
    const auto root = naive_root(first(size));
    for (std::size_t index = 0; index < size; ++index) {
      const auto path = inclusion_path(first(size), index);
      auto longer = path;
      longer.push_back(root);
      EXPECT_FALSE(verify_inclusion(leaves_[index], index, size, longer, root));
      if (path.empty()) continue;
      EXPECT_FALSE(verify_inclusion(leaves_[index], index, size, Leaves(path).subspan(1), root));
      EXPECT_FALSE(
          verify_inclusion(leaves_[index], index, size, Leaves(path).first(path.size() - 1), root));
      if (path.size() < 2) continue;
      const std::vector<Digest> reversed(path.rbegin(), path.rend());
      EXPECT_FALSE(verify_inclusion(leaves_[index], index, size, reversed, root));
    }
  }
}

TEST_F(MerkleTreeTest, APathThatLeadsToTheRootFromTheWrongDepthProvesNothing) {
  // The hashes fit; only the number of levels gives the forger away.
  for (std::size_t size = 1; size <= 24; ++size) {
    for (std::size_t index = 0; index < size; ++index) {
      auto path = inclusion_path(first(size), index);
      path.push_back(leaves_[599]);
      const auto root = node_hash(leaves_[599], naive_root(first(size)));
      EXPECT_FALSE(verify_inclusion(leaves_[index], index, size, path, root));
    }
  }
}

TEST_F(MerkleTreeTest, SizesFromOutsideMayBeAnything) {
  constexpr std::uint64_t kMost = ~std::uint64_t{0};
  const auto path = inclusion_path(first(8), 3);
  for (const std::uint64_t index : {std::uint64_t{0}, std::uint64_t{3}, kMost - 1, kMost}) {
    for (const std::uint64_t size : {std::uint64_t{0}, std::uint64_t{1}, kMost - 1, kMost}) {
      EXPECT_FALSE(verify_inclusion(leaves_[3], index, size, path, leaves_[0]));
      EXPECT_FALSE(verify_consistency(index, leaves_[3], size, leaves_[0], path));
    }
  }
  const std::vector<Digest> long_path(64);
  EXPECT_TRUE(root_of_path(leaves_[0], 0, kMost, long_path));
  EXPECT_FALSE(root_of_path(leaves_[0], 0, kMost, Leaves(long_path).first(63)));
}

TEST_F(MerkleTreeTest, EveryConsistencyPathUpTo64LeavesAgreesAndVerifies) {
  for (std::size_t new_size = 1; new_size <= 64; ++new_size) {
    const auto new_root = naive_root(first(new_size));
    for (std::size_t old_size = 1; old_size <= new_size; ++old_size) {
      const auto old_root = naive_root(first(old_size));
      const auto path = consistency_path(first(new_size), old_size);

      ASSERT_EQ(path, naive_subproof(old_size, first(new_size), OldRoot::kKnown));
      ASSERT_TRUE(verify_consistency(old_size, old_root, new_size, new_root, path));
      ASSERT_FALSE(verify_consistency(new_size, new_root, old_size, old_root, path) &&
                   old_size != new_size);
      auto longer = path;
      longer.push_back(new_root);
      ASSERT_FALSE(verify_consistency(old_size, old_root, new_size, new_root, longer));
      if (path.empty()) continue;
      ASSERT_FALSE(verify_consistency(old_size, old_root, new_size, new_root,
                                      Leaves(path).first(path.size() - 1)));
      ASSERT_FALSE(
          verify_consistency(old_size, old_root, new_size, new_root, Leaves(path).subspan(1)));
    }
  }
}

TEST_F(MerkleTreeTest, EveryBitOfAConsistencyProofCounts) {
  for (std::size_t new_size = 1; new_size <= 9; ++new_size) {
    const auto new_root = naive_root(first(new_size));
    for (std::size_t old_size = 1; old_size <= new_size; ++old_size) {
      const auto old_root = naive_root(first(old_size));
      const auto path = consistency_path(first(new_size), old_size);
      for (std::size_t bit = 0; bit < Digest::kSize * 8; ++bit) {
        for (std::size_t level = 0; level < path.size(); ++level) {
          auto damaged = path;
          damaged[level] = with_flipped_bit(path[level], bit);
          ASSERT_FALSE(verify_consistency(old_size, old_root, new_size, new_root, damaged));
        }
        ASSERT_FALSE(verify_consistency(old_size, with_flipped_bit(old_root, bit), new_size,
                                        new_root, path));
        ASSERT_FALSE(verify_consistency(old_size, old_root, new_size,
                                        with_flipped_bit(new_root, bit), path));
      }
    }
  }
}

TEST_F(MerkleTreeTest, AConsistencyPathFromTheWrongDepthProvesNothing) {
  for (std::size_t new_size = 4; new_size <= 24; ++new_size) {
    for (std::size_t old_size = 3; old_size < new_size; ++old_size) {
      auto path = consistency_path(first(new_size), old_size);
      path.push_back(leaves_[599]);
      const auto old_root = node_hash(leaves_[599], naive_root(first(old_size)));
      const auto new_root = node_hash(leaves_[599], naive_root(first(new_size)));
      EXPECT_FALSE(verify_consistency(old_size, old_root, new_size, new_root, path));
    }
  }
}

TEST_F(MerkleTreeTest, ARewrittenHistoryIsNotConsistent) {
  for (std::size_t new_size = 2; new_size <= 20; ++new_size) {
    for (std::size_t old_size = 1; old_size < new_size; ++old_size) {
      auto rewritten = std::vector<Digest>(first(new_size).begin(), first(new_size).end());
      rewritten[old_size - 1] = leaf_hash(base::bytes_of("rewritten"));

      EXPECT_FALSE(verify_consistency(old_size, naive_root(first(old_size)), new_size,
                                      merkle_root(rewritten),
                                      consistency_path(rewritten, old_size)));
    }
  }
}

TEST_F(MerkleTreeTest, TheEmptyTreeExtendsOnlyToItself) {
  const auto empty = merkle_root({});

  EXPECT_TRUE(verify_consistency(0, empty, 0, empty, {}));
  EXPECT_FALSE(verify_consistency(0, leaves_[0], 0, leaves_[0], {}));
  EXPECT_FALSE(verify_consistency(0, empty, 1, leaves_[0], {}));
  EXPECT_FALSE(verify_consistency(0, empty, 0, empty, first(1)));
}

}  // namespace
}  // namespace gateway::crypto
