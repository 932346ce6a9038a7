#include "gateway/audit/tiles.h"

#include "tests/unit/audit/log_files.h"

#include <set>
#include <string>

#include <gtest/gtest.h>

namespace gateway::audit {
namespace {

using tests::GrowingLog;
using tests::LogFiles;
using tests::numbered_entry;

TEST(TilesTest, PathsAreThoseOfTheSpecification) {
  EXPECT_EQ(path_of(Tile{0, 0, 256}), "tile/0/000");
  EXPECT_EQ(path_of(Tile{1, 1, 255}), "tile/1/001.p/255");
  EXPECT_EQ(path_of(Tile{0, 999, 1}), "tile/0/999.p/1");
  EXPECT_EQ(path_of(Tile{0, 1000, 256}), "tile/0/x001/000");
  EXPECT_EQ(path_of(Tile{2, 1234067, 256}), "tile/2/x001/x234/067");
  EXPECT_EQ(path_of(Tile{7, 1234067, 17}), "tile/7/x001/x234/067.p/17");
  EXPECT_EQ(path_of(Bundle{1234067, 256}), "tile/entries/x001/x234/067");
  EXPECT_EQ(path_of(Bundle{0, 44}), "tile/entries/000.p/44");
  EXPECT_EQ(path_of(Bundle{~std::uint64_t{0}, 256}),
            "tile/entries/x018/x446/x744/x073/x709/x551/615");
}

TEST(TilesTest, ATreeHasTheTilesOfTheSpecificationsExample) {
  // "a tree of size 70,000 will be represented by 273 full level 0 tiles, ..."
  EXPECT_EQ(tile_at(70'000, 0, 272).width, 256U);
  EXPECT_EQ(tile_at(70'000, 0, 273).width, 112U);
  EXPECT_EQ(tile_at(70'000, 0, 274).width, 0U);
  EXPECT_EQ(tile_at(70'000, 1, 0).width, 256U);
  EXPECT_EQ(tile_at(70'000, 1, 1).width, 17U);
  EXPECT_EQ(tile_at(70'000, 2, 0).width, 1U);
  EXPECT_EQ(tile_at(70'000, 3, 0).width, 0U);
  EXPECT_EQ(tile_at(256, 0, 0).width, 256U);
  EXPECT_EQ(tile_at(256, 0, 1).width, 0U);
  EXPECT_EQ(tile_at(256, 1, 0).width, 1U);
  EXPECT_EQ(tile_at(0, 0, 0).width, 0U);
  EXPECT_EQ(bundle_at(70'000, 273).width, 112U);
  EXPECT_EQ(tile_at(~std::uint64_t{0}, 7, 0).width, 255U);
  EXPECT_EQ(tile_at(~std::uint64_t{0}, 8, 0).width, 0U);
}

TEST(TilesTest, WritesAllFilesOfTheSpecificationsExample) {
  LogTree tree;
  for (std::uint64_t i = 0; i < 70'000; ++i) tree.append(crypto::Digest());

  std::map<std::string, std::size_t> sizes;
  for (const LogFile& file : new_tiles(tree, {0, 70'000})) sizes[file.path] = file.bytes.size();

  EXPECT_EQ(sizes.size(), 273U + 1 + 1 + 1 + 1);
  EXPECT_EQ(sizes.at("tile/0/272"), 8192U);
  EXPECT_EQ(sizes.at("tile/0/273.p/112"), 112U * 32);
  EXPECT_EQ(sizes.at("tile/1/000"), 8192U);
  EXPECT_EQ(sizes.at("tile/1/001.p/17"), 17U * 32);
  EXPECT_EQ(sizes.at("tile/2/000.p/1"), 32U);
}

TEST(TilesTest, AHashAboveIsTheRootOfTheFullTileBelow) {
  LogTree tree;
  for (std::uint64_t i = 0; i < 70'000; ++i) tree.append(crypto::leaf_hash(numbered_entry(i)));
  std::map<std::string, base::Bytes> files;
  for (LogFile& file : new_tiles(tree, {0, 70'000})) files[file.path] = file.bytes;

  const auto above = parse_tile(files.at("tile/1/000"), 256);
  const auto below = parse_tile(files.at("tile/0/007"), 256);
  const auto top = parse_tile(files.at("tile/2/000.p/1"), 1);
  ASSERT_TRUE(above && below && top);
  EXPECT_EQ((*above)[7], crypto::merkle_root(*below));
  EXPECT_EQ((*top)[0], crypto::merkle_root(*above));
}

TEST(TilesTest, HoweverItGrowsTheFilesOfASizeAreTheSame) {
  for (const std::uint64_t step : {1U, 7U, 255U, 256U, 257U}) {
    GrowingLog log;
    LogFiles grown;
    std::set<std::string> before;
    for (std::uint64_t i = 0; i < 600; ++i) {
      log.append(numbered_entry(i));
      if (i % step != step - 1) continue;
      const LogFiles old = grown;
      log.write(grown);
      for (const auto& [path, bytes] : old) EXPECT_EQ(grown.at(path), bytes) << path;
    }
    log.write(grown);

    GrowingLog at_once;
    for (std::uint64_t i = 0; i < 600; ++i) at_once.append(numbered_entry(i));
    LogFiles whole;
    at_once.write(whole);
    for (const auto& [path, bytes] : whole) EXPECT_EQ(grown.at(path), bytes) << path;
  }
}

TEST(TilesTest, OnlyWhatChangedIsWritten) {
  GrowingLog log;
  LogFiles files;
  for (std::uint64_t i = 0; i < 511; ++i) log.append(numbered_entry(i));
  log.write(files);
  log.append(numbered_entry(511));
  LogFiles more;
  log.write(more);

  std::vector<std::string> paths;
  for (const auto& [path, bytes] : more) paths.push_back(path);
  EXPECT_EQ(paths, (std::vector<std::string>{"tile/0/001", "tile/1/000.p/2", "tile/entries/001"}));

  LogFiles nothing;
  log.write(nothing);
  EXPECT_TRUE(nothing.empty());
}

TEST(TilesTest, ABundleIsReadExactlyOrNotAtAll) {
  GrowingLog log;
  log.append({});
  log.append(base::Bytes(kMaxEntry, 0x42));
  log.append(numbered_entry(2));
  LogFiles files;
  log.write(files);
  const base::Bytes good = files.at("tile/entries/000.p/3");
  ASSERT_EQ(good.size(), 3 * 2 + kMaxEntry + 7);

  const auto entries = parse_bundle(good, 3);
  ASSERT_TRUE(entries);
  EXPECT_TRUE((*entries)[0].empty());
  EXPECT_EQ((*entries)[1].size(), kMaxEntry);
  EXPECT_EQ(base::text_of((*entries)[2]), "entry 2");

  EXPECT_FALSE(parse_bundle(good, 2)) << "an entry too many";
  EXPECT_FALSE(parse_bundle(good, 4)) << "an entry too few";
  EXPECT_FALSE(parse_bundle(base::ByteView(good).first(good.size() - 1), 3)) << "cut";
  EXPECT_FALSE(parse_bundle({}, 1));
  base::Bytes longer = good;
  longer.push_back(0);
  EXPECT_FALSE(parse_bundle(longer, 3)) << "a byte too many";
}

TEST(TilesTest, ATileIsReadExactlyOrNotAtAll) {
  for (const std::size_t size : {0U, 31U, 33U, 64U}) {
    EXPECT_FALSE(parse_tile(base::Bytes(size), 1)) << size;
  }
  EXPECT_TRUE(parse_tile(base::Bytes(32), 1));
  EXPECT_TRUE(parse_tile(base::Bytes(8192), 256));
}

TEST(TilesTest, PathsAreReadBackAndNothingElseIsAPath) {
  for (const std::uint64_t index : {0U, 9U, 999U, 1000U, 1234067U}) {
    for (const std::uint32_t width : {1U, 255U, 256U}) {
      for (const std::uint8_t level : {std::uint8_t{0}, std::uint8_t{1}, std::uint8_t{63}}) {
        const Tile tile{level, index, width};
        EXPECT_EQ(tile_of(path_of(tile)), tile);
        EXPECT_EQ(bundle_of(path_of(tile)), std::nullopt);
      }
      const Bundle bundle{index, width};
      EXPECT_EQ(bundle_of(path_of(bundle)), bundle);
      EXPECT_EQ(tile_of(path_of(bundle)), std::nullopt);
    }
  }
  for (const char* const path :
       {"", "tile", "tile/", "tile/0", "tile/0/", "tile/0/00", "tile/0/0000", "tile/0/x000/001",
        "tile/0/001/002", "tile/0/001x", "tile/0/001.p/0", "tile/0/001.p/256", "tile/0/001.p/01",
        "tile/64/001", "tile/00/001", "tile/0/001.p/1/", "checkpoint", "tile/0/-01",
        "tile/0/x001/x002/x003/x004/x005/x006/007"}) {
    EXPECT_EQ(tile_of(path), std::nullopt) << path;
  }
}

}  // namespace
}  // namespace gateway::audit
