#include "gateway/ipc/frame_pipe.h"

#include <array>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

namespace gateway::ipc {
namespace {

using base::Bytes;
using base::ErrorCode;

class FramePipeTest : public testing::Test {
 protected:
  FramePipeTest() {
    std::array<int, 2> ends{};
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()), 0);
    a_.emplace(*FramePipe::adopt(ends[0]));
    b_.emplace(*FramePipe::adopt(ends[1]));
  }

  std::optional<FramePipe> a_;
  std::optional<FramePipe> b_;
};

TEST_F(FramePipeTest, CarriesFramesBothWays) {
  ASSERT_TRUE(a_->send(FrameType::kKick, Bytes(8, 1)));
  ASSERT_TRUE(b_->send(FrameType::kGone, Bytes(8, 2)));
  ASSERT_TRUE(a_->flush() && b_->flush());
  ASSERT_TRUE(a_->receive() && b_->receive());
  const auto at_b = b_->next();
  ASSERT_TRUE(at_b && at_b->has_value());
  EXPECT_EQ((*at_b)->type, FrameType::kKick);
  const auto at_a = a_->next();
  ASSERT_TRUE(at_a && at_a->has_value());
  EXPECT_EQ(base::to_bytes((*at_a)->payload), Bytes(8, 2));
}

TEST_F(FramePipeTest, NeverBlocksAndKeepsWhatTheOtherSideDoesNotTakeYet) {
  const Bytes large(1U << 20U, 7);
  for (int i = 0; i < 4; ++i) ASSERT_TRUE(a_->send(FrameType::kSend, large));
  ASSERT_TRUE(a_->flush());
  EXPECT_GT(a_->unsent(), 0U);

  int got = 0;
  while (got < 4) {
    ASSERT_TRUE(b_->receive());
    for (auto frame = b_->next(); frame && frame->has_value(); frame = b_->next()) {
      EXPECT_EQ(base::to_bytes((*frame)->payload), large);
      ++got;
    }
    ASSERT_TRUE(a_->flush());
  }
  EXPECT_EQ(a_->unsent(), 0U);
  ASSERT_TRUE(b_->receive());  // Nothing there: returns, does not wait.
}

TEST_F(FramePipeTest, RefusesAQueueThatTheOtherSideNeverReads) {
  const Bytes large(1U << 20U);
  int queued = 0;
  while (a_->send(FrameType::kSend, large)) ++queued;
  EXPECT_EQ(queued, 15);  // Headers count too.
  EXPECT_EQ(a_->send(FrameType::kSend, large).error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(a_->send(FrameType::kSend, Bytes(kMaxFramePayload + 1)).error().code,
            ErrorCode::kTooLarge);
}

TEST_F(FramePipeTest, SeesTheOtherSideCloseAfterItsLastFrame) {
  ASSERT_TRUE(a_->send(FrameType::kShutdown, {}));
  ASSERT_TRUE(a_->flush());
  a_.reset();
  ASSERT_TRUE(b_->receive());
  const auto last = b_->next();
  EXPECT_TRUE(last && last->has_value());
  EXPECT_EQ(b_->receive().error().code, ErrorCode::kUnavailable);
  ASSERT_TRUE(b_->send(FrameType::kGone, Bytes(8)));
  EXPECT_EQ(b_->flush().error().code, ErrorCode::kUnavailable);  // And no SIGPIPE.
}

TEST_F(FramePipeTest, IsNotInheritedByPrograms) {
  EXPECT_EQ(::fcntl(a_->fd(), F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
}

TEST(FramePipeAdoptTest, TakesOnlyStreamSockets) {
  EXPECT_FALSE(FramePipe::adopt(-1));
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);
  EXPECT_FALSE(FramePipe::adopt(ends[0]));
  ::close(ends[0]);
  ::close(ends[1]);
}

}  // namespace
}  // namespace gateway::ipc
