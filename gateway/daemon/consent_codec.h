#pragma once

#include "gateway/base/bytes.h"
#include "gateway/base/result.h"
#include "gateway/consent/register.h"

namespace gateway::daemon {

/// A consent entry as the store keeps it. Fixed layout; our own, not public.
base::Bytes encode_consent(const consent::Entry& entry);
base::Result<consent::Entry> decode_consent(base::ByteView bytes);

}  // namespace gateway::daemon
