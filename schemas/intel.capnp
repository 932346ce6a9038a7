@0x9fa0b5a1bb3df81c;

using Cxx = import "/capnp/c++.capnp";
using Common = import "/schemas/common.capnp";
$Cxx.namespace("gateway::kinds::schema");
# What people report, what police get of it, and what police answer. Who may read which field: field_map/.
# How these structs grow: README.md. The two masks of every struct: common.capnp.

struct TipIntake {
  present @0 :UInt64;
  nulls @1 :UInt64;
  envelope @2 :Common.Envelope;
  body @3 :TipIntakeBody;
}

struct TipIntakeBody {
  present @0 :UInt64;
  nulls @1 :UInt64;
  receivedVia @2 :ReceivedVia;
  source @3 :TipIntakeSource;
  observedOn @4 :Text;
  where @5 :Text;
  whatWasSeen @6 :Text;
  howKnown @7 :HowKnown;
  identifiers @8 :List(Text);
  indicators @9 :List(Text);
  immediateDanger @10 :Bool;
  emergencyServicesCalled @11 :Bool;
  alreadyReportedTo @12 :List(Text);
}

struct TipIntakeSource {
  present @0 :UInt64;
  nulls @1 :UInt64;
  partnerKind @2 :Text;
  role @3 :Text;
  identity @4 :TipIntakeIdentity;
  anonymous @5 :Bool;
  mayBeRecontacted @6 :Bool;
  consentsToPolicePassing @7 :Bool;
}

struct TipIntakeIdentity {
  present @0 :UInt64;
  nulls @1 :UInt64;
  sealedRef @2 :Text;
  scheme @3 :Text;
}

struct IntelReport {
  present @0 :UInt64;
  nulls @1 :UInt64;
  envelope @2 :Common.Envelope;
  body @3 :IntelReportBody;
}

struct IntelReportBody {
  present @0 :UInt64;
  nulls @1 :UInt64;
  ourRef @2 :Text;
  subject @3 :Text;
  dateOfInformation @4 :Text;
  reportedBy @5 :IntelReportReportedBy;
  source @6 :IntelReportSource;
  items @7 :List(IntelReportItem);
  proposedHandling @8 :IntelReportProposedHandling;
  subjects @9 :List(IntelReportSubject);
  locations @10 :List(IntelReportLocation);
  vehicles @11 :List(IntelReportVehicle);
  comms @12 :List(IntelReportContact);
  offencesSuspected @13 :List(Offence);
  policeAreas @14 :List(Text);
  riskAssessment @15 :IntelReportRiskAssessment;
  victimIdentity @16 :IntelReportVictimIdentity;
  sanitisation @17 :Common.Sanitisation;
  priorityProposed @18 :Common.Level;
}

struct IntelReportReportedBy {
  present @0 :UInt64;
  nulls @1 :UInt64;
  org @2 :Text;
  staffId @3 :Text;
  role @4 :Text;
}

struct IntelReportSource {
  present @0 :UInt64;
  nulls @1 :UInt64;
  ref @2 :Text;
  type @3 :SourceType;
  identityIncluded @4 :Bool;
  sealedIdentity @5 :Text;
}

struct IntelReportItem {
  present @0 :UInt64;
  nulls @1 :UInt64;
  itemNo @2 :Int32;
  text @3 :Text;
  sourceEval @4 :SourceEvaluation;
  assessment @5 :Assessment;
  rationale @6 :Text;
  provenance @7 :Text;
  factOrOpinion @8 :FactOrOpinion;
  about @9 :List(Text);
}

struct IntelReportProposedHandling {
  present @0 :UInt64;
  nulls @1 :UInt64;
  code @2 :Common.HandlingCode;
  conditions @3 :List(Text);
}

struct IntelReportSubject {
  present @0 :UInt64;
  nulls @1 :UInt64;
  ref @2 :Text;
  category @3 :Common.SubjectCategory;
  name @4 :Text;
  aka @5 :List(Text);
  approxAge @6 :Text;
  gender @7 :Common.Gender;
  description @8 :Text;
  role @9 :List(Text);
}

struct IntelReportLocation {
  present @0 :UInt64;
  nulls @1 :UInt64;
  ref @2 :Text;
  kind @3 :LocationKind;
  text @4 :Text;
}

struct IntelReportVehicle {
  present @0 :UInt64;
  nulls @1 :UInt64;
  ref @2 :Text;
  vrm @3 :Text;
  description @4 :Text;
}

struct IntelReportContact {
  present @0 :UInt64;
  nulls @1 :UInt64;
  ref @2 :Text;
  kind @3 :CommsKind;
  value @4 :Text;
}

struct IntelReportRiskAssessment {
  present @0 :UInt64;
  nulls @1 :UInt64;
  toSource @2 :Text;
  toPotentialVictims @3 :Text;
  toStaff @4 :Text;
  adviceToRecipient @5 :Text;
}

