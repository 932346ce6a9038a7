// The reader, and the writer, against a log that Tessera wrote.

#include "gateway/audit/verify_log.h"
#include "gateway/base/text.h"

#include "tests/unit/audit/log_files.h"

#include <string>

#include <gtest/gtest.h>

namespace gateway::audit {
namespace {

using tests::LogFiles;

class TesseraLogTest : public testing::Test {
 protected:
  void SetUp() override {
    SKIP_WITHOUT_SHARED_DATA();
    const auto folder = tests::shared_data() / "vectors/tessera-log";
    files_ = tests::read_folder(folder / "testdata/log");
    policy_text_ = tests::read_file(folder / "policy.txt");
  }
  [[nodiscard]] LogFiles at_size(std::uint64_t size) const {
    LogFiles files = files_;
    files["checkpoint"] = files.at("checkpoint." + std::to_string(size));
    return files;
  }
  [[nodiscard]] LogPolicy policy() const { return *LogPolicy::parse(policy_text_); }

  LogFiles files_;
  std::string policy_text_;
  VerifyOptions options_{EntryFormat::kOpaque, {}, {}, {}};
};

TEST_F(TesseraLogTest, VerifiesAtEverySizeItHad) {
  for (std::uint64_t size = 0; size <= 15; ++size) {
    const LogFiles files = at_size(size);
    const LogReport report = verify_log(tests::fetch_from(files), policy(), options_);
    EXPECT_EQ(report.verdict, Verdict::kPass) << size;
    EXPECT_TRUE(report.findings.empty()) << size;
    EXPECT_EQ(report.entries, size);
    ASSERT_TRUE(report.head);
    EXPECT_EQ(report.head->checkpoint.size, size);
    options_.earlier.push_back(report.head->checkpoint);
  }
}

TEST_F(TesseraLogTest, EachSizeExtendsAllBefore) {
  LogReader whole(tests::fetch_from(files_), 15);
  const auto tree = whole.load_tree();
  ASSERT_TRUE(tree);
  for (std::uint64_t size = 1; size <= 15; ++size) {
    const auto newer = verify_head(base::text_of(at_size(size).at("checkpoint")), policy());
    ASSERT_TRUE(newer);
    EXPECT_EQ(tree->root_at(size), newer->checkpoint.root);
    const LogFiles files = at_size(size);
    LogReader reader(tests::fetch_from(files), size);
    for (std::uint64_t old_size = 1; old_size <= size; ++old_size) {
      const auto older = verify_head(base::text_of(at_size(old_size).at("checkpoint")), policy());
      ASSERT_TRUE(older);
      const auto path = reader.consistency_path(old_size);
      ASSERT_TRUE(path);
      EXPECT_GE(compare(older->checkpoint, newer->checkpoint, *path), Succession::kSame);
    }
  }
}

TEST_F(TesseraLogTest, OurWriterMakesTheSameTilesAndBundles) {
  LogReader reader(tests::fetch_from(files_), 15);
  tests::GrowingLog log("example.com/log/testdata");
  LogFiles written;
  for (std::uint64_t i = 0; i < 15; ++i) {
    const auto entry = reader.entry(i);
    ASSERT_TRUE(entry);
    log.append(*entry);
    log.write(written);
  }
  EXPECT_EQ(written.size(), 30U);
  for (const auto& [path, bytes] : written) EXPECT_EQ(bytes, files_.at(path)) << path;
}

}  // namespace
}  // namespace gateway::audit
