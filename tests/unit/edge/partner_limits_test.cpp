#include "gateway/edge/partner_limits.h"

#include <gtest/gtest.h>

namespace gateway::edge {
namespace {

using ipc::OwnerId;

constexpr Instant kStart{std::chrono::hours(5)};

ipc::Limits limits(std::uint32_t messages, std::uint32_t bytes) {
  ipc::Limits limits;
  limits.messages_per_second = messages;
  limits.bytes_per_second = bytes;
  limits.max_message_bytes = 1000;
  return limits;
}

TEST(PartnerLimitsTest, OneOwnerUsesUpOnlyItsOwnShare) {
  PartnerLimits shares(limits(3, 1'000'000));
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(shares.allow(OwnerId{1}, 10, kStart));
  EXPECT_FALSE(shares.allow(OwnerId{1}, 10, kStart));
  EXPECT_TRUE(shares.allow(OwnerId{2}, 10, kStart));
  EXPECT_TRUE(shares.allow(OwnerId{1}, 10, kStart + std::chrono::seconds(1)));
}

TEST(PartnerLimitsTest, BytesCountBesideMessages) {
  PartnerLimits shares(limits(1000, 2000));
  EXPECT_TRUE(shares.allow(OwnerId{1}, 1000, kStart));
  EXPECT_TRUE(shares.allow(OwnerId{1}, 1000, kStart));
  EXPECT_FALSE(shares.allow(OwnerId{1}, 1, kStart));
}

TEST(PartnerLimitsTest, TheLargestMessagePassesAtAnyRate) {
  PartnerLimits shares(limits(10, 1));
  EXPECT_TRUE(shares.allow(OwnerId{1}, 1000, kStart));
  EXPECT_FALSE(shares.allow(OwnerId{1}, 1000, kStart + std::chrono::seconds(999)));
  EXPECT_TRUE(shares.allow(OwnerId{1}, 1000, kStart + std::chrono::seconds(1000)));
}

}  // namespace
}  // namespace gateway::edge
