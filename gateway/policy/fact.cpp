#include "gateway/policy/fact.h"

#include <algorithm>
#include <type_traits>
#include <utility>

namespace gateway::policy {
namespace {

/// Stands for any part of a topic. No policy can name it, so no pattern asks for it.
constexpr char kAnyPart = '~';

/// Changes one share as one fact says.
class Changer {
 public:
  Changer(ShareFacts& share, Answer holds, model::Section section)
      : share_(share), holds_(holds), section_(section) {}

  void operator()(const ConsentCovers& fact) const {
    if (!share_.consents) share_.consents = EnumSet<model::ConsentPurpose>();
    put(*share_.consents, fact.purpose);
  }
  void operator()(const OverrideRecorded& /*fact*/) const { share_.override_recorded = holds_; }
  void operator()(const BasisIs& fact) const {
    if (holds_ == Answer::kYes) {
      share_.bases.insert(*fact.bases.begin());
      return;
    }
    EnumSet<model::LegalBasis> known;
    for (const model::LegalBasis basis : share_.bases - fact.bases) {
      if (is_known(basis)) known.insert(basis);
    }
    for (const auto& other : model::kLegalBasisTexts) {
      if (known.empty() && !fact.bases.contains(other.value)) known.insert(other.value);
    }
    share_.bases = known;
  }
  void operator()(const SubjectIsChild& /*fact*/) const { share_.subject_is_child = holds_; }
  void operator()(const UrgencyIs& fact) const { share_.urgency = *fact.urgencies.begin(); }
  void operator()(const MarkingIs& fact) const { share_.marking = *fact.markings.begin(); }
  void operator()(const HandlingIs& fact) const { share_.handling = *fact.codes.begin(); }
  void operator()(const Sanitised& /*fact*/) const {
    if (!share_.sanitised) share_.sanitised = EnumSet<model::Section>();
    put(*share_.sanitised, section_);
  }
  void operator()(const AreaMatches& /*fact*/) const { share_.area_matches = holds_; }
  void operator()(const SectorMatches& /*fact*/) const { share_.sector_matches = holds_; }
  void operator()(const TopicIs& fact) const {
    share_.topic = holds_ == Answer::kYes ? fact.pattern : "";
    std::ranges::replace(*share_.topic, '*', kAnyPart);
  }
  void operator()(const ApprovedBy& fact) const {
    const auto slot = static_cast<std::size_t>(section_);
    if (slot >= kSectionSlots) return;
    std::uint8_t& approvals = share_.approvals.at(slot);
    const auto trustees = static_cast<std::uint8_t>(fact.trustees);
    if (holds_ == Answer::kYes) {
      approvals = std::max(approvals, trustees);
    } else if (trustees > 0) {
      approvals = std::min<std::uint8_t>(approvals, trustees - 1);
    }
  }
  void operator()(const PurposeIs& fact) const { share_.purpose = *fact.purposes.begin(); }
  void operator()(const NotBefore& fact) const { share_.now = std::max(share_.now, fact.time); }

 private:
  template <class Enum>
  void put(EnumSet<Enum>& set, Enum value) const {
    if (holds_ == Answer::kYes) {
      set.insert(value);
    } else {
      set.erase(value);
    }
  }

  ShareFacts& share_;
  Answer holds_;
  model::Section section_;
};

std::string words_of(const PurposeIs& fact) {
  std::string text;
  for (const model::Purpose purpose : fact.purposes) {
    text.append(text.empty() ? "for " : ", ").append(to_text(purpose));
  }
  return text;
}

}  // namespace

ShareFacts with(ShareFacts share, const Fact& fact, model::Section section) {
  std::visit(Changer(share, fact.holds, section), fact.what);
  return share;
}

ShareFacts with(ShareFacts share, const Facts& facts, model::Section section) {
  for (const Fact& fact : facts) share = with(std::move(share), fact, section);
  return share;
}

std::string to_text(const Fact& fact) {
  return std::visit(
      [&fact](const auto& what) -> std::string {
        using What = std::decay_t<decltype(what)>;
        if constexpr (std::is_same_v<What, PurposeIs>) {
          return words_of(what);
        } else if constexpr (std::is_same_v<What, NotBefore>) {
          return "from " + base::to_date_text(what.time);
        } else {
          Condition asked{what};
          if (fact.holds != Answer::kYes) asked = Condition{Not{{std::move(asked)}}};
          return to_text(asked);
        }
      },
      fact.what);
}

}  // namespace gateway::policy
