#include "gateway/sheet/flows.h"

#include "gateway/consent/gate.h"
#include "gateway/kinds/section_table.h"
#include "gateway/policy/decide_widest.h"
#include "gateway/policy/matrix.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

namespace gateway::sheet {
namespace {

using model::ConsentPurpose;
using model::Kind;
using model::LegalBasis;
using model::Section;
using policy::Answer;
using policy::EnumSet;

using Consents = EnumSet<ConsentPurpose>;
using Bases = EnumSet<LegalBasis>;

constexpr Bases kConsentBases{LegalBasis::kConsent, LegalBasis::kExplicitConsent};
// A child's message never rests on consent; it usually rests on safeguarding.
constexpr Bases kChildBases{LegalBasis::kRecognisedSafeguarding, LegalBasis::kSafeguardingAtRisk};
// Grounds on which something may be shared although nobody agreed.
constexpr std::array kOtherGrounds{
    Bases{LegalBasis::kVitalInterests, LegalBasis::kVitalInterestsIncapable},
    Bases{LegalBasis::kRecognisedSafeguarding, LegalBasis::kSafeguardingAtRisk},
    Bases{LegalBasis::kRecognisedCrime, LegalBasis::kPreventingUnlawfulActs},
    Bases{LegalBasis::kLegalObligation, LegalBasis::kLegalClaims},
    Bases{LegalBasis::kLegitimateInterests, LegalBasis::kHealthOrSocialCare},
};

// One recipient in one role.
struct Reach {
  const Post* post;
  model::Role role;
};

// Under which circumstances the policy is asked.
struct Scene {
  Consents consents;
  Bases bases;
  Answer child = Answer::kNo;
  Answer override_recorded = Answer::kNo;
};

struct Given {
  policy::Treatment treatment = policy::Treatment::kNone;
  policy::Obligations obligations;
};
using Opened = std::map<std::pair<Kind, Section>, Given>;

void widen(Opened& opened, const std::pair<Kind, Section>& place,
           const policy::SectionDecision& decision) {
  const auto [found, is_new] =
      opened.try_emplace(place, Given{decision.treatment, decision.obligations});
  if (is_new) return;
  Given& given = found->second;
  given.treatment = std::min(given.treatment, decision.treatment);
  given.obligations.keep = given.obligations.keep | decision.obligations.keep;
  given.obligations.no_onward = given.obligations.no_onward && decision.obligations.no_onward;
}

// Papers about papers: they say that there is a consent or a mistake, and nothing new of a person.
bool is_about_person(Kind kind) {
  return kind != Kind::kConsentRecord && kind != Kind::kConsentWithdraw &&
         kind != Kind::kControlRecall && kind != Kind::kControlRectify &&
         kind != Kind::kControlDisclosureLog;
}

class Explorer {
 public:
  Explorer(const policy::PolicySet& policies, const FlowQuestion& question)
      : policies_(policies), question_(question) {}

  [[nodiscard]] std::vector<Reach> reaches() const {
    std::vector<Reach> reaches;
    for (const Post& post : question_.surroundings.posts) {
      for (const model::Role role : post.roles) {
        if (is_controller(post) || names(post, role)) reaches.push_back({&post, role});
      }
    }
    return reaches;
  }

  [[nodiscard]] bool names(const Post& post, model::Role role) const {
    return std::ranges::any_of(question_.recipients, [&](const kinds::NamedRecipient& named) {
      return is_named(named, post, role);
    });
  }

  [[nodiscard]] Opened ask(const Reach& reach, const Scene& scene) const {
    Opened opened;
    for (const Post& sender : question_.surroundings.posts) {
      if (!may_rely(sender, reach)) continue;
      for (const auto& kind : model::kKindTexts) ask_kind(sender, reach, kind.value, scene, opened);
    }
    return opened;
  }

 private:
  [[nodiscard]] bool is_controller(const Post& post) const {
    return post.partner == question_.surroundings.controller;
  }

  // Whose messages a consent can carry, as the register sees it (consent/FORMAT.md): its owner's
  // and the controller's; towards the controller also those of whom it names.
  [[nodiscard]] bool may_rely(const Post& sender, const Reach& reach) const {
    if (sender.partner == question_.surroundings.recorder || is_controller(sender)) return true;
    return is_controller(*reach.post) &&
           std::ranges::any_of(question_.recipients, [&](const kinds::NamedRecipient& named) {
             return named.partner == sender.partner.text();
           });
  }

