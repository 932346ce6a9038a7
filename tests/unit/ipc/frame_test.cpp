#include "gateway/ipc/frame.h"

#include "tests/support/hex.h"
#include "tests/support/repeatable_random.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace gateway::ipc {
namespace {

using base::Bytes;

struct Kept {
  FrameType type;
  Bytes payload;
  friend bool operator==(const Kept&, const Kept&) = default;
};

/// Every frame that is ready; fails the test when the stream is broken.
std::vector<Kept> drain(FrameDecoder& decoder) {
  std::vector<Kept> kept;
  while (true) {
    const auto frame = decoder.next();
    EXPECT_TRUE(frame);
    if (!frame || !frame->has_value()) return kept;
    kept.push_back({(*frame)->type, base::to_bytes((*frame)->payload)});
  }
}

TEST(FrameTest, LooksOnTheWireAsTheFormatPageSays) {
  Bytes out;
  append_frame(out, FrameType::kGone, tests::from_hex("0000000000000007"));
  EXPECT_EQ(base::to_hex(out),
            "00000009"
            "23"
            "0000000000000007");
}

TEST(FrameTest, ComesOutTheSameHoweverTheStreamIsCut) {
  tests::RepeatableRandom random(1);
  std::vector<Kept> sent;
  Bytes stream;
  for (std::size_t size = 0; size < 300; size += 7) {
    Bytes payload(size);
    random.fill(payload);
    append_frame(stream, FrameType::kReceived, payload);
    sent.push_back({FrameType::kReceived, payload});
  }
  for (const std::size_t piece : {1U, 2U, 3U, 5U, 64U, 1000U, 100'000U}) {
    FrameDecoder decoder;
    std::vector<Kept> got;
    for (std::size_t at = 0; at < stream.size(); at += piece) {
      decoder.feed(base::ByteView(stream).subspan(at, std::min(piece, stream.size() - at)));
      for (auto& each : drain(decoder)) got.push_back(std::move(each));
    }
    EXPECT_EQ(got, sent) << piece;
  }
}

TEST(FrameTest, TakesTheLargestPayloadAndNotOneByteMore) {
  Bytes stream;
  append_frame(stream, FrameType::kSend, Bytes(kMaxFramePayload));
  FrameDecoder decoder;
  decoder.feed(stream);
  EXPECT_EQ(drain(decoder).size(), 1U);

  decoder.feed(
      tests::from_hex("00180002"
                      "03"));  // kMaxFramePayload + 1, with the type's byte.
  EXPECT_EQ(decoder.next().error().code, base::ErrorCode::kMalformed);
}

TEST(FrameTest, StaysBrokenAfterABadHeader) {
  for (const char* const header : {"0000000003",
                                   "00000001"
                                   "00",
                                   "00000001"
                                   "06",
                                   "00000001"
                                   "ff",
                                   "ffffffff"
                                   "03"}) {
    FrameDecoder decoder;
    decoder.feed(tests::from_hex(header));
    EXPECT_FALSE(decoder.next()) << header;
    Bytes good;
    append_frame(good, FrameType::kShutdown, {});
    decoder.feed(good);
    EXPECT_FALSE(decoder.next()) << header;
  }
}

TEST(FrameTest, GivesTheFramesBeforeABadOne) {
  Bytes stream;
  append_frame(stream, FrameType::kShutdown, {});
  stream.insert(stream.end(), 5, 0xff);
  FrameDecoder decoder;
  decoder.feed(stream);
  const auto first = decoder.next();
  ASSERT_TRUE(first && first->has_value());
  EXPECT_EQ((*first)->type, FrameType::kShutdown);
  EXPECT_FALSE(decoder.next());
}

}  // namespace
}  // namespace gateway::ipc
