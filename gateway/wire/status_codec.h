#pragma once

#include "gateway/wire/messages.h"
#include "schemas/wire.capnp.h"

namespace gateway::wire {

/// The part of an answer that says how far messages got. Inside this module only: it shows Cap'n
/// Proto types. `out` has room for all of them.
void put_statuses(capnp::List<schema::Status>::Builder out, const Statuses& statuses);
/// Clears `good` when a limit is exceeded or a field has the wrong size.
Statuses read_statuses(capnp::List<schema::Status>::Reader in, bool& good);

}  // namespace gateway::wire
