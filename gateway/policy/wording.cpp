#include "gateway/policy/wording.h"

#include <string_view>
#include <type_traits>
#include <variant>

namespace gateway::policy {
namespace {

std::string_view meaning_of(model::LegalBasis basis) {
  using model::LegalBasis;
  switch (basis) {
    case LegalBasis::kConsent:
      return "consent";
    case LegalBasis::kLegalObligation:
      return "legal obligation";
    case LegalBasis::kVitalInterests:
      return "vital interests";
    case LegalBasis::kPublicTask:
      return "public task";
    case LegalBasis::kRecognisedDisclosure:
      return "answer to a request of a public task";
    case LegalBasis::kRecognisedCrime:
      return "crime";
    case LegalBasis::kRecognisedSafeguarding:
      return "safeguarding";
    case LegalBasis::kRecognisedEmergency:
      return "emergency";
    case LegalBasis::kLegitimateInterests:
      return "legitimate interests";
    case LegalBasis::kExplicitConsent:
      return "explicit consent";
    case LegalBasis::kVitalInterestsIncapable:
      return "vital interests of somebody who cannot consent";
    case LegalBasis::kLegalClaims:
      return "legal claims";
    case LegalBasis::kPreventingUnlawfulActs:
      return "preventing unlawful acts";
    case LegalBasis::kSafeguardingAtRisk:
      return "safeguarding of people at risk";
    case LegalBasis::kHealthOrSocialCare:
      return "health or social care";
    case LegalBasis::kCriminalOffenceData:
      return "criminal offence data";
    case LegalBasis::kLawEnforcementPart3:
      return "law enforcement";
    case LegalBasis::kNcaGateway:
      return "disclosure to the NCA";
    case LegalBasis::kCrimeExemption:
      return "crime exemption";
    case LegalBasis::kDisclosureRequiredByLaw:
      return "disclosure required by law";
    case LegalBasis::kVictimInformationRequest:
      return "victim information request";
    case LegalBasis::kNotApplicable:
    case LegalBasis::kNone:
      break;
  }
  return "";
}

template <class Enum>
std::string any_of(EnumSet<Enum> values) {
  std::string text;
  for (const Enum value : values) text.append(text.empty() ? "" : " or ").append(to_text(value));
  return text;
}

std::string any_of(EnumSet<model::LegalBasis> bases) {
  std::string text;
  for (const model::LegalBasis basis : bases) {
    text.append(text.empty() ? "" : " or ").append(to_text(basis));
    const std::string_view meaning = meaning_of(basis);
    if (!meaning.empty()) text.append(" (").append(meaning).append(")");
  }
  return text;
}

std::string trustees(std::size_t count) {
  return std::to_string(count) + (count == 1 ? " trustee" : " trustees");
}

/// Says one fact, the way it is or the way it must not be.
class Speaker {
 public:
  explicit Speaker(Answer holds) : holds_(holds == Answer::kYes) {}

  std::string operator()(const ConsentCovers& fact) const {
    const std::string purpose(to_text(fact.purpose));
    return holds_ ? "a consent of the person for " + purpose + " that names this recipient"
                  : "that no consent for " + purpose + " names this recipient";
  }
  std::string operator()(const OverrideRecorded& /*fact*/) const {
    return holds_ ? "a named person's recorded override" : "that no override is recorded";
  }
  std::string operator()(const BasisIs& fact) const {
    return (holds_ ? "the legal basis " : "a legal basis other than ") + any_of(fact.bases);
  }
  std::string operator()(const SubjectIsChild& /*fact*/) const {
    return holds_ ? "that the person is a child" : "that the person is known to be an adult";
  }
  std::string operator()(const UrgencyIs& fact) const {
    return (holds_ ? "the urgency " : "another urgency than ") + any_of(fact.urgencies);
  }
  std::string operator()(const MarkingIs& fact) const {
    return (holds_ ? "the marking " : "another marking than ") + any_of(fact.markings);
  }
  std::string operator()(const HandlingIs& fact) const {
    return (holds_ ? "the handling code " : "another handling code than ") + any_of(fact.codes);
  }
  std::string operator()(const Sanitised& /*fact*/) const {
    return holds_ ? "a record that this section was sanitised"
                  : "that this section was not sanitised";
  }
  std::string operator()(const AreaMatches& /*fact*/) const {
    return holds_ ? "publication in an area of this recipient"
                  : "publication in another area than this recipient's";
  }
  std::string operator()(const SectorMatches& /*fact*/) const {
    return holds_ ? "publication in a sector of this recipient"
                  : "publication in another sector than this recipient's";
  }
  std::string operator()(const TopicIs& fact) const {
    return (holds_ ? "publication to " : "that it is not published to ") + fact.pattern;
  }
  std::string operator()(const ApprovedBy& fact) const {
    return holds_ ? "the approval of " + trustees(fact.trustees) + " for this section"
                  : "fewer approvals than those of " + trustees(fact.trustees);
  }
  std::string operator()(const PurposeIs& fact) const {
    return "the purpose " + any_of(fact.purposes);
  }
  std::string operator()(const NotBefore& fact) const {
    return "that it is sent on " + base::to_date_text(fact.time) + " or later";
  }

 private:
  bool holds_;
};

/// A group inside another one, so that "and" and "or" cannot be mixed up.
std::string inside(const Condition& condition, Answer wanted);

std::string joined(const std::vector<Condition>& operands, std::string_view word, Answer wanted) {
  std::string text;
  for (const Condition& operand : operands) {
    text.append(text.empty() ? "" : word).append(inside(operand, wanted));
  }
  return text;
}

/// What has to be for the condition to be `wanted`.
std::string said(const Condition& condition, Answer wanted) {
  const bool yes = wanted == Answer::kYes;
  return std::visit(
      [&](const auto& asked) -> std::string {
        using Asked = std::decay_t<decltype(asked)>;
        if constexpr (std::is_same_v<Asked, Not>) {
          return said(asked.operand.at(0), yes ? Answer::kNo : Answer::kYes);
        } else if constexpr (std::is_same_v<Asked, AllOf>) {
          return joined(asked.operands, yes ? " and " : " or ", wanted);
        } else if constexpr (std::is_same_v<Asked, AnyOf>) {
          return joined(asked.operands, yes ? " or " : " and ", wanted);
        } else {
          return Speaker(wanted)(asked);
        }
      },
      condition.question);
}

std::string inside(const Condition& condition, Answer wanted) {
  const Condition* core = &condition;
  while (const auto* negated = std::get_if<Not>(&core->question)) core = &negated->operand.at(0);
  const bool is_group = std::holds_alternative<AllOf>(core->question) ||
                        std::holds_alternative<AnyOf>(core->question);
  return is_group ? "(" + said(condition, wanted) + ")" : said(condition, wanted);
}

}  // namespace

std::string in_words(const Fact& fact) { return std::visit(Speaker(fact.holds), fact.what); }

std::string in_words(const Condition& condition, Answer wanted) { return said(condition, wanted); }

std::string in_words(const Obligations& promises) {
  std::string text;
  for (const Retention each : promises.keep) {
    text.append(text.empty() ? "keep " : ", ").append(to_text(each));
  }
  if (promises.no_onward) text.append(text.empty() ? "" : "; ").append("no onward");
  if (promises.report_back_days != 0) {
    text.append(text.empty() ? "" : "; ").append("report back within ");
    text += std::to_string(promises.report_back_days);
    text += promises.report_back_days == 1 ? " day" : " days";
  }
  return text;
}

}  // namespace gateway::policy
