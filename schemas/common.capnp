@0xb24318fc1a79dda3;

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("gateway::kinds::schema");
# What the interchange form of every kind has in common: its envelope part and the code lists more
# than one family uses. How these structs grow: README.md.
#
# Every struct starts with two masks. Bit n belongs to the field with ordinal n + 2: set in
# `present` when the field has a value, in `nulls` when it is there and null, in neither when it is
# absent or lies in another section.

annotation word @0xf996f17c729b0415 (enumerant) :Text;
# The word that stands for an enumerant in interchange JSON. What has none is never valid.

struct Envelope {
  present @0 :UInt64;
  nulls @1 :UInt64;
  messageId @2 :Text;
  kind @3 :Kind;
  schemaVersion @4 :Text;
  createdAt @5 :Text;
  sender @6 :Sender;
  caseRef @7 :Text;
  subjectPseudonym @8 :Text;
  correlationId @9 :Text;
  inReplyTo @10 :Text;
  urgency @11 :Urgency;
  marking @12 :Marking;
  sharing @13 :Sharing;
  legal @14 :Legal;
  dataSubjects @15 :List(DataSubject);
  retention @16 :Retention;
  synthetic @17 :Bool;
}

struct Sender {
  present @0 :UInt64;
  nulls @1 :UInt64;
  partner @2 :Text;
  unit @3 :Text;
}

struct Marking {
  present @0 :UInt64;
  nulls @1 :UInt64;
  gsc @2 :Gsc;
  handlingInstructions @3 :List(Text);
  descriptors @4 :List(Text);
  tlp @5 :Tlp;
  pap @6 :Pap;
}

struct Sharing {
  present @0 :UInt64;
  nulls @1 :UInt64;
  handlingCode @2 :HandlingCode;
  conditions @3 :List(Text);
  onward @4 :Onward;
}

struct Legal {
  present @0 :UInt64;
  nulls @1 :UInt64;
  purpose @2 :Purpose;
  art6 @3 :LegalBasis;
  art9 @4 :LegalBasis;
  consentRefs @5 :List(Text);
  override @6 :Override;
}

struct Override {
  present @0 :UInt64;
  nulls @1 :UInt64;
  basis @2 :Text;
  decidedBy @3 :Text;
  decidedAt @4 :Text;
  reason @5 :Text;
}

struct DataSubject {
  present @0 :UInt64;
  nulls @1 :UInt64;
  ref @2 :Text;
  category @3 :SubjectCategory;
  adult @4 :Bool;
  identified @5 :Bool;
}

struct Retention {
  present @0 :UInt64;
  nulls @1 :UInt64;
  klass @2 :RetentionClass;
  reviewOn @3 :Text;
  legalHold @4 :Bool;
}

struct Sanitisation {
  present @0 :UInt64;
  nulls @1 :UInt64;
  by @2 :Text;
  secondChecker @3 :Text;
  checks @4 :List(Text);
}
# Who made the text fit for readers who may only see a sanitised form, and who checked it.

enum Kind {
  unspecified @0;
  tipIntake @1 $word("tip.intake");
  intelReport @2 $word("intel.report");
  intelAck @3 $word("intel.ack");
  alertRisk @4 $word("alert.risk");
  consentRecord @5 $word("consent.record");
  consentWithdraw @6 $word("consent.withdraw");
  nrmReferralPack @7 $word("nrm.referral_pack");
  nrmDtnPack @8 $word("nrm.dtn_pack");
  nrmStatus @9 $word("nrm.status");
  aftercareReferral @10 $word("aftercare.referral");
  aftercareResponse @11 $word("aftercare.response");
  aftercareHandover @12 $word("aftercare.handover");
  aftercareArrival @13 $word("aftercare.arrival");
  aftercareFollowup @14 $word("aftercare.followup");
  advocacyRequest @15 $word("advocacy.request");
  justiceStatementPlan @16 $word("justice.statement_plan");
  justiceEvidenceBundle @17 $word("justice.evidence_bundle");
  justiceVictimInfoRequest @18 $word("justice.victim_info_request");
  justiceVictimInfoResponse @19 $word("justice.victim_info_response");
  justiceCaseUpdate @20 $word("justice.case_update");
  safeguardingReferral @21 $word("safeguarding.referral");
  statsAggregate @22 $word("stats.aggregate");
  bulletinTrend @23 $word("bulletin.trend");
  controlRecall @24 $word("control.recall");
  controlRectify @25 $word("control.rectify");
  controlDisclosureLog @26 $word("control.disclosure_log");
}

enum Urgency {
  unspecified @0;
  bulk @1 $word("BULK");
  routine @2 $word("ROUTINE");
  priority @3 $word("PRIORITY");
  immediate @4 $word("IMMEDIATE");
  flash @5 $word("FLASH");
}

