#include "gateway/audit/tree.h"

#include "gateway/crypto/merkle_tree.h"

#include "tests/unit/audit/log_files.h"

#include <span>
#include <vector>

#include <gtest/gtest.h>

namespace gateway::audit {
namespace {

using crypto::Digest;

constexpr std::uint64_t kSize = 130;

class LogTreeTest : public testing::Test {
 protected:
  LogTreeTest() {
    for (std::uint64_t i = 0; i < kSize; ++i) {
      leaves_.push_back(crypto::leaf_hash(tests::numbered_entry(i)));
      tree_.append(leaves_.back());
    }
  }
  [[nodiscard]] std::span<const Digest> first(std::uint64_t size) const {
    return std::span(leaves_).first(size);
  }

  std::vector<Digest> leaves_;
  LogTree tree_;
};

TEST_F(LogTreeTest, AnEmptyTreeHasTheHashOfNothing) {
  EXPECT_EQ(LogTree().size(), 0U);
  EXPECT_EQ(LogTree().root(), crypto::sha256({}));
  EXPECT_EQ(tree_.root_at(0), crypto::sha256({}));
}

TEST_F(LogTreeTest, KnowsTheRootOfEverySizeItHad) {
  EXPECT_EQ(tree_.size(), kSize);
  for (std::uint64_t size = 0; size <= kSize; ++size) {
    EXPECT_EQ(tree_.root_at(size), crypto::merkle_root(first(size))) << size;
  }
}

TEST_F(LogTreeTest, ProvesEveryLeafAtEverySize) {
  for (std::uint64_t size = 1; size <= kSize; ++size) {
    const Digest root = tree_.root_at(size);
    const crypto::MerkleTree reference(
        {leaves_.begin(), leaves_.begin() + static_cast<std::ptrdiff_t>(size)});
    for (std::uint64_t index = 0; index < size; ++index) {
      const auto path = tree_.inclusion_path(index, size);
      ASSERT_EQ(path, reference.path(index)) << index << " of " << size;
      ASSERT_TRUE(crypto::verify_inclusion(leaves_[index], index, size, path, root));
    }
  }
}

TEST_F(LogTreeTest, ProvesEverySizeAgainstEveryOlderOne) {
  for (std::uint64_t size = 1; size <= kSize; ++size) {
    const Digest root = tree_.root_at(size);
    for (std::uint64_t old_size = 1; old_size <= size; ++old_size) {
      const auto path = tree_.consistency_path(old_size, size);
      ASSERT_EQ(path, crypto::consistency_path(first(size), old_size)) << old_size << " " << size;
      ASSERT_TRUE(crypto::verify_consistency(old_size, tree_.root_at(old_size), size, root, path));
    }
  }
}

using LogTreeDeathTest = LogTreeTest;

TEST_F(LogTreeDeathTest, NothingIsProvedThatIsNotThere) {
  EXPECT_DEATH((void)tree_.root_at(kSize + 1), "had this size");
  EXPECT_DEATH((void)tree_.inclusion_path(0, kSize + 1), "had this size");
  EXPECT_DEATH((void)tree_.inclusion_path(5, 5), "lies in its tree");
  EXPECT_DEATH((void)tree_.consistency_path(0, 5), "not the larger");
  EXPECT_DEATH((void)tree_.consistency_path(6, 5), "not the larger");
  EXPECT_DEATH((void)tree_.node({1, kSize / 2}), "is full");
}

}  // namespace
}  // namespace gateway::audit
