#pragma once

#include "gateway/base/enum_text.h"

#include <array>
#include <cstdint>
#include <string_view>

// The words are those of the customer's matrix of message kinds.

namespace gateway::model {

/// What a message is. The 26 kinds of the field; `kinds::` says which have a schema yet. Stored
/// and signed: add at the end, never renumber.
enum class Kind : std::uint16_t {
  kNone = 0,  ///< Nothing was said. Never valid from outside.
  kTipIntake = 1,
  kIntelReport = 2,
  kIntelAck = 3,
  kAlertRisk = 4,
  kConsentRecord = 5,
  kConsentWithdraw = 6,
  kNrmReferralPack = 7,
  kNrmDtnPack = 8,
  kNrmStatus = 9,
  kAftercareReferral = 10,
  kAftercareResponse = 11,
  kAftercareHandover = 12,
  kAftercareArrival = 13,
  kAftercareFollowup = 14,
  kAdvocacyRequest = 15,
  kJusticeStatementPlan = 16,
  kJusticeEvidenceBundle = 17,
  kJusticeVictimInfoRequest = 18,
  kJusticeVictimInfoResponse = 19,
  kJusticeCaseUpdate = 20,
  kSafeguardingReferral = 21,
  kStatsAggregate = 22,
  kBulletinTrend = 23,
  kControlRecall = 24,
  kControlRectify = 25,
  kControlDisclosureLog = 26,
};

inline constexpr std::array<base::EnumText<Kind>, 26> kKindTexts{{
    {Kind::kTipIntake, "tip.intake"},
    {Kind::kIntelReport, "intel.report"},
    {Kind::kIntelAck, "intel.ack"},
    {Kind::kAlertRisk, "alert.risk"},
    {Kind::kConsentRecord, "consent.record"},
    {Kind::kConsentWithdraw, "consent.withdraw"},
    {Kind::kNrmReferralPack, "nrm.referral_pack"},
    {Kind::kNrmDtnPack, "nrm.dtn_pack"},
    {Kind::kNrmStatus, "nrm.status"},
    {Kind::kAftercareReferral, "aftercare.referral"},
    {Kind::kAftercareResponse, "aftercare.response"},
    {Kind::kAftercareHandover, "aftercare.handover"},
    {Kind::kAftercareArrival, "aftercare.arrival"},
    {Kind::kAftercareFollowup, "aftercare.followup"},
    {Kind::kAdvocacyRequest, "advocacy.request"},
    {Kind::kJusticeStatementPlan, "justice.statement_plan"},
    {Kind::kJusticeEvidenceBundle, "justice.evidence_bundle"},
    {Kind::kJusticeVictimInfoRequest, "justice.victim_info_request"},
    {Kind::kJusticeVictimInfoResponse, "justice.victim_info_response"},
    {Kind::kJusticeCaseUpdate, "justice.case_update"},
    {Kind::kSafeguardingReferral, "safeguarding.referral"},
    {Kind::kStatsAggregate, "stats.aggregate"},
    {Kind::kBulletinTrend, "bulletin.trend"},
    {Kind::kControlRecall, "control.recall"},
    {Kind::kControlRectify, "control.rectify"},
    {Kind::kControlDisclosureLog, "control.disclosure_log"},
}};
constexpr std::string_view to_text(Kind value) { return base::text_in(kKindTexts, value); }
/// True for a number this version knows. Ask it of every number that comes from outside.
constexpr bool is_known(Kind value) { return base::known_in(kKindTexts, value); }

}  // namespace gateway::model
