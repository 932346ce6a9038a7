#pragma once

#include "gateway/base/time.h"
#include "gateway/model/ids.h"
#include "gateway/policy/policy_set.h"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

// Agreements that are about to end, have ended, or are to be looked at again. Both sides are told.

namespace gateway::policy {

enum class DueKind : std::uint8_t {
  kReview = 1,  ///< Its review date has come.
  kEnds = 2,    ///< It ends soon.
  kEnded = 3,   ///< Nothing passes under it any more.
};

/// So many days before the end both sides are told, each time in a sharper tone.
inline constexpr std::array<int, 3> kDueDays = {60, 30, 7};

struct DueNotice {
  DueKind kind = DueKind::kReview;
  AgreementId agreement = AgreementId::kNone;
  model::PartnerName partner;  ///< The party that is not the NGO.
  base::Time day;              ///< The review date or the last day, its first instant.
  int days_left = 0;           ///< Whole days from `now` to that day; below zero when it is past.
  int threshold = 0;           ///< Of kEnds: the least of kDueDays that is not below `days_left`.

  friend bool operator==(const DueNotice&, const DueNotice&) = default;
};

/// What `reader` is to be told: about its own agreements, the NGO about all. The most pressing
/// first, then by name. An agreement is passed over once another one with the same partner takes
/// over all of its purposes and kinds without a gap.
[[nodiscard]] std::vector<DueNotice> due_notices(const PolicySet& set, base::Time now,
                                                 const model::PartnerName& reader);

/// "agreement ISA-2026-014 with harbourlight-housing ends on 2026-12-31, in 30 days: ..."
std::string in_words(const PolicySet& set, const DueNotice& notice);

}  // namespace gateway::policy
