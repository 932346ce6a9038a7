#pragma once

#include "gateway/base/time.h"
#include "gateway/model/ids.h"

#include <cstdint>
#include <map>
#include <vector>

namespace gateway::daemon {

/// Keeps a partner from filling the log with refusals: the first ones of a minute get a leaf each,
/// the rest are counted and get one summary leaf when the minute is over.
class RefusalMeter {
 public:
  static constexpr std::uint32_t kLeavesAMinute = 20;

  /// Whether this refusal gets a leaf of its own.
  bool admit(model::PartnerNumber partner, base::Millis now);

  struct Summary {
    model::PartnerNumber partner = model::PartnerNumber::kNobody;
    std::uint32_t suppressed = 0;
  };
  /// The summaries of minutes that are over.
  std::vector<Summary> take_summaries(base::Millis now);

 private:
  struct Minute {
    base::Millis began{0};
    std::uint32_t logged = 0;
    std::uint32_t suppressed = 0;
  };
  std::map<model::PartnerNumber, Minute> minutes_;
};

}  // namespace gateway::daemon
