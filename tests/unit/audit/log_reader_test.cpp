#include "gateway/audit/log_reader.h"

#include "tests/unit/audit/log_files.h"

#include <string>

#include <gtest/gtest.h>

namespace gateway::audit {
namespace {

using base::ErrorCode;
using tests::fetch_from;
using tests::GrowingLog;
using tests::LogFiles;
using tests::numbered_entry;

class LogReaderTest : public testing::Test {
 protected:
  LogReaderTest() {
    for (std::uint64_t i = 0; i < 700; ++i) {
      log_.append(numbered_entry(i));
      if (i % 100 == 99) log_.write(files_);
    }
  }

  GrowingLog log_;
  LogFiles files_;
};

TEST_F(LogReaderTest, ReadsEveryEntryBack) {
  const LogReader reader(fetch_from(files_), 700);
  for (std::uint64_t i = 0; i < 700; ++i) {
    const auto entry = reader.entry(i);
    ASSERT_TRUE(entry);
    EXPECT_EQ(*entry, numbered_entry(i));
  }
}

TEST_F(LogReaderTest, ProvesTheSameAsTheTree) {
  for (const std::uint64_t size : {100U, 300U, 600U, 700U}) {
    LogReader reader(fetch_from(files_), size);
    const auto root = reader.root();
    ASSERT_TRUE(root) << size;
    EXPECT_EQ(*root, log_.tree().root_at(size));
    for (std::uint64_t index = 0; index < size; index += 13) {
      const auto path = reader.inclusion_path(index);
      ASSERT_TRUE(path);
      EXPECT_EQ(*path, log_.tree().inclusion_path(index, size));
    }
    for (std::uint64_t old_size = 1; old_size <= size; old_size += 11) {
      const auto path = reader.consistency_path(old_size);
      ASSERT_TRUE(path);
      EXPECT_EQ(*path, log_.tree().consistency_path(old_size, size));
    }
  }
}

TEST_F(LogReaderTest, TakesTheFullTileWhenThePartialOneIsGone) {
  files_.erase("tile/0/000.p/200");
  files_.erase("tile/entries/000.p/200");
  LogReader reader(fetch_from(files_), 200);
  const auto root = reader.root();
  ASSERT_TRUE(root);
  EXPECT_EQ(*root, log_.tree().root_at(200));
  const auto entries = reader.bundle(0);
  ASSERT_TRUE(entries);
  EXPECT_EQ(entries->size(), 200U);
}

TEST_F(LogReaderTest, ALoadedTreeGoesOnGrowing) {
  auto tree = LogReader(fetch_from(files_), 700).load_tree();
  ASSERT_TRUE(tree);
  EXPECT_EQ(tree->root(), log_.head().root);
  log_.append(numbered_entry(700));
  tree->append(crypto::leaf_hash(numbered_entry(700)));
  EXPECT_EQ(tree->root(), log_.head().root);
}

TEST_F(LogReaderTest, SaysWhatIsMissingAndWhatIsDamaged) {
  LogFiles missing = files_;
  missing.erase("tile/0/002.p/188");
  LogReader gap(fetch_from(missing), 700);
  EXPECT_EQ(gap.root().error().code, ErrorCode::kNotFound);
  EXPECT_EQ(gap.inclusion_path(3).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(gap.load_tree().error().code, ErrorCode::kNotFound);

  LogFiles damaged = files_;
  damaged.at("tile/0/002.p/188").pop_back();
  damaged.at("tile/entries/000").pop_back();
  LogReader broken(fetch_from(damaged), 700);
  EXPECT_EQ(broken.root().error().code, ErrorCode::kMalformed);
  EXPECT_EQ(broken.entry(0).error().code, ErrorCode::kMalformed);
}

TEST_F(LogReaderTest, AnEmptyLogHasARootAndNothingElse) {
  LogReader reader(fetch_from({}), 0);
  const auto root = reader.root();
  ASSERT_TRUE(root);
  EXPECT_EQ(*root, crypto::sha256({}));
  EXPECT_EQ(reader.bundle(0).error().code, ErrorCode::kNotFound);
}

TEST_F(LogReaderTest, AnEnormousSizeIsOnlyAnError) {
  LogReader reader(fetch_from(files_), ~std::uint64_t{0});
  EXPECT_FALSE(reader.root());
  EXPECT_FALSE(reader.inclusion_path(~std::uint64_t{0} - 1));
  EXPECT_FALSE(reader.consistency_path(12345));
  EXPECT_FALSE(reader.load_tree());
}

}  // namespace
}  // namespace gateway::audit
