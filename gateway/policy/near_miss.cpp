#include "gateway/policy/near_miss.h"

#include "gateway/policy/compiled_set.h"
#include "gateway/policy/need.h"

#include <algorithm>
#include <utility>

namespace gateway::policy {
namespace {

using detail::CompiledRule;
using detail::CompiledSet;
using detail::KnownUnit;
using detail::Need;
using detail::Needs;
using detail::RuleIndex;

constexpr std::size_t kMaxWays = 16;
constexpr std::size_t kMaxFactsToThin = 10;

EnumSet<model::Purpose> listed(const Choice<model::Purpose>& choice) {
  EnumSet<model::Purpose> result;
  for (const auto& row : model::kPurposeTexts) {
    if (choice.contains(row.value)) result.insert(row.value);
  }
  return result;
}

/// Finds the ways for one section. Holds references: lives no longer than the call.
class Finder {
 public:
  Finder(const PolicySet& set, const NearMissQuestion& question)
      : policies_(set),
        set_(set.compiled()),
        question_(question),
        share_(question.share),
        sender_(set_.find(share_.sender.partner, share_.sender.unit)),
        recipient_(set_.find(share_.recipient.partner, share_.recipient.unit)) {}

  NearMiss find() {
    const Needs needs = all_needs();
    if (needs.empty()) return std::move(miss_);
    for (const Need& need : needs) {
      if (const auto facts = detail::missing(need, share_, question_.section)) add(*facts);
    }
    std::ranges::stable_sort(miss_.ways, {}, [](const Facts& facts) { return facts.size(); });
    drop_wider();
    if (miss_.ways.size() > kMaxWays) {
      miss_.ways.resize(kMaxWays);
      miss_.has_more = true;
    }
    if (miss_.ways.empty()) miss_.obstacle = Obstacle::kRulesContradict;
    return std::move(miss_);
  }

 private:
  Needs all_needs() {
    const bool are_words_known =
        is_known(share_.kind) && is_known(share_.recipient.role) && is_known(question_.section);
    if (!are_words_known) return no(Obstacle::kWordUnknown);
    Needs needs = by_text(set_.find_partner(set_.ngo), Obstacle::kNoRule);
    if (needs.empty()) return {};
    needs = cross(std::move(needs), own_text(), Obstacle::kRulesContradict);
    needs = cross(std::move(needs), agreement(share_.sender.partner, sender_),
                  Obstacle::kNoCommonPurpose);
    needs = cross(std::move(needs), agreement(share_.recipient.partner, recipient_),
                  Obstacle::kNoCommonPurpose);
    for (const RuleIndex index : set_.forbids_for(share_.kind)) {
      needs = cross(std::move(needs), past_forbid(index), Obstacle::kRulesContradict);
    }
    if (question_.besides) {
      needs = cross(std::move(needs),
                    detail::ways_to(*question_.besides, Answer::kYes, share_, question_.section),
                    Obstacle::kRulesContradict);
    }
    return needs;
  }

  /// Nothing can; the first reason found is the one that is told.
  Needs no(Obstacle obstacle) {
    if (miss_.obstacle == Obstacle::kNone) miss_.obstacle = obstacle;
    return {};
  }

  Needs cross(const Needs& a, const Needs& b, Obstacle if_none) {
    if (a.empty() || b.empty()) return {};
    Needs needs = detail::each_with_each(a, b, share_, question_.section);
    if (needs.empty()) no(if_none);
    return needs;
  }

  [[nodiscard]] bool between_the_two(const CompiledRule& compiled) const {
    return compiled.senders.contains(sender_, share_.sender.roles) &&
           compiled.recipients.contains(recipient_, {share_.recipient.role});
  }

  /// By the permits of one partner's text.
  Needs by_text(std::optional<detail::NameIndex> owner, Obstacle if_none) {
    const auto* permits = set_.permits_of(owner, share_.kind);
    Needs needs;
    bool is_between = false;
    bool has_section = false;
    bool has_ended = false;
    for (const RuleIndex index : permits == nullptr ? std::vector<RuleIndex>() : *permits) {
      const CompiledRule& compiled = set_.rules.at(index);
      if (!between_the_two(compiled)) continue;
      is_between = true;
      if (!compiled.rule.sections.contains(question_.section)) continue;
      has_section = true;
      const auto& until = compiled.rule.period.until;
      has_ended = has_ended || (until && share_.now >= *until + std::chrono::days(1));
      for (Need& need : by_permit(compiled.rule)) needs.push_back(std::move(need));
    }
    if (!needs.empty()) return needs;
    if (has_section) return no(has_ended ? Obstacle::kRuleEnded : Obstacle::kRulesContradict);
    const bool is_other_section = is_between && if_none == Obstacle::kNoRule;
    return no(is_other_section ? Obstacle::kNoRuleForSection : if_none);
  }

  [[nodiscard]] Needs by_permit(const Rule& permit) const {
    Need base = within(permit.period);
    base.purposes = listed(permit.purposes);
    base.not_unsanitised = permit.treatment == Treatment::kSanitised;
    if (base.before && share_.now >= *base.before) return {};
    if (!permit.when) return {base};
    return detail::each_with_each(
        {base}, detail::ways_to(*permit.when, Answer::kYes, share_, question_.section), share_,
        question_.section);
  }