  void ask_kind(const Post& sender, const Reach& reach, Kind kind, const Scene& scene,
                Opened& opened) const {
    const policy::Sender from{sender.partner, sender.unit, sender.roles};
    if (!policy::may_ever_receive(policies_, kind, from, reach.role)) return;
    if (scene.bases.contains(LegalBasis::kConsent) && is_gated(kind, scene)) return;
    policy::ShareFacts facts{.sender = from,
                             .recipient = {reach.post->partner, reach.post->unit, reach.role},
                             .kind = kind,
                             .sections = {},
                             .purpose = model::Purpose::kNone,
                             .bases = scene.bases,
                             .urgency = model::Urgency::kNone,
                             .marking = model::Marking::kNone,
                             .handling = model::HandlingCode::kNone,
                             .subject_is_child = scene.child,
                             .override_recorded = scene.override_recorded,
                             .area_matches = Answer::kUnknown,
                             .sector_matches = Answer::kUnknown,
                             .topic = std::nullopt,
                             .consents = scene.consents,
                             .sanitised = std::nullopt,
                             .approvals = {},
                             .now = question_.now};
    for (const kinds::SectionRow& row : kinds::section_table(kind)) {
      facts.sections.insert(row.section);
    }
    for (const auto& purpose : model::kPurposeTexts) {
      facts.purpose = purpose.value;
      const policy::RowDecision decision = policy::decide_widest(policies_, facts);
      for (const Section section : decision.permitted()) {
        widen(opened, {kind, section}, decision.section(section));
      }
    }
  }

  static bool is_gated(Kind kind, const Scene& scene) {
    const auto gate =
        consent::gate({kind, LegalBasis::kConsent, scene.child == Answer::kYes, false});
    return std::ranges::any_of(
        gate, [&](ConsentPurpose purpose) { return !scene.consents.contains(purpose); });
  }

  const policy::PolicySet& policies_;
  const FlowQuestion& question_;
};

// `opened` has it, in no less telling a shape.
bool has(const Opened& opened, const Opened::value_type& item) {
  const auto found = opened.find(item.first);
  return found != opened.end() && found->second.treatment <= item.second.treatment;
}

void add(const Opened::value_type& item, Flow& flow) {
  const auto& [kind, section] = item.first;
  for (const kinds::SectionRow& row : kinds::section_table(kind)) {
    if (row.section != section) continue;
    for (const kinds::FieldGroup group : row.groups) {
      const Shape shape{item.second.treatment, item.second.obligations.no_onward};
      const auto [found, is_new] = flow.groups.try_emplace(group, shape);
      if (is_new) continue;
      found->second.treatment = std::min(found->second.treatment, shape.treatment);
      found->second.no_onward = found->second.no_onward && shape.no_onward;
    }
  }
  flow.keep = flow.keep | item.second.obligations.keep;
}

void put(std::vector<Flow>& flows, const Reach& reach, const Opened& opened) {
  Flow flow{reach.post->partner, reach.post->unit, reach.role, {}, {}};
  for (const auto& item : opened) add(item, flow);
  if (!flow.groups.empty()) flows.push_back(std::move(flow));
}

Consents without(Consents consents, ConsentPurpose purpose) {
  consents.erase(purpose);
  return consents;
}

// Sorts what one recipient gets by the purpose that opens it.
class Sorting {
 public:
  Sorting(const Explorer& explorer, const Reach& reach, Consents all) : all_(all) {
    const auto ask = [&](Consents consents) {
      return explorer.ask(reach, {consents, kConsentBases});
    };
    everything_ = ask(all);
    nothing_ = ask({});
    for (const ConsentPurpose purpose : all) without_[purpose] = ask(without(all, purpose));
  }

  [[nodiscard]] std::map<ConsentPurpose, Opened> by_purpose() const {
    std::map<ConsentPurpose, Opened> sorted;
    for (const auto& item : everything_) {
      if (has(nothing_, item)) continue;  // It needs no consent.
      for (const ConsentPurpose purpose : behind(item)) sorted[purpose].insert(item);
    }
    return sorted;
  }

