#include "gateway/store/head_record.h"

#include "tests/integration/store_records.h"
#include "tests/support/shared_data.h"
#include "tests/support/temp_folder.h"

#include <filesystem>
#include <optional>
#include <string>

#include <gtest/gtest.h>
#include <sys/stat.h>

namespace gateway::store {
namespace {

using base::ErrorCode;
using tests::fixed;
using tests::record_key;

class HeadRecordTest : public testing::Test {
 protected:
  HeadRecord open() {
    auto opened = HeadRecord::open(file(), record_key());
    EXPECT_TRUE(opened) << opened.error().what.view();
    return std::move(*opened);
  }
  [[nodiscard]] std::filesystem::path file() const { return folder_.path() / "head"; }

  static base::Digest root(std::uint64_t number) { return fixed<base::Digest>(number, 9); }
  static void advance_to(HeadRecord& record, std::uint64_t size) {
    ASSERT_TRUE(record.advance(record.head(), record.next(size, root(size))));
  }

  tests::TempFolder folder_;
};

TEST_F(HeadRecordTest, HoldsNothingUntilTheFirstHead) {
  EXPECT_EQ(open().head(), std::nullopt);
  EXPECT_EQ(open().head(), std::nullopt);
}

TEST_F(HeadRecordTest, RemembersTheNewestHeadAndChainsItToTheOnesBefore) {
  LogHead first;
  {
    HeadRecord record = open();
    advance_to(record, 3);
    first = *record.head();
    EXPECT_TRUE(first.previous.is_zero());
    advance_to(record, 8);
  }
  const HeadRecord record = open();
  ASSERT_TRUE(record.head());
  EXPECT_EQ(record.head()->size, 8U);
  EXPECT_EQ(record.head()->root, root(8));
  EXPECT_EQ(record.head()->previous, hash_of(first));
}

TEST_F(HeadRecordTest, NeverGoesBack) {
  HeadRecord record = open();
  advance_to(record, 8);
  const LogHead now = *record.head();
  const auto refused = [&](const std::optional<LogHead>& expected, const LogHead& next) {
    const auto result = record.advance(expected, next);
    return !result && result.error().code == ErrorCode::kMalformed;
  };
  EXPECT_TRUE(refused(now, record.next(7, root(7)))) << "shorter";
  EXPECT_TRUE(refused(now, record.next(8, root(7)))) << "as long, but another";
  EXPECT_TRUE(refused(std::nullopt, record.next(9, root(9)))) << "from a head that is not there";
  EXPECT_TRUE(refused(record.next(9, root(9)), record.next(10, root(10))));
  LogHead unchained = record.next(9, root(9));
  unchained.previous = root(1);
  EXPECT_TRUE(refused(now, unchained));
  EXPECT_EQ(record.head(), now);
  EXPECT_TRUE(record.advance(now, now)) << "the same again is harmless";
  advance_to(record, 9);
}

TEST_F(HeadRecordTest, ABrokenWriteLeavesTheHeadBefore) {
  {
    HeadRecord record = open();
    for (const std::uint64_t size : {3U, 5U, 8U}) advance_to(record, size);
  }
  const std::string good = tests::read_file(file());
  ASSERT_EQ(good.size(), 4096U + 96U);
  // Heads 5 and 8 are in the file. Damage to the newer one, anywhere, gives the older one.
  for (std::size_t i = 0; i < 96; ++i) {
    for (const std::size_t slot : {0U, 4096U}) {
      std::string broken = good;
      broken[slot + i] = static_cast<char>(broken[slot + i] ^ 0x10);
      folder_.write("head", broken);
      HeadRecord record = open();
      ASSERT_TRUE(record.head());
      EXPECT_EQ(record.head()->size, slot == 4096U ? 5U : 8U) << slot + i;
    }
  }
}

TEST_F(HeadRecordTest, RefusesAFileOfWhichNothingVerifies) {
  {
    HeadRecord record = open();
    advance_to(record, 3);
  }
  EXPECT_EQ(HeadRecord::open(file(), record_key(2)).error().code, ErrorCode::kUnauthenticated);
  folder_.write("head", std::string(5000, 'x'));
  EXPECT_EQ(HeadRecord::open(file(), record_key()).error().code, ErrorCode::kUnauthenticated);
}

TEST_F(HeadRecordTest, NoticesThatTheFileWasExchanged) {
  HeadRecord record = open();
  advance_to(record, 3);
  const std::string old = tests::read_file(file());
  advance_to(record, 5);
  advance_to(record, 8);
  folder_.write("head", old);
  const auto result = record.advance(record.head(), record.next(9, root(9)));
  EXPECT_EQ(result.error().code, ErrorCode::kMalformed);
}

TEST_F(HeadRecordTest, CanBeOpenOnlyOnce) {
  const HeadRecord record = open();
  EXPECT_EQ(HeadRecord::open(file(), record_key()).error().code, ErrorCode::kUnavailable);
}

TEST_F(HeadRecordTest, RefusesAFileThatOthersMayRead) {
  { const HeadRecord record = open(); }
  ASSERT_EQ(::chmod(file().c_str(), 0644), 0);
  EXPECT_EQ(HeadRecord::open(file(), record_key()).error().code, ErrorCode::kUnsupported);
}

}  // namespace
}  // namespace gateway::store
