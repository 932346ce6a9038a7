#include "gateway/base/byte_codec.h"

#include <random>
#include <string_view>
#include <utility>

#include <gtest/gtest.h>

namespace gateway::base {
namespace {

using Four = FixedBytes<struct FourTag, 4>;

Bytes sample() {
  ByteWriter out;
  out.number(std::uint8_t{0x01}).number(std::uint16_t{0x0203}).number(std::uint32_t{0x04050607});
  out.number(std::uint64_t{0x08090A0B0C0D0E0F}).sized(Bytes{0xAA, 0xBB}).text("z");
  return std::move(out).bytes();
}

// Reads what sample() wrote and says whether the reader is content.
bool reads_as_sample(ByteView bytes) {
  ByteReader in(bytes);
  in.number<std::uint8_t>();
  in.number<std::uint16_t>();
  in.number<std::uint32_t>();
  in.number<std::uint64_t>();
  in.sized();
  in.raw(1);
  return in.done();
}

TEST(ByteWriterTest, WritesBigEndian) {
  const Bytes expected = {1,  2,  3,  4,  5, 6, 7, 8, 9,    10,   11,
                          12, 13, 14, 15, 0, 0, 0, 2, 0xAA, 0xBB, 'z'};
  EXPECT_EQ(sample(), expected);
}

TEST(ByteReaderTest, ReadsWhatTheWriterWrote) {
  const Bytes bytes = sample();
  ByteReader in(bytes);

  EXPECT_EQ(in.number<std::uint8_t>(), 0x01);
  EXPECT_EQ(in.number<std::uint16_t>(), 0x0203);
  EXPECT_EQ(in.number<std::uint32_t>(), 0x04050607U);
  EXPECT_EQ(in.number<std::uint64_t>(), 0x08090A0B0C0D0E0FU);
  EXPECT_EQ(to_bytes(in.sized()), (Bytes{0xAA, 0xBB}));
  EXPECT_FALSE(in.done());
  EXPECT_EQ(text_of(in.raw(1)), "z");
  EXPECT_TRUE(in.done());
}

TEST(ByteReaderTest, IsContentOnlyWithTheWholeAndNothingMore) {
  const Bytes whole = sample();
  EXPECT_TRUE(reads_as_sample(whole));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(reads_as_sample(ByteView(whole).first(size))) << size;
  }
  Bytes longer = whole;
  longer.push_back(0);
  EXPECT_FALSE(reads_as_sample(longer));
}

TEST(ByteReaderTest, StaysBadAndYieldsZerosAfterTheEnd) {
  const Bytes bytes = {0xFF, 0xFF, 0xFF};
  ByteReader in(bytes);

  EXPECT_EQ(in.number<std::uint32_t>(), 0U);
  EXPECT_FALSE(in.good());
  EXPECT_EQ(in.number<std::uint8_t>(), 0U) << "nothing is read behind a fault";
  EXPECT_TRUE(in.fixed<Four>().is_zero());
  EXPECT_FALSE(in.done());
}

TEST(ByteReaderTest, RefusesALengthBeyondTheInput) {
  for (const std::uint32_t length : {2U, 0x7FFFFFFFU, 0xFFFFFFFFU}) {
    ByteWriter out;
    const Bytes bytes = out.number(length).raw(Bytes{1}).bytes();
    ByteReader in(bytes);
    EXPECT_TRUE(in.sized().empty()) << length;
    EXPECT_FALSE(in.good()) << length;
  }
}

TEST(ByteReaderTest, NeverReadsOutsideWhateverTheBytes) {
  std::mt19937 engine(5);
  for (int i = 0; i < 2'000; ++i) {
    Bytes bytes(engine() % 40);
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(engine() % 8);
    ByteReader in(bytes);
    std::size_t taken = 0;
    while (in.good() && taken < 100) {
      taken += engine() % 2 == 0 ? in.sized().size() + 4 : in.raw(engine() % 5).size() + 1;
    }
    EXPECT_LE(in.rest().size(), bytes.size());
  }
}

}  // namespace
}  // namespace gateway::base
