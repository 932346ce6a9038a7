#include "gateway/policy/need.h"

#include "gateway/base/text.h"

#include <algorithm>
#include <utility>

namespace gateway::policy::detail {
namespace {

/// Texts have few ways; a hostile one could have billions.
constexpr std::size_t kMaxNeeds = 256;

std::size_t cost_of(const Need& need, const ShareFacts& share, model::Section section) {
  const auto facts = missing(need, share, section);
  return facts ? facts->size() : kMaxNeeds;
}

/// One of each, the cheapest when there are too many.
void tidy(Needs& needs, const ShareFacts& share, model::Section section) {
  Needs kept;
  for (Need& need : needs) {
    if (std::ranges::find(kept, need) == kept.end()) kept.push_back(std::move(need));
  }
  if (kept.size() > kMaxNeeds) {
    std::ranges::stable_sort(kept, {},
                             [&](const Need& need) { return cost_of(need, share, section); });
    kept.resize(kMaxNeeds);
  }
  needs = std::move(kept);
}

// ── two needs as one ──

bool agree(Answer& a, Answer b) {
  if (a == Answer::kUnknown) a = b;
  return b == Answer::kUnknown || a == b;
}

template <class Enum>
bool agree(std::optional<EnumSet<Enum>>& a, const std::optional<EnumSet<Enum>>& b) {
  if (a && b) a = *a & *b;
  if (!a) a = b;
  return !a || !a->empty();
}

/// The pattern that matches what both match; nothing when nothing does.
std::optional<std::string> common_topic(std::string_view a, std::string_view b) {
  const auto left = base::split(a, '/');
  const auto right = base::split(b, '/');
  if (left.size() != right.size()) return std::nullopt;
  std::string common;
  for (std::size_t i = 0; i < left.size(); ++i) {
    if (left[i] != "*" && right[i] != "*" && left[i] != right[i]) return std::nullopt;
    common.append(i == 0 ? "" : "/").append(left[i] == "*" ? right[i] : left[i]);
  }
  return common;
}

bool agree_on_topics(Need& a, const Need& b) {
  for (const std::string& pattern : b.topics) {
    if (!a.topics.empty()) {
      const auto common = common_topic(a.topics.front(), pattern);
      if (!common) return false;
      a.topics.front() = *common;
    } else {
      a.topics.push_back(pattern);
    }
  }
  for (const std::string& pattern : b.no_topics) {
    if (std::ranges::find(a.no_topics, pattern) == a.no_topics.end()) {
      a.no_topics.push_back(pattern);
    }
  }
  return true;
}

}  // namespace

std::optional<Need> both(const Need& a, const Need& b) {
  Need need = a;
  need.consents = a.consents | b.consents;
  need.no_consents = a.no_consents | b.no_consents;
  need.bases = a.bases | b.bases;
  need.no_bases = a.no_bases | b.no_bases;
  need.not_unsanitised = a.not_unsanitised || b.not_unsanitised;
  need.min_approvals = std::max(a.min_approvals, b.min_approvals);
  need.max_approvals = std::min(a.max_approvals, b.max_approvals);
  if (b.from) need.from = std::max(a.from.value_or(*b.from), *b.from);
  if (b.before) need.before = std::min(a.before.value_or(*b.before), *b.before);
  const bool possible =
      agree(need.override_recorded, b.override_recorded) &&
      agree(need.subject_is_child, b.subject_is_child) &&
      agree(need.area_matches, b.area_matches) && agree(need.sector_matches, b.sector_matches) &&
      agree(need.sanitised, b.sanitised) && agree(need.urgencies, b.urgencies) &&
      agree(need.markings, b.markings) && agree(need.codes, b.codes) &&
      agree(need.purposes, b.purposes) && agree_on_topics(need, b) &&
      (need.consents & need.no_consents).empty() && (need.bases & need.no_bases).empty() &&
      need.min_approvals <= need.max_approvals &&
      !(need.not_unsanitised && need.sanitised == Answer::kNo) &&
      (!need.from || !need.before || *need.from < *need.before);
  return possible ? std::optional(need) : std::nullopt;
}

Needs each_with_each(const Needs& a, const Needs& b, const ShareFacts& share,
                     model::Section section) {
  Needs result;
  for (const Need& left : a) {
    for (const Need& right : b) {
      if (auto need = both(left, right)) result.push_back(*std::move(need));
    }
  }
  tidy(result, share, section);
  return result;
}

}  // namespace gateway::policy::detail
