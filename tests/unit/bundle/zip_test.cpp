#include "gateway/bundle/zip.h"

#include "tests/unit/bundle/golden.h"

#include <gtest/gtest.h>

namespace gateway::bundle {
namespace {

TEST(ZipTest, TheSameFilesAreTheSameBytes) {
  const base::Bytes zip = golden_bytes("sender.zip");
  const auto files = from_zip(zip);
  ASSERT_TRUE(files);
  EXPECT_EQ(to_zip(*files), zip);
  EXPECT_GT(files->size(), 20U);
}

TEST(ZipTest, TakesNoFilesAndEmptyFiles) {
  for (const Files& files : {Files{}, Files{{"a", {}}}, Files{{"a", {1}}, {"b/c", {}}}}) {
    const auto read = from_zip(to_zip(files));
    ASSERT_TRUE(read);
    EXPECT_EQ(*read, files);
  }
}

TEST(ZipTest, AnyOtherByteAnywhereIsRefused) {
  const base::Bytes good = to_zip({{"MANIFEST", {1, 2, 3}}, {"message/head", {4}}, {"x", {}}});
  for (std::size_t bit = 0; bit < good.size() * 8; ++bit) {
    base::Bytes bad = good;
    bad[bit / 8] = static_cast<std::uint8_t>(bad[bit / 8] ^ (1U << (bit % 8)));
    const auto read = from_zip(bad);
    // The one change that leaves a zip in this form changes nothing but names or contents, and then
    // the check sums: no single bit does.
    EXPECT_FALSE(read) << "bit " << bit;
  }
}

TEST(ZipTest, MoreOrFewerBytesAreRefused) {
  const base::Bytes good = to_zip({{"MANIFEST", {1, 2, 3}}, {"message/head", {4}}});
  for (std::size_t size = 0; size < good.size(); ++size) {
    EXPECT_FALSE(from_zip(base::ByteView(good).first(size))) << size;
  }
  base::Bytes longer = good;
  longer.push_back(0);
  EXPECT_FALSE(from_zip(longer));
  longer.insert(longer.begin(), 0);
  EXPECT_FALSE(from_zip(longer));
}

TEST(ZipTest, ANameThatStandsTwiceIsRefused) {
  const base::Bytes one = to_zip({{"aa", {1}}, {"ab", {1}}});
  base::Bytes twice = one;
  for (std::size_t i = 0; i + 1 < twice.size(); ++i) {
    if (twice[i] == 'a' && twice[i + 1] == 'b') twice[i + 1] = 'a';
  }
  EXPECT_FALSE(from_zip(twice));
}

TEST(ZipTest, TooManyFilesAreRefused) {
  Files files;
  for (std::size_t i = 0; i <= kMaxFiles; ++i) files.emplace(std::to_string(i), base::Bytes{});
  const auto read = from_zip(to_zip(files));
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, base::ErrorCode::kTooLarge);
}

}  // namespace
}  // namespace gateway::bundle
