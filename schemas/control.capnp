@0xe1a40c2b9d5f7736;

using Cxx = import "/capnp/c++.capnp";
using Common = import "/schemas/common.capnp";
$Cxx.namespace("gateway::kinds::schema");
# What the originator of a message says about it afterwards. Who may read which field: field_map/.
# How these structs grow: README.md. The two masks of every struct: common.capnp.

struct ControlRecall {
  present @0 :UInt64;
  nulls @1 :UInt64;
  envelope @2 :Common.Envelope;
  body @3 :ControlRecallBody;
}

struct ControlRecallBody {
  present @0 :UInt64;
  nulls @1 :UInt64;
  targetMessageId @2 :Text;
  action @3 :RecallAction;
  items @4 :List(Int32);
  reasonCode @5 :Text;
  deadline @6 :Text;
}

enum RecallAction {
  unspecified @0;
  delete @1 $Common.word("DELETE");
  return @2 $Common.word("RETURN");
  stopUse @3 $Common.word("STOP_USE");
  stopUseItem @4 $Common.word("STOP_USE_ITEM");
  retainUnderLegalHold @5 $Common.word("RETAIN_UNDER_LEGAL_HOLD");
}

struct ControlRectify {
  present @0 :UInt64;
  nulls @1 :UInt64;
  envelope @2 :Common.Envelope;
  body @3 :ControlRectifyBody;
}

struct ControlRectifyBody {
  present @0 :UInt64;
  nulls @1 :UInt64;
  targetMessageId @2 :Text;
  corrections @3 :List(Correction);
  effectiveAt @4 :Text;
}

struct Correction {
  present @0 :UInt64;
  nulls @1 :UInt64;
  path @2 :Text;
  newValue @3 :Text;
  wasWrong @4 :Bool;
}
