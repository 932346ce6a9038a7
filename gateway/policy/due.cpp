#include "gateway/policy/due.h"

#include "gateway/policy/compiled_set.h"

#include <algorithm>
#include <chrono>
#include <tuple>

namespace gateway::policy {
namespace {

using std::chrono::days;

int days_between(base::Time from, base::Time to) {
  return static_cast<int>((std::chrono::floor<days>(to) - std::chrono::floor<days>(from)).count());
}

bool covers_kinds(const Choice<model::Kind>& wide, const Choice<model::Kind>& narrow) {
  return std::ranges::all_of(model::kKindTexts, [&](const auto& kind) {
    return !narrow.contains(kind.value) || wide.contains(kind.value);
  });
}

/// Goes on where `old` ends, for all that it was for.
bool takes_over(const Agreement& next, const Agreement& old) {
  return *next.period.until > *old.period.until &&
         *next.period.from <= *old.period.until + days(1) &&
         (old.purposes - next.purposes).empty() && covers_kinds(next.kinds, old.kinds);
}

std::string in_days(int count) {
  if (count == 0) return "today";
  return "in " + std::to_string(count) + (count == 1 ? " day" : " days");
}

/// All notices of one set. Holds references: lives no longer than the call.
class Calendar {
 public:
  Calendar(const detail::CompiledSet& set, base::Time now) : set_(set), now_(now) {}

  void look_at(const detail::CompiledPartner& partner) {
    for (const std::uint32_t index : partner.agreements) {
      const Agreement& agreement = set_.agreements.at(index);
      const bool goes_on = std::ranges::any_of(partner.agreements, [&](std::uint32_t other) {
        return takes_over(set_.agreements.at(other), agreement);
      });
      if (goes_on || now_ < *agreement.period.from) continue;
      examine(AgreementId{index + 1}, agreement, partner.name);
    }
  }

  std::vector<DueNotice> notices() {
    std::ranges::stable_sort(notices_, [](const DueNotice& a, const DueNotice& b) {
      return std::tuple(b.kind, a.days_left) < std::tuple(a.kind, b.days_left);
    });
    return std::move(notices_);
  }

 private:
  void examine(AgreementId id, const Agreement& agreement, const model::PartnerName& partner) {
    DueNotice notice{DueKind::kEnds, id, partner, *agreement.period.until, 0, 0};
    notice.days_left = days_between(now_, notice.day);
    if (notice.days_left < 0) {
      notice.kind = DueKind::kEnded;
      notices_.push_back(notice);
      return;
    }
    for (const int threshold : kDueDays) {
      if (notice.days_left <= threshold) notice.threshold = threshold;
    }
    if (notice.threshold != 0) notices_.push_back(notice);
    if (!agreement.review || now_ < *agreement.review) return;
    notice = {DueKind::kReview, id, partner, *agreement.review, 0, 0};
    notice.days_left = days_between(now_, notice.day);
    notices_.push_back(notice);
  }

  const detail::CompiledSet& set_;
  base::Time now_;
  std::vector<DueNotice> notices_;
};

}  // namespace

std::vector<DueNotice> due_notices(const PolicySet& set, base::Time now,
                                   const model::PartnerName& reader) {
  const detail::CompiledSet& compiled = set.compiled();
  Calendar calendar(compiled, now);
  for (const auto& partner : compiled.partners) {
    if (reader == set.ngo() || reader == partner.name) calendar.look_at(partner);
  }
  return calendar.notices();
}

std::string in_words(const PolicySet& set, const DueNotice& notice) {
  const Agreement* const agreement = set.agreement(notice.agreement);
  const std::string name = agreement == nullptr ? "" : agreement->name;
  const std::string text = "agreement " + name + " with " + notice.partner.text() + " ";
  const std::string day = base::to_date_text(notice.day);
  switch (notice.kind) {
    case DueKind::kEnded:
      return text + "ended on " + day + ": nothing passes under it until both sign a new one";
    case DueKind::kEnds:
      return text + "ends on " + day + ", " + in_days(notice.days_left) +
             ": after that day nothing passes under it";
    case DueKind::kReview:
      return text + "was to be reviewed on " + day + ": both sides look at it again";
  }
  return text;
}

}  // namespace gateway::policy