  [[nodiscard]] static Need within(const Period& period) {
    Need need;
    need.from = period.from;
    if (period.until) need.before = *period.until + std::chrono::days(1);
    return need;
  }

  /// What the sender's own text asks for.
  Needs own_text() {
    if (share_.sender.partner == set_.ngo) return Needs(1);
    if (!sender_.partner) return no_own_text();
    const auto& partner = set_.partners.at(*sender_.partner);
    if (partner.adopted) return Needs(1);
    if (!partner.text) return no_own_text();
    return by_text(sender_.partner, Obstacle::kNoOwnRule);
  }

  Needs no_own_text() {
    miss_.partner = share_.sender.partner;
    return no(Obstacle::kNoOwnText);
  }

  Needs agreement(const model::PartnerName& name, const KnownUnit& who) {
    if (name == set_.ngo) return Needs(1);
    Needs needs;
    bool has_ended = false;
    if (who.partner) {
      for (const std::uint32_t index : set_.partners.at(*who.partner).agreements) {
        const Agreement& each = set_.agreements.at(index);
        if (!each.kinds.contains(share_.kind)) continue;
        Need need = within(each.period);
        need.purposes = each.purposes;
        has_ended = has_ended || share_.now >= *need.before;
        if (share_.now < *need.before) needs.push_back(std::move(need));
      }
    }
    if (!needs.empty()) return needs;
    if (miss_.obstacle == Obstacle::kNone) miss_.partner = name;
    return no(has_ended ? Obstacle::kAgreementEnded : Obstacle::kNoAgreement);
  }

  /// The ways on which a forbid does not matter.
  Needs past_forbid(RuleIndex index) {
    const CompiledRule& compiled = set_.rules.at(index);
    const Rule& forbid = compiled.rule;
    if (!between_the_two(compiled) || !forbid.sections.contains(question_.section)) {
      return Needs(1);
    }
    Needs needs;
    const auto add_all = [&](Needs more) {
      for (Need& need : more) needs.push_back(std::move(need));
    };
    EnumSet<model::Purpose> others = listed({true, {}}) - listed(forbid.purposes);
    if (!others.empty()) needs.emplace_back().purposes = others;
    if (forbid.when) {
      add_all(detail::ways_to(*forbid.when, Answer::kNo, share_, question_.section));
    }
    if (forbid.unless) {
      add_all(detail::ways_to(*forbid.unless, Answer::kYes, share_, question_.section));
    }
    if (needs.empty() && miss_.obstacle == Obstacle::kNone) {
      miss_.rule = detail::id_of(index);
      return no(Obstacle::kForbidden);
    }
    return needs;
  }

  [[nodiscard]] bool is_yes(const Facts& facts) const {
    ShareFacts share = with(share_, facts, question_.section);
    share.sections = {question_.section};
    if (question_.besides &&
        detail::evaluate(*question_.besides, share, question_.section) != Answer::kYes) {
      return false;
    }
    return decide(policies_, share).section(question_.section).permitted();
  }

  /// Takes the way over, without the facts it can do without. One fact may settle two things.
  void add(const Facts& facts) {
    if (!is_yes(facts)) return;
    const Facts fewest = facts.size() > kMaxFactsToThin ? thinned(facts) : smallest(facts);
    if (std::ranges::find(miss_.ways, fewest) == miss_.ways.end()) miss_.ways.push_back(fewest);
  }

  [[nodiscard]] Facts thinned(Facts facts) const {
    for (std::size_t i = facts.size(); i-- > 0;) {
      Facts fewer = facts;
      fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
      if (is_yes(fewer)) facts = std::move(fewer);
    }
    return facts;
  }

  [[nodiscard]] Facts smallest(const Facts& facts) const {
    std::optional<Facts> best;
    for (unsigned chosen = 0; chosen < (1U << facts.size()); ++chosen) {
      Facts some;
      for (std::size_t i = 0; i < facts.size(); ++i) {
        if ((chosen >> i & 1U) != 0) some.push_back(facts.at(i));
      }
      const bool is_fewer = !best || some.size() < best->size();
      if (is_fewer && is_yes(some)) best = std::move(some);
    }
    return best.value_or(facts);
  }

  /// A way that holds all facts of a shorter one asks for too much.
  void drop_wider() {
    std::vector<Facts> kept;
    for (Facts& facts : miss_.ways) {
      const bool is_wider = std::ranges::any_of(kept, [&](const Facts& shorter) {
        return std::ranges::all_of(shorter, [&](const Fact& fact) {
          return std::ranges::find(facts, fact) != facts.end();
        });
      });
      if (!is_wider) kept.push_back(std::move(facts));
    }
    miss_.ways = std::move(kept);
  }

  const PolicySet& policies_;
  const CompiledSet& set_;
  const NearMissQuestion& question_;
  const ShareFacts& share_;
  KnownUnit sender_;
  KnownUnit recipient_;
  NearMiss miss_;
};

}  // namespace

NearMiss near_miss(const PolicySet& set, const NearMissQuestion& question) {
  return Finder(set, question).find();
}

}  // namespace gateway::policy
