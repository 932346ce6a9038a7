#pragma once

#include "gateway/base/enum_text.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <string_view>

// Purposes and grounds, in the words of the customer's code lists.

namespace gateway::model {

/// Why data is processed (the agreement lists which are allowed). Stored and signed: add at the
/// end, never renumber.
enum class Purpose : std::uint8_t {
  kNone = 0,  ///< Nothing was said. Never valid from outside.
  kCrimePrevention = 1,
  kVictimSupport = 2,
  kSafeguarding = 3,
  kAccountability = 4,
  kAccessToJustice = 5,
  kProsecution = 6,
  kPrevention = 7,
  kStatistics = 8,
};

inline constexpr std::array<base::EnumText<Purpose>, 8> kPurposeTexts{{
    {Purpose::kCrimePrevention, "CRIME_PREVENTION"},
    {Purpose::kVictimSupport, "VICTIM_SUPPORT"},
    {Purpose::kSafeguarding, "SAFEGUARDING"},
    {Purpose::kAccountability, "ACCOUNTABILITY"},
    {Purpose::kAccessToJustice, "ACCESS_TO_JUSTICE"},
    {Purpose::kProsecution, "PROSECUTION"},
    {Purpose::kPrevention, "PREVENTION"},
    {Purpose::kStatistics, "STATISTICS"},
}};
constexpr std::string_view to_text(Purpose value) { return base::text_in(kPurposeTexts, value); }
/// True for a number this version knows. Ask it of every number that comes from outside.
constexpr bool is_known(Purpose value) { return base::known_in(kPurposeTexts, value); }

/// What a survivor may consent to. Stored and signed: add at the end, never renumber.
enum class ConsentPurpose : std::uint8_t {
  kNone = 0,  ///< Nothing was said. Never valid from outside.
  kCarePlacement = 1,
  kNrmReferral = 2,
  kPoliceIdentity = 3,
  kPoliceAccount = 4,
  kEvidence = 5,
  kHealth = 6,
  kLegalRep = 7,
  kLaSafeguarding = 8,
  kHousingBenefits = 9,
  kFollowUp = 10,
  kAdvocacy = 11,
  kCaseStudy = 12,
  kStatistics = 13,
  kInternational = 14,
};

inline constexpr std::array<base::EnumText<ConsentPurpose>, 14> kConsentPurposeTexts{{
    {ConsentPurpose::kCarePlacement, "CARE_PLACEMENT"},
    {ConsentPurpose::kNrmReferral, "NRM_REFERRAL"},
    {ConsentPurpose::kPoliceIdentity, "POLICE_IDENTITY"},
    {ConsentPurpose::kPoliceAccount, "POLICE_ACCOUNT"},
    {ConsentPurpose::kEvidence, "EVIDENCE"},
    {ConsentPurpose::kHealth, "HEALTH"},
    {ConsentPurpose::kLegalRep, "LEGAL_REP"},
    {ConsentPurpose::kLaSafeguarding, "LA_SAFEGUARDING"},
    {ConsentPurpose::kHousingBenefits, "HOUSING_BENEFITS"},
    {ConsentPurpose::kFollowUp, "FOLLOW_UP"},
    {ConsentPurpose::kAdvocacy, "ADVOCACY"},
    {ConsentPurpose::kCaseStudy, "CASE_STUDY"},
    {ConsentPurpose::kStatistics, "STATISTICS"},
    {ConsentPurpose::kInternational, "INTERNATIONAL"},
}};
constexpr std::string_view to_text(ConsentPurpose value) {
  return base::text_in(kConsentPurposeTexts, value);
}
/// True for a number this version knows. Ask it of every number that comes from outside.
constexpr bool is_known(ConsentPurpose value) {
  return base::known_in(kConsentPurposeTexts, value);
}

/// The legal ground named in a message (article 6, article 9 or its counterpart). Stored and
/// signed: add at the end, never renumber.
enum class LegalBasis : std::uint8_t {
  kNone = 0,  ///< Nothing was said. Never valid from outside.
  kConsent = 1,
  kLegalObligation = 2,
  kVitalInterests = 3,
  kPublicTask = 4,
  kRecognisedDisclosure = 5,
  kRecognisedCrime = 6,
  kRecognisedSafeguarding = 7,
  kRecognisedEmergency = 8,
  kLegitimateInterests = 9,
  kExplicitConsent = 10,
  kVitalInterestsIncapable = 11,
  kLegalClaims = 12,
  kPreventingUnlawfulActs = 13,
  kSafeguardingAtRisk = 14,
  kHealthOrSocialCare = 15,
  kCriminalOffenceData = 16,
  kLawEnforcementPart3 = 17,
  kNcaGateway = 18,
  kCrimeExemption = 19,
  kDisclosureRequiredByLaw = 20,
  kVictimInformationRequest = 21,
  kNotApplicable = 22,
};

inline constexpr std::array<base::EnumText<LegalBasis>, 22> kLegalBasisTexts{{
    {LegalBasis::kConsent, "6.1.a"},
    {LegalBasis::kLegalObligation, "6.1.c"},
    {LegalBasis::kVitalInterests, "6.1.d"},
    {LegalBasis::kPublicTask, "6.1.e"},
    {LegalBasis::kRecognisedDisclosure, "6.1.ea-disclosure"},
    {LegalBasis::kRecognisedCrime, "6.1.ea-crime"},
    {LegalBasis::kRecognisedSafeguarding, "6.1.ea-safeguarding"},
    {LegalBasis::kRecognisedEmergency, "6.1.ea-emergency"},
    {LegalBasis::kLegitimateInterests, "6.1.f"},
    {LegalBasis::kExplicitConsent, "9.2.a"},
    {LegalBasis::kVitalInterestsIncapable, "9.2.c"},
    {LegalBasis::kLegalClaims, "9.2.f"},
    {LegalBasis::kPreventingUnlawfulActs, "9.2.g-10"},
    {LegalBasis::kSafeguardingAtRisk, "9.2.g-18"},
    {LegalBasis::kHealthOrSocialCare, "9.2.h"},
    {LegalBasis::kCriminalOffenceData, "10-sch1"},
    {LegalBasis::kLawEnforcementPart3, "P3"},
    {LegalBasis::kNcaGateway, "CCA13-7"},
    {LegalBasis::kCrimeExemption, "SCH2-2"},
    {LegalBasis::kDisclosureRequiredByLaw, "SCH2-5"},
    {LegalBasis::kVictimInformationRequest, "VIR"},
    {LegalBasis::kNotApplicable, "n/a"},
}};
constexpr std::string_view to_text(LegalBasis value) {
  return base::text_in(kLegalBasisTexts, value);
}
/// True for a number this version knows. Ask it of every number that comes from outside.
constexpr bool is_known(LegalBasis value) { return base::known_in(kLegalBasisTexts, value); }

/// How long before its message is made, and before it arrives, an override may have been decided:
/// it is for what cannot wait.
inline constexpr std::chrono::hours kMaxDecisionAge{24};

/// Whether consent may be overridden on this ground: vital interests, safeguarding a person at
/// risk, an emergency, serious crime, an order of a court. Consent itself, interests of one's own
/// and tasks of others are none.
constexpr bool may_override(LegalBasis ground) {
  switch (ground) {
    case LegalBasis::kVitalInterests:
    case LegalBasis::kVitalInterestsIncapable:
    case LegalBasis::kRecognisedSafeguarding:
    case LegalBasis::kSafeguardingAtRisk:
    case LegalBasis::kRecognisedEmergency:
    case LegalBasis::kRecognisedCrime:
    case LegalBasis::kPreventingUnlawfulActs:
    case LegalBasis::kCrimeExemption:
    case LegalBasis::kLegalObligation:
    case LegalBasis::kDisclosureRequiredByLaw:
      return true;
    case LegalBasis::kNone:
    case LegalBasis::kConsent:
    case LegalBasis::kPublicTask:
    case LegalBasis::kRecognisedDisclosure:
    case LegalBasis::kLegitimateInterests:
    case LegalBasis::kExplicitConsent:
    case LegalBasis::kLegalClaims:
    case LegalBasis::kHealthOrSocialCare:
    case LegalBasis::kCriminalOffenceData:
    case LegalBasis::kLawEnforcementPart3:
    case LegalBasis::kNcaGateway:
    case LegalBasis::kVictimInformationRequest:
    case LegalBasis::kNotApplicable:
      return false;
  }
  return false;
}

}  // namespace gateway::model