enum Gsc {
  unspecified @0;
  official @1 $word("OFFICIAL");
  officialSensitive @2 $word("OFFICIAL-SENSITIVE");
  secret @3 $word("SECRET");
  topSecret @4 $word("TOP SECRET");
}
# SECRET and above are known only to be refused.

enum Tlp {
  unspecified @0;
  red @1 $word("RED");
  amberStrict @2 $word("AMBER+STRICT");
  amber @3 $word("AMBER");
  green @4 $word("GREEN");
  clear @5 $word("CLEAR");
}

enum Pap {
  unspecified @0;
  red @1 $word("RED");
  amber @2 $word("AMBER");
  green @3 $word("GREEN");
  clear @4 $word("CLEAR");
}

enum HandlingCode {
  unspecified @0;
  permitted @1 $word("P");
  conditions @2 $word("C");
}

enum Onward {
  unspecified @0;
  originatorPermission @1 $word("ORIGINATOR_PERMISSION");
  permitted @2 $word("PERMITTED");
}

enum Purpose {
  unspecified @0;
  crimePrevention @1 $word("CRIME_PREVENTION");
  victimSupport @2 $word("VICTIM_SUPPORT");
  safeguarding @3 $word("SAFEGUARDING");
  accountability @4 $word("ACCOUNTABILITY");
  accessToJustice @5 $word("ACCESS_TO_JUSTICE");
  prosecution @6 $word("PROSECUTION");
  prevention @7 $word("PREVENTION");
  statistics @8 $word("STATISTICS");
}

enum LegalBasis {
  unspecified @0;
  consent @1 $word("6.1.a");
  legalObligation @2 $word("6.1.c");
  vitalInterests @3 $word("6.1.d");
  publicTask @4 $word("6.1.e");
  recognisedDisclosure @5 $word("6.1.ea-disclosure");
  recognisedCrime @6 $word("6.1.ea-crime");
  recognisedSafeguarding @7 $word("6.1.ea-safeguarding");
  recognisedEmergency @8 $word("6.1.ea-emergency");
  legitimateInterests @9 $word("6.1.f");
  explicitConsent @10 $word("9.2.a");
  vitalInterestsIncapable @11 $word("9.2.c");
  legalClaims @12 $word("9.2.f");
  preventingUnlawfulActs @13 $word("9.2.g-10");
  safeguardingAtRisk @14 $word("9.2.g-18");
  healthOrSocialCare @15 $word("9.2.h");
  criminalOffenceData @16 $word("10-sch1");
  lawEnforcementPart3 @17 $word("P3");
  ncaGateway @18 $word("CCA13-7");
  crimeExemption @19 $word("SCH2-2");
  disclosureRequiredByLaw @20 $word("SCH2-5");
  victimInformationRequest @21 $word("VIR");
  notApplicable @22 $word("n/a");
}

enum SubjectCategory {
  unspecified @0;
  victimOrPossibleVictim @1 $word("VICTIM_OR_POSSIBLE_VICTIM");
  suspect @2 $word("SUSPECT");
  informant @3 $word("INFORMANT");
  witness @4 $word("WITNESS");
}

enum RetentionClass {
  unspecified @0;
  g0 @1 $word("G0");
  r1 @2 $word("R1");
  r2 @3 $word("R2");
  r3 @4 $word("R3");
  r4 @5 $word("R4");
  r5 @6 $word("R5");
  r6 @7 $word("R6");
  r7 @8 $word("R7");
  r8 @9 $word("R8");
  pol1 @10 $word("POL-1");
  pol2 @11 $word("POL-2");
  pol3 @12 $word("POL-3");
}

enum Gender {
  unspecified @0;
  male @1 $word("male");
  female @2 $word("female");
  other @3 $word("other");
  unknown @4 $word("unknown");
}

enum ConsentPurpose {
  unspecified @0;
  carePlacement @1 $word("CARE_PLACEMENT");
  nrmReferral @2 $word("NRM_REFERRAL");
  policeIdentity @3 $word("POLICE_IDENTITY");
  policeAccount @4 $word("POLICE_ACCOUNT");
  evidence @5 $word("EVIDENCE");
  health @6 $word("HEALTH");
  legalRep @7 $word("LEGAL_REP");
  laSafeguarding @8 $word("LA_SAFEGUARDING");
  housingBenefits @9 $word("HOUSING_BENEFITS");
  followUp @10 $word("FOLLOW_UP");
  advocacy @11 $word("ADVOCACY");
  caseStudy @12 $word("CASE_STUDY");
  statistics @13 $word("STATISTICS");
  international @14 $word("INTERNATIONAL");
}

enum Level {
  unspecified @0;
  none @1 $word("NONE");
  low @2 $word("LOW");
  medium @3 $word("MEDIUM");
  high @4 $word("HIGH");
}
