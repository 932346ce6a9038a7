#include "gateway/broker/quota.h"

#include "tests/unit/broker/deliveries.h"

#include <vector>

#include <gtest/gtest.h>

namespace gateway::broker {
namespace {

using tests::delivery;
using tests::mailbox;

QuotaLimits small_limits() {
  return {.mailbox = {.count = 3, .bytes = 2500}, .sender = {.count = 4, .bytes = 100'000}};
}

TEST(QuotaTest, CountsMessagesAndBytesOfEachMailboxAndSender) {
  Quota quota(small_limits());
  const std::vector<Mailbox> one = {mailbox(5)};
  const std::vector<Mailbox> two = {mailbox(6), mailbox(7)};
  const Offer to_one{.sender = model::PartnerNumber{1}, .mailboxes = one, .bytes = 1000};
  const Offer to_two{.sender = model::PartnerNumber{1}, .mailboxes = two, .bytes = 1000};
  EXPECT_EQ(quota.refusal_for(to_one), std::nullopt);
  quota.add(delivery(1, mailbox(5)));
  quota.add(delivery(2, mailbox(5)));
  EXPECT_EQ(quota.refusal_for(to_one), model::Refusal::kQuotaExceeded) << "3000 bytes";
  EXPECT_EQ(quota.refusal_for(to_two), std::nullopt) << "4 messages of the sender";
  quota.add(delivery(3, mailbox(6)));
  EXPECT_EQ(quota.refusal_for(to_two), model::Refusal::kQuotaExceeded) << "5 of the sender";
  quota.remove(delivery(1, mailbox(5)));
  EXPECT_EQ(quota.refusal_for(to_one), std::nullopt);
}

TEST(QuotaTest, OneFullMailboxRefusesTheWholeMessage) {
  Quota quota(small_limits());
  for (std::uint64_t id = 1; id <= 3; ++id) {
    Delivery small = delivery(id, mailbox(5));
    small.bytes = 1;
    small.sender = model::PartnerNumber{9};
    quota.add(small);
  }
  const std::vector<Mailbox> both = {mailbox(6), mailbox(5)};
  EXPECT_EQ(quota.refusal_for({.sender = model::PartnerNumber{1}, .mailboxes = both, .bytes = 1}),
            model::Refusal::kQuotaExceeded);
}

}  // namespace
}  // namespace gateway::broker
