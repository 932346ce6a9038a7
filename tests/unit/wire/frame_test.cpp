#include "gateway/wire/frame.h"

#include "tests/support/repeatable_random.h"

#include <cstddef>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

namespace gateway::wire {
namespace {

using base::Bytes;
using base::ByteView;

class FrameTest : public testing::Test {
 protected:
  FrameTest() {
    random_.fill(key_.writable());
    session_ = crypto::random_fixed<SessionId>(random_);
  }

  Bytes frame(Direction direction) {
    return encode_session(direction, key_, {session_, 7, body_, {attachment_}});
  }

  tests::RepeatableRandom random_{1};
  crypto::SecretBytes<32> key_;
  SessionId session_;
  Bytes body_ = {1, 2, 3, 4, 5};
  Bytes attachment_ = {9, 9, 9};
};

TEST_F(FrameTest, CarriesBodyAndAttachmentsUnderItsMac) {
  const Bytes bytes = frame(Direction::kToGateway);

  const auto decoded = decode_frame(bytes);

  ASSERT_TRUE(decoded);
  const auto& request = std::get<RequestFrame>(*decoded);
  EXPECT_EQ(request.sequence, 7U);
  EXPECT_EQ(base::to_bytes(request.body), body_);
  ASSERT_EQ(request.attachments.size(), 1U);
  EXPECT_EQ(base::to_bytes(request.attachments[0]), attachment_);
  EXPECT_TRUE(verify_mac(request, Direction::kToGateway, key_));
}

TEST_F(FrameTest, ReflectedFrameDoesNotVerify) {
  const Bytes bytes = frame(Direction::kToClient);

  const auto decoded = decode_frame(bytes);

  ASSERT_TRUE(decoded);
  EXPECT_FALSE(verify_mac(std::get<AnswerFrame>(*decoded), Direction::kToGateway, key_));
}

TEST_F(FrameTest, EveryBitFlipBeforeTheAttachmentsIsNoticed) {
  const Bytes good = frame(Direction::kToGateway);
  const std::size_t covered = 1 + 16 + 8 + 32 + 4 + body_.size();

  for (std::size_t bit = 0; bit < covered * 8; ++bit) {
    Bytes bad = good;
    bad[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
    const auto decoded = decode_frame(bad);
    if (!decoded) continue;
    const auto* const request = std::get_if<RequestFrame>(&*decoded);
    EXPECT_TRUE(request == nullptr || !verify_mac(*request, Direction::kToGateway, key_))
        << "bit " << bit;
  }
}

TEST_F(FrameTest, EveryTruncationIsRefusedOrUnverified) {
  const Bytes good = frame(Direction::kToGateway);

  for (std::size_t size = 0; size < good.size(); ++size) {
    const auto decoded = decode_frame(ByteView(good).first(size));
    if (!decoded) continue;
    const auto& request = std::get<RequestFrame>(*decoded);
    EXPECT_TRUE(request.attachments.empty()) << size;  // Cut exactly before the attachment.
  }
}

TEST(DecodeFrameTest, RefusesOversizeUnknownTypesAndTooManyAttachments) {
  EXPECT_EQ(decode_frame(Bytes(kMaxFrame + 1)).error().code, base::ErrorCode::kTooLarge);
  EXPECT_FALSE(decode_frame(Bytes{}));
  EXPECT_FALSE(decode_frame(Bytes{0}));
  EXPECT_FALSE(decode_frame(Bytes{6, 0, 0}));

  const crypto::SecretBytes<32> key;
  const Bytes empty;
  const Bytes bytes = encode_session(Direction::kToGateway, key,
                                     {SessionId(), 0, {}, std::vector<ByteView>(65, empty)});
  EXPECT_EQ(decode_frame(bytes).error().code, base::ErrorCode::kTooLarge);
}

TEST(DecodeFrameTest, RefusalIsOneNumber) {
  const auto decoded = decode_frame(encode_refused(model::Refusal::kFrozen));

  ASSERT_TRUE(decoded);
  EXPECT_EQ(std::get<RefusedFrame>(*decoded).refusal, model::Refusal::kFrozen);
  EXPECT_FALSE(decode_frame(Bytes{5, 1}));
  EXPECT_FALSE(decode_frame(Bytes{5, 1, 2, 3}));
}

}  // namespace
}  // namespace gateway::wire
