#include "gateway/daemon/consent_codec.h"

#include "tests/support/repeatable_random.h"

#include <gtest/gtest.h>

namespace gateway::daemon {
namespace {

consent::Entry entry(std::uint64_t seed) {
  tests::RepeatableRandom random(seed);
  consent::Entry entry;
  entry.grant.handle = crypto::random_fixed<model::ConsentHandle>(random);
  entry.grant.group = crypto::random_fixed<model::Digest>(random);
  entry.grant.purpose = model::ConsentPurpose::kFollowUp;
  entry.grant.recipient = model::PartnerNumber{0xFFFF0000U + static_cast<std::uint32_t>(seed)};
  entry.grant.role = model::Role::kSafehouse;
  entry.grant.from = base::from_unix_minutes(29'000'000);
  entry.grant.until = base::from_unix_minutes(29'000'001);
  entry.owner = model::PartnerNumber{7};
  entry.state = seed % 2 == 0 ? consent::EntryState::kLive : consent::EntryState::kWithdrawn;
  return entry;
}

TEST(ConsentCodecTest, GivesBackWhatItWrote) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const auto back = decode_consent(encode_consent(entry(seed)));

    ASSERT_TRUE(back) << seed;
    EXPECT_EQ(*back, entry(seed));
  }
}

TEST(ConsentCodecTest, RefusesEveryOtherLength) {
  const base::Bytes whole = encode_consent(entry(1));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(decode_consent(base::ByteView(whole).first(size))) << size;
  }
  base::Bytes longer = whole;
  longer.push_back(0);
  EXPECT_FALSE(decode_consent(longer));
}

TEST(ConsentCodecTest, EveryBitMeansSomething) {
  const base::Bytes whole = encode_consent(entry(1));
  for (std::size_t bit = 0; bit < whole.size() * 8; ++bit) {
    base::Bytes other = whole;
    other[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
    const auto decoded = decode_consent(other);
    EXPECT_FALSE(decoded && *decoded == entry(1)) << "bit " << bit;
  }
}

}  // namespace
}  // namespace gateway::daemon
