#include "gateway/audit/verify_log.h"

#include "tests/unit/audit/log_files.h"

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

// A log of 100 KiB, and every bit of every file of it.

namespace gateway::audit {
namespace {

using tests::fetch_from;
using tests::LogFiles;

constexpr std::uint64_t kBitFlipsSize =
    665;  // 665 times 154 bytes: 100 KiB of entries in three bundles.
constexpr std::size_t kEntryBits = (2 + kLeafSize) * 8;
constexpr std::size_t kHashBits = crypto::Digest::kSize * 8;

class BitFlipsTest : public testing::Test {
 protected:
  BitFlipsTest() {
    tests::GrowingLog log = tests::example_log(kBitFlipsSize);
    log.write(files_);
    files_["checkpoint"] = tests::bytes_of_text(keys_.witnessed(log.head()));
  }
  [[nodiscard]] LogReport verify(const LogFiles& files) const {
    return verify_log(fetch_from(files), policy_, {});
  }
  using Places = std::set<std::pair<std::string, std::uint64_t>>;
  [[nodiscard]] static Places places(const LogReport& report, Fault fault) {
    Places found;
    for (const Finding& finding : report.findings) {
      if (finding.fault == fault) found.emplace(finding.file, finding.index);
    }
    return found;
  }

  tests::LogKeys keys_;
  LogPolicy policy_ = keys_.policy();
  LogFiles files_;
};

// Entries do not influence each other, so the same bit of all of them is tried in one go. A report
// has at most a thousand findings: bits that also spoil the leaf are tried in two goes.
TEST_F(BitFlipsTest, EveryBitOfEveryEntryIsFoundAndLocated) {
  constexpr std::array<std::size_t, 3> kVersionTypeAndTime = {2, 3, 2 + 16};
  for (std::size_t bit = 16; bit < kEntryBits; ++bit) {
    const std::uint64_t goes = std::ranges::count(kVersionTypeAndTime, bit / 8) == 0 ? 1 : 2;
    for (std::uint64_t go = 0; go < goes; ++go) {
      LogFiles bad = files_;
      Places hit;
      for (std::uint64_t i = go * kBitFlipsSize / goes; i < (go + 1) * kBitFlipsSize / goes; ++i) {
        const std::string path = path_of(bundle_at(kBitFlipsSize, i / 256));
        tests::flip_bit(bad.at(path), (i % 256) * kEntryBits + bit);
        hit.emplace(path, i);
      }
      const LogReport report = verify(bad);
      ASSERT_EQ(report.verdict, Verdict::kFail) << bit;
      ASSERT_EQ(places(report, Fault::kEntryDiffers), hit) << bit;
    }
  }
}

TEST_F(BitFlipsTest, EveryBitOfEveryLeafHashIsFoundAndLocated) {
  Places all;
  for (std::uint64_t i = 0; i < kBitFlipsSize; ++i)
    all.emplace(path_of(bundle_at(kBitFlipsSize, i / 256)), i);
  for (std::size_t bit = 0; bit < kHashBits; ++bit) {
    LogFiles bad = files_;
    for (std::uint64_t i = 0; i < kBitFlipsSize; ++i) {
      tests::flip_bit(bad.at(path_of(tile_at(kBitFlipsSize, 0, i / 256))),
                      (i % 256) * kHashBits + bit);
    }
    const LogReport report = verify(bad);
    ASSERT_EQ(report.verdict, Verdict::kFail) << bit;
    ASSERT_EQ(places(report, Fault::kEntryDiffers), all) << bit;
  }
}

// A length decides where all later entries of its bundle lie; bundles do not influence each other.
TEST_F(BitFlipsTest, EveryBitOfEveryLengthIsFoundInItsFile) {
  for (std::uint64_t entry = 0; entry < 256; ++entry) {
    for (std::size_t bit = 0; bit < 16; ++bit) {
      LogFiles bad = files_;
      for (std::uint64_t number = 0; number < 3; ++number) {
        const Bundle bundle = bundle_at(kBitFlipsSize, number);
        if (entry < bundle.width) {
          tests::flip_bit(bad.at(path_of(bundle)), entry * kEntryBits + bit);
        }
      }
      const LogReport report = verify(bad);
      ASSERT_EQ(report.verdict, Verdict::kFail) << entry << " bit " << bit;
      for (std::uint64_t number = 0; number < 3; ++number) {
        const Bundle bundle = bundle_at(kBitFlipsSize, number);
        if (entry >= bundle.width) continue;
        // By chance the rest may still be cut into as many entries; they are other entries then.
        const Finding malformed{Fault::kFileMalformed, path_of(bundle), 0};
        const Finding differs{Fault::kEntryDiffers, path_of(bundle), number * 256 + entry};
        ASSERT_TRUE(std::ranges::count(report.findings, malformed) +
                    std::ranges::count(report.findings, differs))
            << path_of(bundle) << " entry " << entry << " bit " << bit;
      }
    }
  }
}

TEST_F(BitFlipsTest, EveryBitOfAnUpperTileIsFoundAndLocated) {
  const std::string path = "tile/1/000.p/2";
  for (std::size_t bit = 0; bit < 2 * kHashBits; ++bit) {
    LogFiles bad = files_;
    tests::flip_bit(bad.at(path), bit);
    ASSERT_EQ(verify(bad).findings,
              (std::vector<Finding>{{Fault::kTileDiffers, path, bit / kHashBits},
                                    {Fault::kRootDiffers, "checkpoint", kBitFlipsSize}}));
  }
}

// One bit at a time through all files. How many are left out depends on how slow the build is.
TEST_F(BitFlipsTest, OneBitAloneIsFoundAndLocated) {
  LogFiles bad = files_;
  std::size_t number = 0;
  for (auto& [path, bytes] : bad) {
    for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
      if (++number % BIT_FLIPS_STRIDE != 0) continue;
      tests::flip_bit(bytes, bit);
      const LogReport report = verify(bad);
      tests::flip_bit(bytes, bit);
      ASSERT_NE(report.verdict, Verdict::kPass) << path << " bit " << bit;
      const auto tile = tile_of(path);
      const std::string found_in =
          tile && tile->level == 0 ? path_of(bundle_at(kBitFlipsSize, tile->index)) : path;
      ASSERT_THAT(report.findings, testing::Contains(testing::Field(&Finding::file, found_in)))
          << bit;
    }
  }
}

}  // namespace
}  // namespace gateway::audit
