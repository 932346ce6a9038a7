#include "gateway/broker/replay_window.h"

#include "tests/unit/broker/deliveries.h"

#include <chrono>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gateway::broker {
namespace {

using tests::kStart;

ReplayKey key(std::uint32_t sender, std::uint8_t message) {
  return {.sender = model::PartnerNumber{sender}, .message = model::MessageId({message})};
}

ReplayWindow::Entry entry(std::uint8_t envelope, std::uint64_t leaf, base::Time until = kStart) {
  return {.envelope = model::EnvelopeId({envelope}), .until = until, .accept_leaf = leaf};
}

TEST(ReplayWindowTest, TellsNewFromSameFromDifferent) {
  ReplayWindow window;
  EXPECT_EQ(window.check(key(1, 1), model::EnvelopeId({7})).replay, Replay::kNew);
  window.remember(key(1, 1), entry(7, 42));
  const auto same = window.check(key(1, 1), model::EnvelopeId({7}));
  EXPECT_EQ(same.replay, Replay::kSame);
  EXPECT_EQ(same.accept_leaf, 42U);
  EXPECT_EQ(window.check(key(1, 1), model::EnvelopeId({8})).replay, Replay::kDiffers);
}

TEST(ReplayWindowTest, KeepsTheMessagesOfSendersApart) {
  ReplayWindow window;
  window.remember(key(1, 1), entry(7, 42));
  EXPECT_EQ(window.check(key(2, 1), model::EnvelopeId({8})).replay, Replay::kNew);
  EXPECT_EQ(window.check(key(1, 2), model::EnvelopeId({7})).replay, Replay::kNew);
}

TEST(ReplayWindowTest, TheFirstAnswerStands) {
  ReplayWindow window;
  window.remember(key(1, 1), entry(7, 42));
  window.remember(key(1, 1), entry(8, 43));
  EXPECT_EQ(window.check(key(1, 1), model::EnvelopeId({7})).accept_leaf, 42U);
  EXPECT_EQ(window.size(), 1U);
}

TEST(ReplayWindowTest, ForgetsExactlyWhatIsDue) {
  ReplayWindow window;
  for (std::uint8_t i = 1; i <= 10; ++i) {
    window.remember(key(1, i), entry(i, i, kStart + std::chrono::minutes(i)));
  }
  EXPECT_THAT(window.prune(kStart), testing::IsEmpty());
  EXPECT_THAT(window.prune(kStart + std::chrono::minutes(2)),
              testing::ElementsAre(key(1, 1), key(1, 2)));
  EXPECT_EQ(window.check(key(1, 2), model::EnvelopeId({2})).replay, Replay::kNew);
  EXPECT_EQ(window.check(key(1, 3), model::EnvelopeId({3})).replay, Replay::kSame);
  EXPECT_EQ(window.prune(kStart + std::chrono::hours(1)).size(), 8U);
  EXPECT_EQ(window.size(), 0U);
}

TEST(ReplayWindowTest, AVerdictNobodyMadeRefuses) {
  EXPECT_EQ(ReplayWindow::Verdict{}.replay, Replay::kDiffers);
}

}  // namespace
}  // namespace gateway::broker
