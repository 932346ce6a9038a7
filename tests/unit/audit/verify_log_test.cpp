#include "gateway/audit/verify_log.h"

#include "tests/unit/audit/log_files.h"

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gateway::audit {
namespace {

using tests::fetch_from;
using tests::LogFiles;

class VerifyLogTest : public testing::Test {
 protected:
  explicit VerifyLogTest(std::uint64_t size = 600) : log_(tests::example_log(size)) {
    log_.write(files_);
    publish(log_.head());
  }
  void publish(const Checkpoint& head) {
    files_["checkpoint"] = tests::bytes_of_text(keys_.witnessed(head));
  }
  [[nodiscard]] LogReport verify(const LogFiles& files) const {
    return verify_log(fetch_from(files), policy_, options_);
  }
  [[nodiscard]] static std::set<Fault> faults_of(const LogReport& report) {
    std::set<Fault> faults;
    for (const Finding& finding : report.findings) faults.insert(finding.fault);
    return faults;
  }

  tests::LogKeys keys_;
  LogPolicy policy_ = keys_.policy();
  tests::GrowingLog log_;
  LogFiles files_;
  VerifyOptions options_;
};

class VerifySmallLogTest : public VerifyLogTest {
 protected:
  VerifySmallLogTest() : VerifyLogTest(3) {}
};

TEST_F(VerifyLogTest, AGoodLogPassesAndIsCounted) {
  std::uint64_t seen = 0;
  options_.on_leaf = [&](std::uint64_t index, const Leaf&) { EXPECT_EQ(index, seen++); };
  const LogReport report = verify(files_);
  EXPECT_EQ(report.verdict, Verdict::kPass);
  EXPECT_TRUE(report.findings.empty());
  EXPECT_EQ(report.entries, 600U);
  EXPECT_EQ(seen, 600U);
  EXPECT_EQ(report.leaves,
            (std::map<LeafType, std::uint64_t>{
                {LeafType::kLogStart, 1}, {LeafType::kAccept, 300}, {LeafType::kDeliver, 299}}));
  EXPECT_EQ(report.unsupported_leaves, 0U);
  ASSERT_TRUE(report.head);
  EXPECT_EQ(report.head->checkpoint, log_.head());
}

TEST_F(VerifyLogTest, AFlippedBitOfAnEntryIsFoundAndLocated) {
  for (const std::uint64_t index : {0U, 255U, 256U, 511U, 599U}) {
    for (const std::size_t bit : {0U, 9U, 400U, 1215U}) {
      LogFiles bad = files_;
      const Bundle bundle = bundle_at(600, index / 256);
      const std::size_t start = (index % 256) * (2 + kLeafSize) + 2;
      tests::flip_bit(bad.at(path_of(bundle)), start * 8 + bit);
      const LogReport report = verify(bad);
      EXPECT_EQ(report.verdict, Verdict::kFail);
      EXPECT_THAT(report.findings,
                  testing::Contains(Finding{Fault::kEntryDiffers, path_of(bundle), index}));
      EXPECT_EQ(std::ranges::count(report.findings, Fault::kEntryDiffers, &Finding::fault), 1);
      EXPECT_THAT(report.findings,
                  testing::Contains(Finding{Fault::kRootDiffers, "tile/entries", 600}));
    }
  }
}

TEST_F(VerifyLogTest, AFlippedBitOfALeafHashIsFoundAndLocated) {
  LogFiles bad = files_;
  tests::flip_bit(bad.at("tile/0/001"), (300 - 256) * 256 + 5);
  const LogReport report = verify(bad);
  EXPECT_EQ(report.verdict, Verdict::kFail);
  EXPECT_EQ(report.findings, (std::vector<Finding>{{Fault::kEntryDiffers, "tile/entries/001", 300},
                                                   {Fault::kTileDiffers, "tile/1/000.p/2", 1}}));
}

TEST_F(VerifyLogTest, AFlippedBitOfAnUpperHashIsFoundAndLocated) {
  LogFiles bad = files_;
  tests::flip_bit(bad.at("tile/1/000.p/2"), 3);
  const LogReport report = verify(bad);
  EXPECT_EQ(report.findings, (std::vector<Finding>{{Fault::kTileDiffers, "tile/1/000.p/2", 0},
                                                   {Fault::kRootDiffers, "checkpoint", 600}}));
}

TEST_F(VerifySmallLogTest, EveryBitOfEveryFileCounts) {
  ASSERT_EQ(verify(files_).verdict, Verdict::kPass);
  for (const auto& [path, bytes] : files_) {
    for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
      LogFiles bad = files_;
      tests::flip_bit(bad.at(path), bit);
      const LogReport report = verify(bad);
      EXPECT_NE(report.verdict, Verdict::kPass) << path << " bit " << bit;
      if (path != "checkpoint") {
        EXPECT_EQ(report.verdict, Verdict::kFail) << path << " bit " << bit;
      } else {
        EXPECT_EQ(report.findings.front().file, path) << "bit " << bit;
      }
    }
  }
}

TEST_F(VerifyLogTest, AMissingFileLeavesItOpen) {
  for (const auto& [path, bytes] : files_) {
    LogFiles bad = files_;
    bad.erase(path);
    const LogReport report = verify(bad);
    EXPECT_EQ(report.verdict, Verdict::kIndeterminate) << path;
    const Fault expected = path == "checkpoint" ? Fault::kCheckpointMissing : Fault::kFileMissing;
    EXPECT_EQ(report.findings, (std::vector<Finding>{{expected, path, 0}})) << path;
  }
}

// As a log that grew leaf by leaf leaves them, until somebody tidies up.
class OutgrownFilesTest : public VerifyLogTest {
 protected:
  OutgrownFilesTest() {
    tests::GrowingLog small = tests::example_log(70);
    small.write(files_);
    for (const auto& [path, bytes] : files_) options_.files.push_back(path);
  }
};

TEST_F(OutgrownFilesTest, ThatAreAsTheyWereAreGood) {
  ASSERT_TRUE(files_.contains("tile/entries/000.p/70"));
  options_.files.insert(options_.files.end(), {"tile/entries/009.p/3", "tile/0/junk", "../x", ""});
  EXPECT_EQ(verify(files_).verdict, Verdict::kPass);
}

TEST_F(OutgrownFilesTest, ThatSaySomethingElseAreLocated) {
  LogFiles bad = files_;
  tests::flip_bit(bad.at("tile/entries/000.p/70"), 69 * 154 * 8 + 100);
  tests::flip_bit(bad.at("tile/0/000.p/70"), 12 * 256);
  const LogReport report = verify(bad);
  EXPECT_EQ(report.verdict, Verdict::kFail);
  EXPECT_EQ(report.findings,
            (std::vector<Finding>{{Fault::kLeftoverDiffers, "tile/0/000.p/70", 12},
                                  {Fault::kLeftoverDiffers, "tile/entries/000.p/70", 69}}));
}

TEST_F(OutgrownFilesTest, OfAnotherLengthFail) {
  files_.at("tile/0/000.p/70").pop_back();
  EXPECT_EQ(verify(files_).findings,
            (std::vector<Finding>{{Fault::kFileMalformed, "tile/0/000.p/70", 0}}));
}

TEST_F(VerifyLogTest, AFileOfAnotherLengthFails) {
  for (const auto& [path, bytes] : files_) {
    if (path == "checkpoint") continue;
    for (const bool is_longer : {false, true}) {
      LogFiles bad = files_;
      bad.at(path).resize(bytes.size() + (is_longer ? 1 : 0) - (is_longer ? 0 : 1));
      const LogReport report = verify(bad);
      EXPECT_EQ(report.verdict, Verdict::kFail) << path;
      EXPECT_THAT(report.findings, testing::Contains(Finding{Fault::kFileMalformed, path, 0}));
    }
  }
}

TEST_F(VerifyLogTest, EverythingWrongIsListedNotOnlyTheFirst) {
  LogFiles bad = files_;
  tests::flip_bit(bad.at("tile/entries/000"), 7 * 154 * 8 + 100);
  tests::flip_bit(bad.at("tile/entries/001"), 9 * 154 * 8 + 100);
  tests::flip_bit(bad.at("tile/1/000.p/2"), 3);
  bad.erase("tile/0/002.p/88");
  note::SignedNote unwitnessed = sign_checkpoint(log_.head(), keys_.log);
  bad["checkpoint"] = tests::bytes_of_text(note::to_text(unwitnessed));
  const LogReport report = verify(bad);
  EXPECT_EQ(report.verdict, Verdict::kFail);
  EXPECT_THAT(report.findings, testing::IsSupersetOf(std::vector<Finding>{
                                   {Fault::kNotWitnessed, "checkpoint", 0},
                                   {Fault::kEntryDiffers, "tile/entries/000", 7},
                                   {Fault::kEntryDiffers, "tile/entries/001", 256 + 9},
                                   {Fault::kFileMissing, "tile/0/002.p/88", 0},
                                   {Fault::kTileDiffers, "tile/1/000.p/2", 0}}));
}

TEST_F(VerifyLogTest, ACheckpointNobodyBelievesIsStillComparedWithTheFiles) {
  LogFiles bad = files_;
  bad["checkpoint"] = tests::bytes_of_text(keys_.witnessed(log_.head()));
  bad["checkpoint"].at(bad["checkpoint"].size() - 10) ^= 1U;
  const LogReport report = verify(bad);
  EXPECT_EQ(report.verdict, Verdict::kFail);
  EXPECT_FALSE(report.head);
  EXPECT_THAT(faults_of(report), testing::Contains(Fault::kCheckpointInvalid));
}

TEST_F(VerifyLogTest, AStrangersLogFails) {
  tests::LogKeys others;
  const auto stranger = crypto::SigningKey::generate(others.random);
  LogFiles bad = files_;
  bad["checkpoint"] = tests::bytes_of_text(note::to_text(sign_checkpoint(log_.head(), stranger)));
  const LogReport report = verify(bad);
  EXPECT_EQ(report.verdict, Verdict::kFail);
  EXPECT_EQ(faults_of(report), std::set{Fault::kCheckpointInvalid});
}

TEST_F(VerifyLogTest, WithoutAQuorumItIsIndeterminate) {
  LogFiles files = files_;
  files["checkpoint"] =
      tests::bytes_of_text(note::to_text(sign_checkpoint(log_.head(), keys_.log)));
  const LogReport report = verify(files);
  EXPECT_EQ(report.verdict, Verdict::kIndeterminate);
  EXPECT_EQ(report.findings, (std::vector<Finding>{{Fault::kNotWitnessed, "checkpoint", 0}}));
}

TEST_F(VerifyLogTest, EarlierHeadsMustBeItsOwnPast) {
  for (const std::uint64_t size : {0U, 1U, 100U, 256U, 512U, 599U, 600U}) {
    options_.earlier.push_back(log_.head_at(size));
  }
  EXPECT_EQ(verify(files_).verdict, Verdict::kPass);
}

TEST_F(VerifyLogTest, AnotherRootAtTheSameSizeIsAFork) {
  for (const std::uint64_t size : {0U, 1U, 300U, 600U}) {
    Checkpoint other = log_.head_at(size);
    other.root = crypto::leaf_hash(base::bytes_of("another history"));
    options_.earlier = {log_.head_at(40), other};
    const LogReport report = verify(files_);
    EXPECT_EQ(report.verdict, Verdict::kFail);
    EXPECT_EQ(report.findings, (std::vector<Finding>{{Fault::kHeadForked, "tile/entries", size}}));
  }
}

TEST_F(VerifyLogTest, ARestoredBackupIsFound) {
  options_.earlier = {log_.head()};
  LogFiles restored;
  tests::GrowingLog old_log = tests::example_log(500);
  old_log.write(restored);
  restored["checkpoint"] = tests::bytes_of_text(keys_.witnessed(old_log.head()));
  const LogReport report = verify(restored);
  EXPECT_EQ(report.verdict, Verdict::kFail);
  EXPECT_EQ(report.findings, (std::vector<Finding>{{Fault::kHeadLonger, "checkpoint", 600}}));
}

TEST_F(VerifyLogTest, ALogRewrittenAndSignedAgainIsFoundByAnEarlierHead) {
  options_.earlier = {log_.head_at(300)};
  tests::GrowingLog rewritten;
  for (std::uint64_t i = 0; i < 600; ++i) {
    Leaf leaf = *parse_leaf(log_.entry(i));
    if (i == 123) leaf.peer = static_cast<model::PartnerNumber>(99);
    rewritten.append(encode(leaf));
  }
  LogFiles files;
  rewritten.write(files);
  files["checkpoint"] = tests::bytes_of_text(keys_.witnessed(rewritten.head()));
  const LogReport report = verify(files);
  EXPECT_EQ(report.verdict, Verdict::kFail);
  EXPECT_EQ(report.findings, (std::vector<Finding>{{Fault::kHeadForked, "tile/entries", 300}}));
}

TEST_F(VerifyLogTest, AHeadOfAnotherLogProvesNothing) {
  Checkpoint other = log_.head_at(10);
  other.origin = "log.example/2025";
  options_.earlier = {other};
  EXPECT_EQ(verify(files_).verdict, Verdict::kIndeterminate);
}

TEST_F(VerifyLogTest, LeavesItDoesNotKnowAreReportedNeverSkipped) {
  tests::GrowingLog log;
  const LeafBytes start = encode(tests::example_leaf(LeafType::kLogStart, 0));
  log.append(start);
  for (const std::uint8_t type : std::array<std::uint8_t, 3>{0x00, 0x1D, 0xFF}) {
    base::Bytes future(start.begin(), start.end());
    future[1] = type;
    log.append(future);
  }
  base::Bytes version(start.begin(), start.end());
  version[0] = 2;
  log.append(version);
  log.append(base::Bytes(151, 1));
  LogFiles files;
  log.write(files);
  files["checkpoint"] = tests::bytes_of_text(keys_.witnessed(log.head()));

  const LogReport report = verify(files);

  EXPECT_EQ(report.verdict, Verdict::kFail) << "an entry of 151 bytes is no leaf at all";
  EXPECT_EQ(report.unsupported_leaves, 4U);
  const std::string path = "tile/entries/000.p/6";
  EXPECT_EQ(report.findings, (std::vector<Finding>{{Fault::kLeafUnsupported, path, 1},
                                                   {Fault::kLeafUnsupported, path, 2},
                                                   {Fault::kLeafUnsupported, path, 3},
                                                   {Fault::kLeafUnsupported, path, 4},
                                                   {Fault::kLeafMalformed, path, 5}}));
}

TEST_F(VerifyLogTest, ALogBeginsWithLogStartAndHasOne) {
  tests::GrowingLog log;
  log.append(encode(tests::example_leaf(LeafType::kAccept, 0)));
  log.append(encode(tests::example_leaf(LeafType::kLogStart, 1)));
  LogFiles files;
  log.write(files);
  files["checkpoint"] = tests::bytes_of_text(keys_.witnessed(log.head()));
  const LogReport report = verify(files);
  EXPECT_EQ(report.verdict, Verdict::kFail);
  EXPECT_EQ(faults_of(report), (std::set{Fault::kNoLogStart, Fault::kLogStartAgain}));
}

TEST_F(VerifyLogTest, AnEnormousSizeEndsWithALimitedReport) {
  LogFiles files = files_;
  Checkpoint huge = log_.head();
  huge.size = ~std::uint64_t{0};
  files["checkpoint"] = tests::bytes_of_text(keys_.witnessed(huge));
  const LogReport report = verify(files);
  EXPECT_NE(report.verdict, Verdict::kPass);
  EXPECT_EQ(report.findings.size(), kMaxFindings + 1);
  EXPECT_EQ(report.findings.back().fault, Fault::kStopped);
}

TEST_F(VerifyLogTest, EveryFaultHasWordsAndNoneIsGood) {
  for (auto number = static_cast<int>(Fault::kCheckpointMissing);
       number <= static_cast<int>(Fault::kStopped); ++number) {
    const auto fault = static_cast<Fault>(number);
    EXPECT_NE(to_text(fault), "?") << number;
    EXPECT_NE(verdict_of(fault), Verdict::kPass) << number;
  }
}

TEST_F(VerifyLogTest, AWriterFindsWhatItWroteBadlyBeforeItSigns) {
  for (std::uint64_t from = 0; from <= 600; from += 50) {
    EXPECT_TRUE(verify_growth(fetch_from(files_), from, log_.head()).empty()) << from;
  }
  // From 580 on only the last bundle, its tile and the hashes above are new.
  LogFiles bad = files_;
  tests::flip_bit(bad.at("tile/entries/002.p/88"), 87 * 154 * 8 + 100);
  EXPECT_EQ(verify_growth(fetch_from(bad), 580, log_.head()),
            (std::vector<Finding>{{Fault::kEntryDiffers, "tile/entries/002.p/88", 599}}));
  bad = files_;
  tests::flip_bit(bad.at("tile/0/002.p/88"), 87 * 256);
  EXPECT_FALSE(verify_growth(fetch_from(bad), 580, log_.head()).empty());
  bad = files_;
  bad.erase("tile/1/000.p/2");
  EXPECT_FALSE(verify_growth(fetch_from(bad), 580, log_.head()).empty());
  Checkpoint other = log_.head();
  other.root = crypto::leaf_hash({});
  EXPECT_EQ(verify_growth(fetch_from(files_), 580, other),
            (std::vector<Finding>{{Fault::kRootDiffers, "checkpoint", 600}}));
}

}  // namespace
}  // namespace gateway::audit