struct IntelReportVictimIdentity {
  present @0 :UInt64;
  nulls @1 :UInt64;
  included @2 :Bool;
  reason @3 :Text;
  see @4 :Text;
}

struct IntelAck {
  present @0 :UInt64;
  nulls @1 :UInt64;
  envelope @2 :Common.Envelope;
  body @3 :IntelAckBody;
}

struct IntelAckBody {
  present @0 :UInt64;
  nulls @1 :UInt64;
  urn @2 :Text;
  decision @3 :IntelDecision;
  gradedItems @4 :List(IntelAckGradedItem);
  finalHandling @5 :Common.HandlingCode;
  outcome @6 :IntelOutcome;
  feedback @7 :Text;
  contactForQueries @8 :Text;
}

struct IntelAckGradedItem {
  present @0 :UInt64;
  nulls @1 :UInt64;
  itemNo @2 :Int32;
  sourceEval @3 :SourceEvaluation;
  assessment @4 :Assessment;
  rationale @5 :Text;
}

enum ReceivedVia {
  unspecified @0;
  faceToFace @1 $Common.word("FACE_TO_FACE");
  secureEmail @2 $Common.word("SECURE_EMAIL");
  phone @3 $Common.word("PHONE");
  webform @4 $Common.word("WEBFORM");
  letter @5 $Common.word("LETTER");
}

enum HowKnown {
  unspecified @0;
  firstHand @1 $Common.word("FIRST_HAND");
  secondHand @2 $Common.word("SECOND_HAND");
}

enum SourceType {
  unspecified @0;
  partnerProfessional @1 $Common.word("PARTNER_PROFESSIONAL");
  publicAnonymous @2 $Common.word("PUBLIC_ANONYMOUS");
  victimAccount @3 $Common.word("VICTIM_ACCOUNT");
  publicNamed @4 $Common.word("PUBLIC_NAMED");
  staffObservation @5 $Common.word("STAFF_OBSERVATION");
}

enum SourceEvaluation {
  unspecified @0;
  n1 @1 $Common.word("1");
  n2 @2 $Common.word("2");
  n3 @3 $Common.word("3");
}

enum Assessment {
  unspecified @0;
  a @1 $Common.word("A");
  b @2 $Common.word("B");
  c @3 $Common.word("C");
  d @4 $Common.word("D");
  e @5 $Common.word("E");
}

enum FactOrOpinion {
  unspecified @0;
  factReported @1 $Common.word("FACT_REPORTED");
  factObserved @2 $Common.word("FACT_OBSERVED");
  opinion @3 $Common.word("OPINION");
}

enum LocationKind {
  unspecified @0;
  house @1 $Common.word("HOUSE");
  workplace @2 $Common.word("WORKPLACE");
  publicPlace @3 $Common.word("PUBLIC_PLACE");
  vehicleStop @4 $Common.word("VEHICLE_STOP");
  other @5 $Common.word("OTHER");
}

enum CommsKind {
  unspecified @0;
  msisdn @1 $Common.word("MSISDN");
  email @2 $Common.word("EMAIL");
  url @3 $Common.word("URL");
  handle @4 $Common.word("HANDLE");
  account @5 $Common.word("ACCOUNT");
  imei @6 $Common.word("IMEI");
}

enum Offence {
  unspecified @0;
  cja0971 @1 $Common.word("CJA09-71");
  soa0353a @2 $Common.word("SOA03-53A");
  soa0357 @3 $Common.word("SOA03-57");
  soa0358 @4 $Common.word("SOA03-58");
  soa0359 @5 $Common.word("SOA03-59");
  soa0359a @6 $Common.word("SOA03-59A");
  aitca044 @7 $Common.word("AITCA04-4");
  msa151 @8 $Common.word("MSA15-1");
  msa152 @9 $Common.word("MSA15-2");
  msa154 @10 $Common.word("MSA15-4");
  msa1530 @11 $Common.word("MSA15-30");
  htesa151 @12 $Common.word("HTESA15-1");
  htesa154 @13 $Common.word("HTESA15-4");
  cjlsa1047 @14 $Common.word("CJLSA10-47");
  cjsa0322 @15 $Common.word("CJSA03-22");
  hteni151 @16 $Common.word("HTENI15-1");
  hteni152 @17 $Common.word("HTENI15-2");
  hteni154 @18 $Common.word("HTENI15-4");
}

enum IntelDecision {
  unspecified @0;
  accepted @1 $Common.word("ACCEPTED");
  acceptedRegraded @2 $Common.word("ACCEPTED_REGRADED");
  rejectedDuplicate @3 $Common.word("REJECTED_DUPLICATE");
  rejected @4 $Common.word("REJECTED");
}

enum IntelOutcome {
  unspecified @0;
  moreInfo @1 $Common.word("MORE_INFO");
  held @2 $Common.word("HELD");
  actioned @3 $Common.word("ACTIONED");
  developing @4 $Common.word("DEVELOPING");
  noFurther @5 $Common.word("NO_FURTHER");
}
