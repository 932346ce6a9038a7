#pragma once

#include "gateway/wire/messages.h"
#include "schemas/wire.capnp.h"

namespace gateway::wire {

/// Shared by answers and the welcome. Inside this module only: it shows Cap'n Proto types.
void put_head(schema::LogHead::Builder out, const LogHead& head);
/// Clears `good` when a limit is exceeded.
LogHead read_head(schema::LogHead::Reader in, bool& good);

/// A leaf and its way up.
void put_proof(schema::LeafProof::Builder out, const LeafProof& proof);
LeafProof read_proof(schema::LeafProof::Reader in, bool& good);

}  // namespace gateway::wire
