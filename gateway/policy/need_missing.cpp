#include "gateway/policy/compiled_set.h"
#include "gateway/policy/need.h"

#include <algorithm>
#include <utility>

namespace gateway::policy::detail {
namespace {

/// Compares one need with what is known.
class Missing {
 public:
  Missing(const Need& need, const ShareFacts& share, model::Section section)
      : need_(need), share_(share), section_(section) {}

  std::optional<Facts> find() {
    const base::Time earliest = std::max(share_.now, need_.from.value_or(share_.now));
    if (need_.before && earliest >= *need_.before) return std::nullopt;
    if (earliest > share_.now) want(NotBefore{earliest});
    consents();
    bases();
    answer(need_.override_recorded, share_.override_recorded, OverrideRecorded{});
    answer(need_.subject_is_child, share_.subject_is_child, SubjectIsChild{});
    answer(need_.area_matches, share_.area_matches, AreaMatches{});
    answer(need_.sector_matches, share_.sector_matches, SectorMatches{});
    sanitised();
    if (need_.urgencies && !need_.urgencies->contains(share_.urgency)) {
      want(UrgencyIs{*need_.urgencies});
    }
    if (need_.markings && !need_.markings->contains(share_.marking)) {
      want(MarkingIs{*need_.markings});
    }
    if (need_.codes && !need_.codes->contains(share_.handling)) want(HandlingIs{*need_.codes});
    if (need_.purposes && !need_.purposes->contains(share_.purpose)) {
      want(PurposeIs{*need_.purposes});
    }
    topics();
    approvals();
    return std::move(facts_);
  }

 private:
  template <class What>
  void want(const What& what, Answer holds = Answer::kYes) {
    facts_.push_back({what, holds});
  }

  template <class What>
  void answer(Answer wanted, Answer known, const What& what) {
    if (wanted != Answer::kUnknown && wanted != known) want(what, wanted);
  }

  void consents() {
    for (const model::ConsentPurpose purpose : need_.consents) {
      if (!share_.consents || !share_.consents->contains(purpose)) want(ConsentCovers{purpose});
    }
    for (const model::ConsentPurpose purpose : need_.no_consents) {
      if (!share_.consents || share_.consents->contains(purpose)) {
        want(ConsentCovers{purpose}, Answer::kNo);
      }
    }
  }

  void bases() {
    if (!need_.no_bases.empty() &&
        evaluate(Condition{BasisIs{need_.no_bases}}, share_, section_) != Answer::kNo) {
      want(BasisIs{need_.no_bases}, Answer::kNo);
    }
    for (const model::LegalBasis basis : need_.bases) {
      if (!share_.bases.contains(basis)) want(BasisIs{{basis}});
    }
  }

  void sanitised() {
    const Answer known = evaluate(Condition{Sanitised{}}, share_, section_);
    answer(need_.sanitised, known, Sanitised{});
    const bool is_known_not = known == Answer::kNo && need_.sanitised == Answer::kUnknown;
    if (need_.not_unsanitised && is_known_not) want(Sanitised{});
  }

  void topics() {
    const auto known = [this](const std::string& pattern) {
      return evaluate(Condition{TopicIs{pattern}}, share_, section_);
    };
    for (const std::string& pattern : need_.topics) {
      const bool is_excluded = std::ranges::any_of(
          need_.no_topics, [&](const std::string& other) { return known(other) != Answer::kNo; });
      if (known(pattern) != Answer::kYes || is_excluded) want(TopicIs{pattern});
    }
    if (!need_.topics.empty()) return;
    for (const std::string& pattern : need_.no_topics) {
      if (known(pattern) != Answer::kNo) want(TopicIs{pattern}, Answer::kNo);
    }
  }

  void approvals() {
    const auto slot = static_cast<std::size_t>(section_);
    const std::size_t known = slot < kSectionSlots ? share_.approvals.at(slot) : 0;
    if (known < need_.min_approvals) want(ApprovedBy{need_.min_approvals});
    if (known > need_.max_approvals) want(ApprovedBy{need_.max_approvals + 1}, Answer::kNo);
  }

  const Need& need_;
  const ShareFacts& share_;
  model::Section section_;
  Facts facts_;
};

}  // namespace

std::optional<Facts> missing(const Need& need, const ShareFacts& share, model::Section section) {
  return Missing(need, share, section).find();
}

}  // namespace gateway::policy::detail