 private:
  [[nodiscard]] Consents behind(const Opened::value_type& item) const {
    Consents needed;
    for (const auto& [purpose, opened] : without_) {
      if (!has(opened, item)) needed.insert(purpose);
    }
    Consents gates;
    for (const ConsentPurpose purpose :
         consent::gate({item.first.first, LegalBasis::kConsent, false, false})) {
      gates.insert(purpose);
    }
    const Consents of_its_own = needed - gates;
    if (!of_its_own.empty()) return of_its_own;
    // Several purposes each suffice: all are to be told of it.
    return needed.empty() ? all_ : needed;
  }

  Consents all_;
  Opened everything_;
  Opened nothing_;
  std::map<ConsentPurpose, Opened> without_;
};

void sort_for_child(const Explorer& explorer, const Reach& reach, Consents all,
                    const Opened& of_purpose, PurposeFlows& flows) {
  const Opened anyway = explorer.ask(reach, {{}, kChildBases, Answer::kYes});
  const Opened asked = explorer.ask(reach, {all, kChildBases, Answer::kYes});
  Opened safety;
  Opened with_yes;
  for (const auto& item : of_purpose) {
    if (has(anyway, item)) {
      safety.insert(item);
    } else if (has(asked, item)) {
      with_yes.insert(item);
    }
  }
  put(flows.for_safety, reach, safety);
  put(flows.with_yes, reach, with_yes);
}

Opened without_consent(const Explorer& explorer, const Reach& reach, Subject subject) {
  const Answer child = subject == Subject::kChild ? Answer::kYes : Answer::kNo;
  Opened all;
  for (const Bases& bases : kOtherGrounds) {
    for (const auto& [place, given] : explorer.ask(reach, {{}, bases, child, Answer::kYes})) {
      policy::SectionDecision decision;
      decision.treatment = given.treatment;
      decision.obligations = given.obligations;
      if (is_about_person(place.first)) widen(all, place, decision);
    }
  }
  return all;
}

// What already stands under a purpose need not be said again.
void leave_out(const Reach& reach, const Flows& flows, Flow& flow) {
  for (const PurposeFlows& part : flows.purposes) {
    for (const Flow& said : part.for_safety) {
      if (said.partner != reach.post->partner || said.role != reach.role) continue;
      std::erase_if(flow.groups, [&](const auto& group) {
        const auto found = said.groups.find(group.first);
        return found != said.groups.end() && found->second.treatment <= group.second.treatment;
      });
    }
  }
}

void add_named(const Explorer& explorer, const Reach& reach, Subject subject, Flows& flows) {
  std::vector<Flow> anyway;
  put(anyway, reach, without_consent(explorer, reach, subject));
  for (Flow& flow : anyway) {
    leave_out(reach, flows, flow);
    if (!flow.groups.empty()) flows.without_yes.push_back(std::move(flow));
  }
  const Opened opened = explorer.ask(reach, {{}, {LegalBasis::kLegitimateInterests}});
  const auto found = opened.find({Kind::kConsentRecord, Section::kConsent});
  if (found == opened.end()) return;
  flows.told.push_back({reach.post->partner, reach.role, found->second.treatment});
}

}  // namespace

bool is_named(const kinds::NamedRecipient& named, const Post& post, model::Role role) {
  if (named.partner != post.partner.text()) return false;
  if (named.unit && *named.unit != post.unit.text()) return false;
  return !named.role || *named.role == role;
}

Flows flows_of(const policy::PolicySet& policies, const FlowQuestion& question) {
  const Explorer explorer(policies, question);
  Flows flows;
  for (const ConsentPurpose purpose : question.purposes)
    flows.purposes.push_back({purpose, {}, {}});
  for (const Reach& reach : explorer.reaches()) {
    const auto sorted = Sorting(explorer, reach, question.purposes).by_purpose();
    for (PurposeFlows& part : flows.purposes) {
      const auto found = sorted.find(part.purpose);
      if (found == sorted.end()) continue;
      if (question.subject == Subject::kChild) {
        sort_for_child(explorer, reach, question.purposes, found->second, part);
      } else {
        put(part.with_yes, reach, found->second);
      }
    }
    if (explorer.names(*reach.post, reach.role)) {
      add_named(explorer, reach, question.subject, flows);
    }
  }
  return flows;
}

}  // namespace gateway::sheet
