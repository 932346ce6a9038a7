#include "gateway/store/durable_folder.h"

#include "tests/support/shared_data.h"
#include "tests/support/temp_folder.h"

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <sys/stat.h>

namespace gateway::store {
namespace {

using base::ErrorCode;

class DurableFolderTest : public testing::Test {
 protected:
  DurableFolder open(Readers readers = Readers::kEveryone) {
    auto opened = DurableFolder::open(top(), readers);
    EXPECT_TRUE(opened);
    return std::move(*opened);
  }
  [[nodiscard]] std::filesystem::path top() const { return folder_.path() / "log"; }
  [[nodiscard]] std::string content(const std::string& path) const {
    return tests::read_file(top() / path);
  }
  [[nodiscard]] static ::mode_t mode_of(const std::filesystem::path& path) {
    struct stat status {};
    EXPECT_EQ(::stat(path.c_str(), &status), 0);
    return status.st_mode & 0777U;
  }

  tests::TempFolder folder_;
};

TEST_F(DurableFolderTest, CreatesAFileOnceAndForAll) {
  DurableFolder folder = open();
  ASSERT_TRUE(folder.create_once("tile/0/x001/067", base::bytes_of("hashes")));
  EXPECT_EQ(content("tile/0/x001/067"), "hashes");
  EXPECT_TRUE(folder.create_once("tile/0/x001/067", base::bytes_of("hashes")));
  for (const char* const other : {"", "hash", "Hashes", "hashes and more"}) {
    const auto result = folder.create_once("tile/0/x001/067", base::bytes_of(other));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::kMalformed);
  }
  EXPECT_EQ(content("tile/0/x001/067"), "hashes");
  EXPECT_FALSE(folder.poisoned());
}

TEST_F(DurableFolderTest, CreatesManyFilesOrRefusesBeforeTheFirst) {
  DurableFolder folder = open();
  ASSERT_TRUE(folder.create_once("tile/0/000", base::bytes_of("full")));
  const std::vector<FileToWrite> conflicting = {
      {.path = "tile/0/001.p/5", .bytes = base::bytes_of("new")},
      {.path = "tile/0/000", .bytes = base::bytes_of("other")}};
  EXPECT_FALSE(folder.create_once(conflicting));
  EXPECT_FALSE(std::filesystem::exists(top() / "tile/0/001.p/5"));
  const std::vector<FileToWrite> fitting = {
      {.path = "tile/0/001.p/5", .bytes = base::bytes_of("new")},
      {.path = "tile/0/000", .bytes = base::bytes_of("full")},
      {.path = "tile/entries/000", .bytes = base::bytes_of("leaves")}};
  ASSERT_TRUE(folder.create_once(fitting));
  EXPECT_EQ(content("tile/0/001.p/5"), "new");
  EXPECT_EQ(content("tile/entries/000"), "leaves");
}

TEST_F(DurableFolderTest, ReplacesAFileWhole) {
  DurableFolder folder = open();
  ASSERT_TRUE(folder.replace("checkpoint", base::bytes_of("a long first checkpoint")));
  ASSERT_TRUE(folder.replace("checkpoint", base::bytes_of("second")));
  EXPECT_EQ(content("checkpoint"), "second");
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(top())) {
    EXPECT_EQ(entry.path().filename(), "checkpoint");
    ++files;
  }
  EXPECT_EQ(files, 1U) << "nothing unfinished is left";
}

TEST_F(DurableFolderTest, FinishesWhatAProcessThatDiedHadBegun) {
  { DurableFolder folder = open(); }
  folder_.write("log/.new-checkpoint", "half a check");
  DurableFolder folder = open();
  ASSERT_TRUE(folder.replace("checkpoint", base::bytes_of("whole")));
  EXPECT_EQ(content("checkpoint"), "whole");
}

TEST_F(DurableFolderTest, RefusesPathsThatLeaveTheFolderOrHide) {
  DurableFolder folder = open();
  const std::string long_name(201, 'a');
  for (const std::string path :
       {"", "/", "/etc/x", "..", "../x", "a/../x", "a//b", "a/", ".hidden", "a/.hidden", "a.",
        "a b", "a\nb", "1/2/3/4/5/6/7/8/9", long_name.c_str()}) {
    EXPECT_EQ(folder.create_once(path, base::bytes_of("x")).error().code, ErrorCode::kMalformed);
    EXPECT_EQ(folder.replace(path, base::bytes_of("x")).error().code, ErrorCode::kMalformed);
    EXPECT_EQ(folder.read(path, 10).error().code, ErrorCode::kMalformed) << path;
  }
}

TEST_F(DurableFolderTest, DoesNotFollowLinks) {
  DurableFolder folder = open();
  const auto secret = folder_.write("secret", "of another");
  std::filesystem::create_symlink(secret, top() / "checkpoint");
  std::filesystem::create_directory_symlink(folder_.path(), top() / "tile");
  EXPECT_FALSE(folder.read("checkpoint", 100));
  EXPECT_FALSE(folder.create_once("checkpoint", base::bytes_of("of another")));
  ASSERT_TRUE(folder.replace("checkpoint", base::bytes_of("ours"))) << "takes the link's place";
  EXPECT_EQ(tests::read_file(secret), "of another");
  EXPECT_FALSE(folder.create_once("tile/0", base::bytes_of("x")));
}

TEST_F(DurableFolderTest, ReadsWithinALimit) {
  DurableFolder folder = open();
  ASSERT_TRUE(folder.create_once("a", base::bytes_of("12345")));
  EXPECT_EQ(*folder.read("a", 5), base::to_bytes(base::bytes_of("12345")));
  EXPECT_EQ(folder.read("a", 4).error().code, ErrorCode::kTooLarge);
  EXPECT_EQ(folder.read("b", 5).error().code, ErrorCode::kNotFound);
}

TEST_F(DurableFolderTest, GivesFilesToTheReadersTheyAreFor) {
  const ::mode_t before = ::umask(0077);
  DurableFolder folder = open(Readers::kEveryone);
  ASSERT_TRUE(folder.create_once("tile/000", base::bytes_of("x")));
  ::umask(before);
  EXPECT_EQ(mode_of(top()), 0755U);
  EXPECT_EQ(mode_of(top() / "tile"), 0755U);
  EXPECT_EQ(mode_of(top() / "tile/000"), 0644U);
  auto closed = DurableFolder::open(folder_.path() / "private", Readers::kOwner);
  ASSERT_TRUE(closed->create_once("a/b", base::bytes_of("x")));
  EXPECT_EQ(mode_of(folder_.path() / "private"), 0700U);
  EXPECT_EQ(mode_of(folder_.path() / "private/a/b"), 0600U);
}

TEST_F(DurableFolderTest, TriesNothingAgainAfterAFailedWrite) {
  DurableFolder folder = open();
  ASSERT_TRUE(folder.create_once("a", base::bytes_of("1")));
  folder_.write("log/in-the-way", "a file where a folder has to be");
  EXPECT_EQ(folder.create_once("in-the-way/b", base::bytes_of("2")).error().code,
            ErrorCode::kUnavailable);
  EXPECT_TRUE(folder.poisoned());
  std::filesystem::remove(top() / "in-the-way");
  EXPECT_EQ(folder.create_once("c", base::bytes_of("3")).error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(folder.replace("a", base::bytes_of("3")).error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(content("a"), "1");
}

}  // namespace
}  // namespace gateway::store
