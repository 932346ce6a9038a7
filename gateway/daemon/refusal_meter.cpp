#include "gateway/daemon/refusal_meter.h"

#include <limits>

namespace gateway::daemon {
namespace {

constexpr base::Millis kMinute{60'000};

}  // namespace

bool RefusalMeter::admit(model::PartnerNumber partner, base::Millis now) {
  Minute& minute = minutes_[partner];
  // A minute that is over but still owes its summary goes on counting until the summary is taken.
  if (now - minute.began >= kMinute && minute.suppressed == 0) minute = {now, 0, 0};
  if (minute.logged < kLeavesAMinute) {
    ++minute.logged;
    return true;
  }
  if (minute.suppressed < std::numeric_limits<std::uint32_t>::max()) ++minute.suppressed;
  return false;
}

std::vector<RefusalMeter::Summary> RefusalMeter::take_summaries(base::Millis now) {
  std::vector<Summary> summaries;
  for (auto entry = minutes_.begin(); entry != minutes_.end();) {
    if (now - entry->second.began < kMinute) {
      ++entry;
      continue;
    }
    if (entry->second.suppressed != 0) {
      summaries.push_back({entry->first, entry->second.suppressed});
    }
    entry = minutes_.erase(entry);
  }
  return summaries;
}

}  // namespace gateway::daemon
