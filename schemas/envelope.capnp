@0x978f0500f51141ef;

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("gateway::envelope::schema");
# The parts of an envelope whose exact bytes are hashed and signed. Frozen: a new field is a new
# `version`, never an appended ordinal. Limits and the one allowed encoding: gateway/envelope/FORMAT.md.

struct Head {
  version @0 :UInt16;               # 3
  suite @1 :UInt16;                 # 1
  messageId @2 :Data;               # 16
  salt @3 :Data;                    # 32
  senderPartner @4 :UInt32;
  senderUnit @5 :Text;
  senderKeyId @6 :Data;             # 8
  createdMinutes @7 :UInt32;
  expiresMinutes @8 :UInt32;
  directoryVersion @9 :UInt32;
  directoryHash @10 :Data;          # 32
  kind @11 :UInt16;
  topic @12 :Text;
  marking @13 :UInt8;
  handlingCode @14 :UInt8;
  urgency @15 :UInt8;
  gossip @16 :Gossip;
  sections @17 :List(SectionEntry); # ascending by section
  rowCommitments @18 :Data;         # 32 each, ascending
  gatewayRowCommitment @19 :Data;   # 32
  reasonCommitment @20 :Data;       # 32; absent without an override
}

struct Gossip {
  size @0 :UInt64;
  root @1 :Data;                    # 32
  keyId @2 :Data;                   # 4
  signature @3 :Data;               # 64
}

struct SectionEntry {
  section @0 :UInt8;
  mode @1 :UInt8;
  paddedLength @2 :UInt64;
  commitment @3 :Data;              # 32
}

struct Row {
  salt @0 :Data;                    # 32
  partner @1 :UInt32;               # 0: a filler
  unit @2 :Text;
  role @3 :UInt8;
  prekeyId @4 :Data;                # 8
  granted @5 :UInt32;               # bit i: section i of the head
  conversationId @6 :Data;          # 16
  consentHandle @7 :Data;           # 32
  tagNonce @8 :Data;                # 16
  caseTag @9 :Data;                 # 16
  releaseHalfHashes @10 :Data;      # 32 for each section of the head; absent when none is released
  promises @11 :Data;               # 5 for each section of the head; absent when nothing is promised
}

struct GatewayRow {
  salt @0 :Data;                    # 32
  purpose @1 :UInt8;
  art6 @2 :UInt8;
  art9 @3 :UInt8;
  flags @4 :UInt32;
  consentHandles @5 :Data;          # 32 each
  override @6 :Override;
  approvals @7 :List(Text);
  target @8 :Target;
  audienceLogSize @9 :UInt64;
  consentGroup @10 :Data;           # 32; absent where no record is meant
  consentGrants @11 :List(ConsentGrant);
  withdrawnPurposes @12 :UInt32;    # bit n: consent purpose n; 0 unless a withdrawal
  planDigest @13 :Data;             # 32
}

struct Override {
  ground @0 :UInt8;
  timeMinutes @1 :UInt32;
  personKey @2 :Data;               # 32
  signature @3 :Data;               # 64
  reasonCommitment @4 :Data;        # 32
}

struct Target {
  envelopeId @0 :Data;              # 32
  rowCommitment @1 :Data;           # 32
}

struct ConsentGrant {
  handle @0 :Data;                  # 32
  purpose @1 :UInt8;
  recipientPartner @2 :UInt32;
  recipientRole @3 :UInt8;
  validFromMinutes @4 :UInt32;
  validUntilMinutes @5 :UInt32;
}

struct Digests {
  wrapHashes @0 :Data;              # 32 each, in the order of the rows
  sectionRoots @1 :Data;            # 32 each, in the order of the head's sections
  halvesHashes @2 :Data;            # 32 each, in the order of the rows; absent without release
}
