#include "gateway/daemon/clock.h"

#include <algorithm>
#include <chrono>

namespace gateway::daemon {

base::Time SystemClock::now() const {
  return std::chrono::floor<base::Millis>(std::chrono::system_clock::now());
}

void SystemClock::saw_message(base::Time /*created*/) {}

void TrainingClock::saw_message(base::Time created) { now_ = std::max(now_, created); }

base::Millis monotonic_now() {
  return std::chrono::floor<base::Millis>(std::chrono::steady_clock::now().time_since_epoch());
}

}  // namespace gateway::daemon
