@0xdfe16534f28f6650;

using Cxx = import "/capnp/c++.capnp";
using Common = import "/schemas/common.capnp";
$Cxx.namespace("gateway::kinds::schema");
# A bed asked for, and the answer. Who may read which field: field_map/.
# How these structs grow: README.md. The two masks of every struct: common.capnp.

struct AftercareReferral {
  present @0 :UInt64;
  nulls @1 :UInt64;
  envelope @2 :Common.Envelope;
  body @3 :AftercareReferralBody;
}

struct AftercareReferralBody {
  present @0 :UInt64;
  nulls @1 :UInt64;
  referralRef @2 :Text;
  neededFrom @3 :Text;
  service @4 :AftercareReferralService;
  person @5 :AftercareReferralPerson;
  needs @6 :AftercareReferralNeeds;
  health @7 :AftercareReferralHealth;
  risk @8 :AftercareReferralRisk;
  pickUp @9 :Text;
  window @10 :Text;
  nrmIntent @11 :Text;
  placeOfSafetyDaysUsed @12 :Int32;
  sanitisation @13 :Common.Sanitisation;
}

struct AftercareReferralService {
  present @0 :UInt64;
  nulls @1 :UInt64;
  accommodation @2 :Accommodation;
  outreach @3 :Bool;
}

struct AftercareReferralPerson {
  present @0 :UInt64;
  nulls @1 :UInt64;
  pseudonym @2 :Text;
  firstName @3 :Text;
  lastName @4 :Text;
  dob @5 :Text;
  gender @6 :Common.Gender;
  nationality @7 :Text;
}

struct AftercareReferralNeeds {
  present @0 :UInt64;
  nulls @1 :UInt64;
  language @2 :Text;
  interpreter @3 :Bool;
  dependants @4 :Int32;
  mobility @5 :Text;
  diet @6 :Text;
  faithNeeds @7 :Text;
  workerGender @8 :WorkerGender;
  smoker @9 :Bool;
  digital @10 :Text;
}

struct AftercareReferralHealth {
  present @0 :UInt64;
  nulls @1 :UInt64;
  physical @2 :Text;
  mentalHealthFlag @3 :Text;
  substance @4 :Text;
  medication @5 :Text;
}

struct AftercareReferralRisk {
  present @0 :UInt64;
  nulls @1 :UInt64;
  fromExploiters @2 :Text;
  exploiterAreaToAvoid @3 :List(Text);
  selfHarm @4 :Common.Level;
  toOthers @5 :Text;
  arson @6 :Text;
  visitorsWillSeek @7 :Bool;
  licence @8 :Text;
}

struct AftercareResponse {
  present @0 :UInt64;
  nulls @1 :UInt64;
  envelope @2 :Common.Envelope;
  body @3 :AftercareResponseBody;
}

struct AftercareResponseBody {
  present @0 :UInt64;
  nulls @1 :UInt64;
  decision @2 :PlacementDecision;
  reason @3 :Text;
  bedFrom @4 :Text;
  roomType @5 :RoomType;
  transport @6 :AftercareResponseTransport;
  addressDisclosure @7 :AddressDisclosure;
  conditions @8 :List(Text);
}

struct AftercareResponseTransport {
  present @0 :UInt64;
  nulls @1 :UInt64;
  providedBy @2 :Text;
  driverVetted @3 :Bool;
}

enum Accommodation {
  unspecified @0;
  safeHouse @1 $Common.word("SAFE_HOUSE");
  safeHouseWomenOnly @2 $Common.word("SAFE_HOUSE_WOMEN_ONLY");
  outreachOnRelease @3 $Common.word("OUTREACH_ON_RELEASE");
  emergencyMove @4 $Common.word("EMERGENCY_MOVE");
  noneMoveOn @5 $Common.word("NONE_MOVE_ON");
  outreachOnly @6 $Common.word("OUTREACH_ONLY");
}

enum WorkerGender {
  unspecified @0;
  noPreference @1 $Common.word("NO_PREFERENCE");
  femaleOnly @2 $Common.word("FEMALE_ONLY");
  femalePreferred @3 $Common.word("FEMALE_PREFERRED");
  maleOnly @4 $Common.word("MALE_ONLY");
  malePreferred @5 $Common.word("MALE_PREFERRED");
}

enum PlacementDecision {
  unspecified @0;
  offer @1 $Common.word("OFFER");
  offerConditional @2 $Common.word("OFFER_CONDITIONAL");
  decline @3 $Common.word("DECLINE");
}

enum RoomType {
  unspecified @0;
  single @1 $Common.word("SINGLE");
  shared @2 $Common.word("SHARED");
  family @3 $Common.word("FAMILY");
  selfContained @4 $Common.word("SELF_CONTAINED");
}

enum AddressDisclosure {
  unspecified @0;
  voiceOnlyAtHandover @1 $Common.word("VOICE_ONLY_AT_HANDOVER");
  sealedTokenAtHandover @2 $Common.word("SEALED_TOKEN_AT_HANDOVER");
}
