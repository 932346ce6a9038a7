#include "gateway/daemon/edge_process.h"

#include <csignal>
#include <random>
#include <vector>

#include <gtest/gtest.h>
#include <sys/types.h>

namespace gateway::daemon {
namespace {

constexpr base::Millis kCrashNow{10'000'000};

TEST(RestartDelayTest, FirstAtOnceThenSlowerUpToFiveSeconds) {
  RestartDelay delay;
  base::Millis now = kCrashNow;

  std::vector<base::Millis::rep> waits;
  for (int i = 0; i < 9; ++i) {
    const base::Millis wait = delay.next(now);
    waits.push_back(wait.count());
    now += wait;
  }

  EXPECT_EQ(waits, (std::vector<base::Millis::rep>{0, 100, 200, 400, 800, 1600, 3200, 5000, 5000}));
}

TEST(RestartDelayTest, IsAtOnceEvenRightAfterTheMachineStarted) {
  RestartDelay delay;

  EXPECT_EQ(delay.next(base::Millis(0)), base::Millis(0));
}

TEST(RestartDelayTest, StartsOverAfterAMinuteOfCalm) {
  RestartDelay delay;
  for (int i = 0; i < 5; ++i) delay.next(kCrashNow);

  EXPECT_GT(delay.next(kCrashNow + base::Millis(60'000)), base::Millis(0)) << "not quite a minute";
  EXPECT_EQ(delay.next(kCrashNow + base::Millis(120'001)), base::Millis(0));
  EXPECT_EQ(delay.next(kCrashNow + base::Millis(120'002)), base::Millis(100));
}

TEST(RestartDelayTest, NeverWaitsLongerWhateverHappens) {
  std::mt19937 engine(3);
  RestartDelay delay;
  base::Millis now = kCrashNow;
  for (int i = 0; i < 5'000; ++i) {
    now += base::Millis(engine() % 70'000);
    const base::Millis wait = delay.next(now);
    EXPECT_GE(wait, base::Millis(0));
    EXPECT_LE(wait, base::Millis(5'000));
  }
}

TEST(EdgeProcessTest, AProgramThatIsNotThereIsAnErrorAndNoProcess) {
  EXPECT_FALSE(EdgeProcess::start("/nonexistent/safeconduct-edge"));
}

TEST(EdgeProcessTest, EndsItsProcessWhenItGoes) {
  // `yes --fd 3` refuses its option and ends by itself; either way nothing may remain.
  ::pid_t pid = 0;
  {
    auto process = EdgeProcess::start("/usr/bin/yes");
    ASSERT_TRUE(process);
    pid = process->pid();
    EXPECT_EQ(::kill(pid, 0), 0);
  }
  EXPECT_NE(::kill(pid, 0), 0) << "killed and waited for";
}

}  // namespace
}  // namespace gateway::daemon
