@0xc83b3869d6135752;

using Cxx = import "/capnp/c++.capnp";
using Common = import "/schemas/common.capnp";
$Cxx.namespace("gateway::kinds::schema");
# What a survivor agreed to, and what they take back. Who may read which field: field_map/.
# How these structs grow: README.md. The two masks of every struct: common.capnp.

struct ConsentRecord {
  present @0 :UInt64;
  nulls @1 :UInt64;
  envelope @2 :Common.Envelope;
  body @3 :ConsentRecordBody;
}

struct ConsentRecordBody {
  present @0 :UInt64;
  nulls @1 :UInt64;
  consentId @2 :Text;
  givenBy @3 :GivenBy;
  capacity @4 :Capacity;
  ageConfirmed @5 :Bool;
  purposes @6 :List(Common.ConsentPurpose);
  namedRecipients @7 :List(Text);
  scopeFields @8 :Text;
  excluded @9 :List(Common.ConsentPurpose);
  explainedIn @10 :Text;
  interpreter @11 :Text;
  privacyNoticeVersion @12 :Text;
  understoodCanRefuse @13 :Bool;
  understoodCanWithdraw @14 :Bool;
  method @15 :ConsentMethod;
  evidenceSha256 @16 :Text;
  givenAt @17 :Text;
  expiresAt @18 :Text;
  notes @19 :Text;
}

enum GivenBy {
  unspecified @0;
  self @1 $Common.word("SELF");
  parent @2 $Common.word("PARENT");
  guardian @3 $Common.word("GUARDIAN");
  deputy @4 $Common.word("DEPUTY");
}

enum Capacity {
  unspecified @0;
  capacityPresumed @1 $Common.word("CAPACITY_PRESUMED");
  capacityAssessed @2 $Common.word("CAPACITY_ASSESSED");
  bestInterests @3 $Common.word("BEST_INTERESTS");
}

enum ConsentMethod {
  unspecified @0;
  signedPaperScanned @1 $Common.word("SIGNED_PAPER_SCANNED");
  signedElectronically @2 $Common.word("SIGNED_ELECTRONICALLY");
  recordedVerbal @3 $Common.word("RECORDED_VERBAL");
  witnessedVerbal @4 $Common.word("WITNESSED_VERBAL");
}

struct ConsentWithdraw {
  present @0 :UInt64;
  nulls @1 :UInt64;
  envelope @2 :Common.Envelope;
  body @3 :ConsentWithdrawBody;
}

struct ConsentWithdrawBody {
  present @0 :UInt64;
  nulls @1 :UInt64;
  consentId @2 :Text;
  withdrawnPurposes @3 :List(Common.ConsentPurpose);
  effectiveAt @4 :Text;
  requestedBy @5 :RequestedBy;
  required @6 :List(RequiredAction);
  reason @7 :Text;
  nrmEffect @8 :Text;
}

struct RequiredAction {
  present @0 :UInt64;
  nulls @1 :UInt64;
  partner @2 :Text;
  action @3 :WithdrawalAction;
  basis @4 :Text;
}
# What one recipient has to do with what it holds. Each recipient's copy has its own entries only.

enum RequestedBy {
  unspecified @0;
  self @1 $Common.word("SELF");
  parent @2 $Common.word("PARENT");
  guardian @3 $Common.word("GUARDIAN");
  deputy @4 $Common.word("DEPUTY");
  supportWorker @5 $Common.word("SUPPORT_WORKER");
}

enum WithdrawalAction {
  unspecified @0;
  stopUse @1 $Common.word("STOP_USE");
  return @2 $Common.word("RETURN");
  delete @3 $Common.word("DELETE");
  retainUnderLegalHold @4 $Common.word("RETAIN_UNDER_LEGAL_HOLD");
  stopAndDeleteFollowups @5 $Common.word("STOP_AND_DELETE_FOLLOWUPS");
  notifyCompetentAuthority @6 $Common.word("NOTIFY_COMPETENT_AUTHORITY_OF_WITHDRAWAL");
  endOfSupportPlan @7 $Common.word("END_OF_SUPPORT_PLAN");
}
