#include "gateway/policy/grounds.h"

#include "gateway/policy/compiled_set.h"

#include <algorithm>
#include <chrono>
#include <utility>
#include <vector>

namespace gateway::policy {
namespace {

bool is_given(const PolicySet& set, const ShareFacts& share, model::Section section) {
  return decide(set, share).section(section).permitted();
}

/// Takes facts away as long as the section is still given; what is left is what it stands on.
class Remover {
 public:
  Remover(const PolicySet& set, ShareFacts share, model::Section section)
      : set_(set), share_(std::move(share)), section_(section) {
    share_.sections = {section};
  }

  Facts remaining() {
    if (!is_given(set_, share_, section_)) return {};
    const auto slot = static_cast<std::size_t>(section_);
    answer(&ShareFacts::override_recorded, OverrideRecorded{});
    for (const model::LegalBasis basis : share_.bases) {
      ShareFacts less = share_;
      less.bases.erase(basis);
      try_out(std::move(less), {BasisIs{{basis}}, Answer::kYes});
    }
    answer(&ShareFacts::subject_is_child, SubjectIsChild{});
    if (slot < kSectionSlots && share_.approvals.at(slot) > 0) {
      ShareFacts less = share_;
      less.approvals.at(slot) = 0;
      try_out(std::move(less), {ApprovedBy{share_.approvals.at(slot)}, Answer::kYes});
    }
    if (share_.sanitised && share_.sanitised->contains(section_)) {
      ShareFacts less = share_;
      less.sanitised->erase(section_);
      try_out(std::move(less), {Sanitised{}, Answer::kYes});
    }
    for (const model::ConsentPurpose purpose :
         share_.consents.value_or(EnumSet<model::ConsentPurpose>())) {
      ShareFacts less = share_;
      less.consents->erase(purpose);
      try_out(std::move(less), {ConsentCovers{purpose}, Answer::kYes});
    }
    std::ranges::reverse(kept_);  // Consents first.
    return std::move(kept_);
  }

 private:
  template <class What>
  void answer(Answer ShareFacts::*known, const What& what) {
    if (share_.*known != Answer::kYes) return;
    ShareFacts less = share_;
    less.*known = Answer::kUnknown;
    try_out(std::move(less), {what, Answer::kYes});
  }

  void try_out(ShareFacts less, Fact fact) {
    if (is_given(set_, less, section_)) {
      share_ = std::move(less);
    } else {
      kept_.push_back(std::move(fact));
    }
  }

  const PolicySet& set_;
  ShareFacts share_;
  model::Section section_;
  Facts kept_;
};

void add_end(const Period& period, base::Time now, std::vector<base::Time>& ends) {
  if (!period.until) return;
  const base::Time end = *period.until + std::chrono::days(1);
  if (end > now) ends.push_back(end);
}

/// Every instant after `now` at which a rule or an agreement of these two ends.
std::vector<base::Time> ends_after(const detail::CompiledSet& set, const ShareFacts& share) {
  std::vector<base::Time> ends;
  const auto partners = {set.find_partner(set.ngo), set.find_partner(share.sender.partner),
                         set.find_partner(share.recipient.partner)};
  for (const auto partner : partners) {
    const auto* const permits = set.permits_of(partner, share.kind);
    for (const auto index : permits == nullptr ? std::vector<detail::RuleIndex>() : *permits) {
      add_end(set.rules.at(index).rule.period, share.now, ends);
    }
    if (!partner) continue;
    for (const std::uint32_t index : set.partners.at(*partner).agreements) {
      add_end(set.agreements.at(index).period, share.now, ends);
    }
  }
  std::ranges::sort(ends);
  ends.erase(std::unique(ends.begin(), ends.end()), ends.end());
  return ends;
}

}  // namespace

Facts grounds(const PolicySet& set, const ShareFacts& share, model::Section section) {
  return Remover(set, share, section).remaining();
}

std::optional<End> end_of(const PolicySet& set, const ShareFacts& share, model::Section section) {
  ShareFacts later = share;
  later.sections = {section};
  if (!is_given(set, later, section)) return std::nullopt;
  for (const base::Time end : ends_after(set.compiled(), share)) {
    later.now = end;
    const RowDecision decision = decide(set, later);
    if (decision.section(section).permitted()) continue;
    const bool by_agreement =
        !decision.shared() && decision.refusal == model::Refusal::kKindNotInAgreement;
    return End{end, by_agreement ? EndCause::kAgreement : EndCause::kRule};
  }
  return std::nullopt;
}

}  // namespace gateway::policy
