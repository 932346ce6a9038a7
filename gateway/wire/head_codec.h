#pragma once

#include "gateway/wire/messages.h"
#include "schemas/wire.capnp.h"

namespace gateway::wire {

/// Shared by answers and the welcome. Inside this module only: it shows Cap'n Proto types.
void put_head(schema::LogHead::Builder out, const LogHead& head);
/// Clears `good` when a limit is exceeded.
LogHead read_head(schema::LogHead::Reader in, bool& good);

}  // namespace gateway::wire
