#include "gateway/policy/near_miss.h"
#include "gateway/policy/wording.h"

#include <algorithm>
#include <utility>

namespace gateway::policy {
namespace {

/// The one place where `facts` name bases that would do; null when there is none or several.
BasisIs* basis_in(Facts& facts) {
  BasisIs* found = nullptr;
  for (Fact& fact : facts) {
    auto* basis = std::get_if<BasisIs>(&fact.what);
    if (basis == nullptr || fact.holds != Answer::kYes) continue;
    if (found != nullptr) return nullptr;
    found = basis;
  }
  return found;
}

/// Ways that differ in the basis only are told as one.
std::vector<Facts> by_any_basis(const std::vector<Facts>& ways) {
  std::vector<Facts> told;
  for (const Facts& way : ways) {
    Facts bare = way;
    BasisIs* const basis = basis_in(bare);
    const EnumSet<model::LegalBasis> bases =
        basis == nullptr ? EnumSet<model::LegalBasis>() : std::exchange(basis->bases, {});
    const auto same = std::ranges::find_if(told, [&](Facts& other) {
      BasisIs* const there = basis_in(other);
      if (basis == nullptr || there == nullptr) return false;
      const auto kept = std::exchange(there->bases, {});
      const bool is_same = other == bare;
      there->bases = kept;
      return is_same;
    });
    if (same == told.end()) {
      told.push_back(way);
    } else {
      BasisIs* const there = basis_in(*same);
      there->bases = there->bases | bases;
    }
  }
  return told;
}

std::string sender_text(const ShareFacts& share) {
  return share.sender.partner.text() + "/" + share.sender.unit.text();
}

std::string why_nothing_helps(const PolicySet& set, const ShareFacts& share, const NearMiss& miss) {
  const std::string ngo = set.ngo().text();
  const std::string partner = miss.partner ? miss.partner->text() : "";
  const std::string role(to_text(share.recipient.role));
  const std::string kind(to_text(share.kind));
  switch (miss.obstacle) {
    case Obstacle::kNone:
      return "";
    case Obstacle::kWordUnknown:
      return "this version does not know the kind, the role or the section";
    case Obstacle::kNoRule:
      return "no rule of " + ngo + " lets " + sender_text(share) + " send " + kind + " to " + role;
    case Obstacle::kNoRuleForSection:
      return "no rule of " + ngo + " gives this section to " + role;
    case Obstacle::kNoOwnText:
      return partner + " has neither signed the text of " + ngo +
             " nor one of its own, so it sends nothing";
    case Obstacle::kNoOwnRule:
      return "no rule in the own text of " + share.sender.partner.text() + " gives it";
    case Obstacle::kNoAgreement:
      return partner + " has no agreement with " + ngo + " that lists " + kind;
    case Obstacle::kAgreementEnded:
      return "the agreement of " + partner + " with " + ngo +
             " has ended; nothing passes until both sign a new one";
    case Obstacle::kNoCommonPurpose:
      return "the agreements name no purpose for which a rule gives it, or not at the same time";
    case Obstacle::kForbidden:
      return "rule " + std::string(set.name_of(miss.rule)) + " forbids it, whatever else is so";
    case Obstacle::kRuleEnded:
      return "the rule that gave it has ended";
    case Obstacle::kRulesContradict:
      return "what one rule asks for another one excludes";
  }
  return "";
}

}  // namespace

std::string in_words(const PolicySet& set, const NearMissQuestion& question, const NearMiss& miss) {
  if (miss.ways.empty()) return why_nothing_helps(set, question.share, miss);
  std::string text;
  for (const Facts& way : by_any_basis(miss.ways)) {
    std::string needed;
    for (const Fact& fact : way)
      needed.append(needed.empty() ? "" : " and ").append(in_words(fact));
    if (needed.empty()) return "";
    text.append(text.empty() ? "needs " : ", or ").append(needed);
  }
  return miss.has_more ? text + ", or something else" : text;
}

}  // namespace gateway::policy
