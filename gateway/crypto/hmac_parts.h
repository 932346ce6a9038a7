#pragma once

#include "gateway/base/bytes.h"

#include <cstdint>
#include <initializer_list>
#include <span>

namespace gateway::crypto {

/// HMAC-SHA256 written where the caller wants it: for results that are keys and must be wiped.
void hmac_into(base::ByteView key, std::initializer_list<base::ByteView> parts,
               std::span<std::uint8_t, 32> out);

}  // namespace gateway::crypto
