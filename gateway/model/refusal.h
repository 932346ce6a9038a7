#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace gateway::model {

/// Why something was refused. One list for gateway, clients and tools, so that `SC-2001` means the
/// same everywhere. The number is public, stored in the log and sent on the wire: add at the end of
/// a block, never renumber.
enum class Refusal : std::uint16_t {
  kUnspecified = 0,  ///< Nobody said why. A refusal all the same.

  // 1xxx: the connection and the session.
  kFrameMalformed = 1001,
  kNotAuthenticated = 1002,
  kSessionUnknown = 1003,
  kMacWrong = 1004,
  kSequenceReplayed = 1005,
  kTooLarge = 1006,
  kRateLimited = 1007,
  kFrozen = 1008,
  kKeyUnknown = 1009,
  kProtocolVersion = 1010,
  kUnavailable = 1011,

  // 2xxx: the rules of the field, in the order of rules.csv. The first that applies is the primary
  // one; MALFORMED is last.
  kConsentMissing = 2001,
  kConsentExpired = 2002,
  kConsentWithdrawn = 2003,
  kRecipientNotNamed = 2004,
  kChildConsentLogic = 2005,
  kOverrideNeedsNamedPerson = 2006,
  kRoleNotPermitted = 2007,
  kKindNotInAgreement = 2008,
  kClassificationTooHigh = 2009,
  kMarkingTooLow = 2010,
  kConditionsRequired = 2011,
  kLinkability = 2012,
  kDtnNotAnonymous = 2013,
  kSourceIdentityInText = 2014,
  kVictimIdentityNoBasis = 2015,
  kGradeInvalid = 2016,
  kRationaleRequired = 2017,
  kItemGradingRequired = 2018,
  kFactOpinionRequired = 2019,
  kAddressLeak = 2020,
  kFieldForbidden = 2021,
  kPrivilegedMaterial = 2022,
  kCellBelowThreshold = 2023,
  kSecondarySuppression = 2024,
  kGeographyTooFine = 2025,
  kVirDefective = 2026,
  kUnsafeContact = 2027,
  kFieldTooLong = 2028,
  kAttachmentType = 2029,
  kMalformed = 2030,

  // 3xxx: the envelope and the decision about it.
  kEnvelopeMalformed = 3001,
  kSignatureInvalid = 3002,
  kDigestMismatch = 3003,
  kKindUnknown = 3004,
  kSectionUnknown = 3005,
  kRoleUnknown = 3006,
  kSuiteUnknown = 3007,
  kExpired = 3008,
  kDirectoryVersion = 3009,
  kReplayDiffers = 3010,
  kRowMalformed = 3011,
  kRecipientUnknown = 3012,
  kAudienceEmpty = 3013,
  kAudienceStale = 3014,
  kCreatedInFuture = 3015,
  kPolicyDenies = 3016,
  kNoSectionLeft = 3017,
  kModeNotAllowed = 3018,
  kQuotaExceeded = 3019,
  kNotFound = 3020,
  kBatchMixed = 3021,
  kReleaseRefused = 3022,
  kSubscriptionRefused = 3023,
  kPromiseMissing = 3024,
  kRecalled = 3025,
  kTargetUnknown = 3026,
  kApprovalInvalid = 3027,
  kBreakGlassInvalid = 3028,
  kNotLocked = 3029,
  kReviewInvalid = 3030,

  // 4xxx: what a client refuses to believe or to open.
  kLogForked = 4001,
  kProofInvalid = 4002,
  kWrapInvalid = 4003,
  kCommitmentMismatch = 4004,
  kGrantMismatch = 4005,
  kDirectoryInvalid = 4006,
  kGatewayNotAuthenticated = 4007,
  kPolicyInvalid = 4008,
  kContentRejected = 4009,

  // 5xxx: configuration and files of the operator.
  kConfigInvalid = 5001,
  kKeyFileInvalid = 5002,
  kKeyFilePermissions = 5003,
  kDirectoryExpired = 5004,
  kPolicyUnsigned = 5005,
  kSelfAttackPassed = 5006,
  kLogBehindHead = 5007,
};

/// What a person is told about one refusal: what it is called, why it happens, what to do next.
struct RefusalText {
  Refusal refusal;
  std::string_view name;       ///< "CONSENT_MISSING": for 2xxx the word of rules.csv.
  std::string_view cause;      ///< One sentence.
  std::string_view next_step;  ///< One sentence.
};

/// All of them, in the order of their numbers.
std::span<const RefusalText> refusal_texts();

/// Never fails: a number that is not in the list has the text of kUnspecified.
const RefusalText& describe(Refusal refusal);

/// "SC-2001"
std::string to_code(Refusal refusal);

/// Finds by "SC-2001", "2001" or "CONSENT_MISSING"; null when there is none.
const RefusalText* find_refusal(std::string_view code_or_name);

}  // namespace gateway::model
