#pragma once

#include "gateway/base/text.h"

#include <string_view>

namespace gateway::tests {

/// Test vectors are written in hex; a typo in one should fail loudly, so this ends the process.
inline base::Bytes from_hex(std::string_view hex) { return *base::from_hex(hex); }

}  // namespace gateway::tests
