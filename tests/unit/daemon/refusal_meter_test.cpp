#include "gateway/daemon/refusal_meter.h"

#include <cstdint>
#include <map>
#include <random>

#include <gtest/gtest.h>

namespace gateway::daemon {
namespace {

using model::PartnerNumber;

constexpr base::Millis kMeterNow{10'000'000};
constexpr base::Millis kMinute{60'000};
constexpr PartnerNumber kLoud{7};
constexpr PartnerNumber kQuiet{8};

std::uint32_t admitted(RefusalMeter& meter, PartnerNumber partner, int refusals, base::Millis at) {
  std::uint32_t count = 0;
  for (int i = 0; i < refusals; ++i) count += meter.admit(partner, at) ? 1U : 0U;
  return count;
}

TEST(RefusalMeterTest, TwentyAMinuteGetALeafAndTheRestOneSummary) {
  RefusalMeter meter;

  EXPECT_EQ(admitted(meter, kLoud, 50, kMeterNow), 20U);
  EXPECT_TRUE(meter.take_summaries(kMeterNow + kMinute - base::Millis(1)).empty())
      << "not over yet";

  const auto summaries = meter.take_summaries(kMeterNow + kMinute);
  ASSERT_EQ(summaries.size(), 1U);
  EXPECT_EQ(summaries[0].partner, kLoud);
  EXPECT_EQ(summaries[0].suppressed, 30U);
  EXPECT_TRUE(meter.take_summaries(kMeterNow + 2 * kMinute).empty()) << "each is told once";
}

TEST(RefusalMeterTest, OnePartnersNoiseCostsAnotherNothing) {
  RefusalMeter meter;
  admitted(meter, kLoud, 1'000, kMeterNow);

  EXPECT_EQ(admitted(meter, kQuiet, 20, kMeterNow), 20U);
  ASSERT_EQ(meter.take_summaries(kMeterNow + kMinute).size(), 1U);
}

TEST(RefusalMeterTest, FewRefusalsNeedNoSummary) {
  RefusalMeter meter;
  admitted(meter, kQuiet, 20, kMeterNow);

  EXPECT_TRUE(meter.take_summaries(kMeterNow + kMinute).empty());
  EXPECT_EQ(admitted(meter, kQuiet, 20, kMeterNow + kMinute), 20U) << "a new minute";
}

TEST(RefusalMeterTest, NoRefusalIsLostWhenTheSummaryComesLate) {
  RefusalMeter meter;
  admitted(meter, kLoud, 30, kMeterNow);

  admitted(meter, kLoud, 5, kMeterNow + 3 * kMinute);

  const auto summaries = meter.take_summaries(kMeterNow + 3 * kMinute);
  ASSERT_EQ(summaries.size(), 1U);
  EXPECT_EQ(summaries[0].suppressed, 15U);
}

TEST(RefusalMeterTest, LeavesAndSummariesTogetherCountEveryRefusal) {
  std::mt19937 engine(9);
  RefusalMeter meter;
  std::map<PartnerNumber, std::uint64_t> sent;
  std::map<PartnerNumber, std::uint64_t> told;
  base::Millis now = kMeterNow;
  const auto take = [&](base::Millis at) {
    for (const auto& summary : meter.take_summaries(at))
      told[summary.partner] += summary.suppressed;
  };
  for (int i = 0; i < 20'000; ++i) {
    now += base::Millis(engine() % 40);
    const PartnerNumber partner{static_cast<std::uint32_t>(1 + engine() % 4)};
    ++sent[partner];
    if (meter.admit(partner, now)) ++told[partner];
    if (engine() % 50 == 0) take(now);
  }
  take(now + kMinute);

  EXPECT_EQ(told, sent);
}

}  // namespace
}  // namespace gateway::daemon
