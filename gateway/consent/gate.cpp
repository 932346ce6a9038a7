#include "gateway/consent/gate.h"

#include <array>

namespace gateway::consent {
namespace {

using model::ConsentPurpose;
using model::Kind;
using Purposes = std::span<const ConsentPurpose>;

constexpr std::array kNrmReferral{ConsentPurpose::kNrmReferral};
constexpr std::array kCarePlacement{ConsentPurpose::kCarePlacement};
constexpr std::array kFollowUp{ConsentPurpose::kFollowUp};
constexpr std::array kAdvocacy{ConsentPurpose::kAdvocacy};
constexpr std::array kPolice{ConsentPurpose::kPoliceIdentity, ConsentPurpose::kPoliceAccount};
constexpr std::array kEvidence{ConsentPurpose::kEvidence};

// Every kind is named, so a new one does not compile until somebody decides about it.
Purposes purposes_of(Kind kind) {
  switch (kind) {
    case Kind::kNrmReferralPack:
      return kNrmReferral;
    case Kind::kAftercareReferral:
    case Kind::kAftercareHandover:
      return kCarePlacement;
    case Kind::kAftercareFollowup:
      return kFollowUp;
    case Kind::kAdvocacyRequest:
      return kAdvocacy;
    case Kind::kJusticeStatementPlan:
      return kPolice;
    case Kind::kJusticeEvidenceBundle:
      return kEvidence;
    case Kind::kNone:
    case Kind::kTipIntake:
    case Kind::kIntelReport:
    case Kind::kIntelAck:
    case Kind::kAlertRisk:
    case Kind::kConsentRecord:
    case Kind::kConsentWithdraw:
    case Kind::kNrmDtnPack:
    case Kind::kNrmStatus:
    case Kind::kAftercareResponse:
    case Kind::kAftercareArrival:
    case Kind::kJusticeVictimInfoRequest:
    case Kind::kJusticeVictimInfoResponse:
    case Kind::kJusticeCaseUpdate:
    case Kind::kSafeguardingReferral:
    case Kind::kStatsAggregate:
    case Kind::kBulletinTrend:
    case Kind::kControlRecall:
    case Kind::kControlRectify:
    case Kind::kControlDisclosureLog:
      return {};
  }
  return {};
}

}  // namespace

Purposes gate(const GateQuestion& question) {
  if (question.art6 != model::LegalBasis::kConsent || question.subject_child) return {};
  if (question.kind == Kind::kJusticeStatementPlan && question.answers_plan) return {};
  return purposes_of(question.kind);
}

}  // namespace gateway::consent
