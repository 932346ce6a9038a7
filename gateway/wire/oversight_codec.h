#pragma once

#include "gateway/wire/messages.h"
#include "schemas/wire.capnp.h"

namespace gateway::wire {

/// The part of an answer that says what is to be reviewed and told. Inside this module only: it
/// shows Cap'n Proto types.
void put_oversight(schema::Oversight::Builder out, const Oversight& body);
/// Clears `good` when a limit is exceeded or a field has the wrong size.
Oversight read_oversight(schema::Oversight::Reader in, bool& good);

}  // namespace gateway::wire
