#pragma once

#include "gateway/base/bytes.h"
#include "gateway/crypto/digest.h"

namespace gateway::envelope {

/// What a row carries of a half, so that the gateway can tell the right one from another.
inline base::Digest release_half_hash(base::ByteView half) {
  return crypto::digest_of("safeconduct release half v1", {half});
}

}  // namespace gateway::envelope
