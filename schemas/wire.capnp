@0xd5b8a3c1f6e04721;

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("gateway::wire::schema");
# What a partner's client and the gateway's core say to each other once a session exists. Only ever
# append ordinals; an unknown union member is refused. Frames, limits and MACs: gateway/wire/FORMAT.md.

struct Hello {
  version @0 :UInt16;
  partner @1 :UInt32;
  unit @2 :Text;
  keyId @3 :Data;            # 8 bytes
  ephemeral @4 :Data;        # X25519, 32 bytes
  nonce @5 :Data;            # 16 bytes
  curveKey @6 :Data;         # CURVE public key of the connection, 32 bytes
  timeMinutes @7 :UInt32;
  headSize @8 :UInt64;       # latest log head this client verified; 0 for none
  directoryVersion @9 :UInt32;
}

struct Welcome {
  version @0 :UInt16;
  sessionId @1 :Data;        # 16 bytes
  ephemeral @2 :Data;        # 32 bytes
  timeMillis @3 :UInt64;
  directoryVersion @4 :UInt32;
  directoryHash @5 :Data;
  policyDigest @6 :Data;
  head @7 :LogHead;
}

struct LogHead {             # a signed checkpoint and the proof that it extends the head named before
  checkpoint @0 :Text;
  consistency @1 :List(Data);
  fromSize @2 :UInt64;
}

struct LeafProof {
  leaf @0 :Data;             # 152 bytes
  index @1 :UInt64;
  path @2 :List(Data);
}

struct Request {
  id @0 :UInt64;
  union {
    submit @1 :UInt32;           # number of envelopes; they follow as attachments
    attach @2 :Attach;
    credit @3 :UInt32;
    receipts @4 :List(SignedReceipt);
    release @5 :Release;
    subscribe @6 :Text;          # signed subscription
    subscriptions @7 :Text;      # topic: asks for the signed subscriptions that match
    status @8 :List(Data);       # message ids
    consents @9 :Data;           # consent group
    directory @10 :UInt32;       # version known; asks for the notes after it
    policies @11 :Void;
    head @12 :UInt64;            # size known; asks for the newest head
    freeze @13 :Text;            # signed freeze
    ping @14 :Void;
    breakGlass @15 :Text;        # break-glass note, signed by trustees
    review @16 :Text;            # signed review
    oversight @17 :Void;         # asks what is to be reviewed and told
    told @18 :List(Data);        # hashes of break-glass notes that this unit has on its disk
  }
}

struct Attach {
  role @0 :UInt8;
  credit @1 :UInt32;
}

struct SignedReceipt {
  receipt @0 :Data;
  signature @1 :Data;
}

struct Release {
  request @0 :Data;              # exact signed bytes of ReleaseRequest
  signature @1 :Data;
}

struct ReleaseRequest {
  requestId @0 :Data;            # 16 bytes
  envelopeId @1 :Data;
  rowCommitment @2 :Data;
  sections @3 :UInt32;           # bits over the head's sections
  ephemeral @4 :Data;            # X25519, 32 bytes
  expiresMinutes @5 :UInt32;
  partner @6 :UInt32;
  unit @7 :Text;
  keyId @8 :Data;
}

struct Answer {
  re @0 :UInt64;                 # the request's id; 0 for a delivery
  head @1 :LogHead;              # present where a proof is given
  union {
    refused @2 :Refused;
    submitted @3 :List(Submitted);
    done @4 :Void;
    delivery @5 :Delivery;
    receipted @6 :List(Submitted);
    released @7 :Released;
    subscriptions @8 :Subscriptions;
    status @9 :List(Status);
    consents @10 :List(Consent);
    notes @11 :List(Text);
    headOnly @12 :Void;
    oversight @13 :Oversight;
  }
}

struct Refused {
  code @0 :UInt16;
  retryMillis @1 :UInt32;
}

struct Submitted {
  subject @0 :Data;              # envelope id, or receipt digest
  code @1 :UInt16;               # 0 accepted
  proof @2 :LeafProof;           # when accepted
}

struct Delivery {
  deliveryId @0 :UInt64;
  attempt @1 :UInt32;
  proof @2 :LeafProof;
  acceptTimeMillis @3 :UInt64;
}                                # the view follows as attachment

struct Released {
  requestId @0 :Data;
  encapsulated @1 :Data;
  sealed @2 :Data;
  proof @3 :LeafProof;
}

struct Subscriptions {
  notes @0 :List(Text);
  logSize @1 :UInt64;
}

struct Oversight {
  breakGlass @0 :UInt32;         # how often it was ever used
  inForce @1 :UInt32;
  reviews @2 :List(OpenReview);
  notices @3 :List(BreakGlassNotice);
}

struct OpenReview {
  what @0 :UInt8;                # 1 override, 2 break-glass
  subject @1 :Data;              # envelope id; of break-glass the hash of its note
  messageId @2 :Data;            # 16 bytes
  openedMillis @3 :UInt64;
  dueMillis @4 :UInt64;
}

struct BreakGlassNotice {
  note @0 :Text;                 # as the trustees signed it
  messageId @1 :Data;            # 16 bytes
  opening @2 :Data;              # 32 bytes: opens the detail of the leaf, which is the note
  proof @3 :LeafProof;
}

struct Status {
  messageId @0 :Data;
  known @1 :Bool;
  rows @2 :List(RowStatus);
  envelopeId @3 :Data;           # 32 bytes; empty when unknown
  withdrawn @4 :UInt32;          # of a withdrawal: handles of the record it names that are withdrawn
}

struct RowStatus {
  partner @0 :UInt32;
  unit @1 :Text;
  role @2 :UInt8;
  state @3 :UInt8;
  opened @4 :UInt32;             # bits of sections with an opened receipt
  rowCommitment @5 :Data;        # 32 bytes; empty once the ciphertext was erased
  acted @6 :Bool;                # there is an acted receipt
  reason @7 :UInt8;              # why it is held back or can no longer be read
  refusal @8 :UInt16;            # what it was refused with when it was decided again; 0 when it was not
  acceptedMillis @9 :UInt64;
  fetchedMillis @10 :UInt64;     # of the first receipt of each stage, as the recipient says; 0 for none
  openedMillis @11 :UInt64;
  actedMillis @12 :UInt64;
}

struct Consent {
  handle @0 :Data;
  purpose @1 :UInt8;
  recipient @2 :UInt32;
  role @3 :UInt8;
  fromMinutes @4 :UInt32;
  untilMinutes @5 :UInt32;
  withdrawn @6 :Bool;
}
