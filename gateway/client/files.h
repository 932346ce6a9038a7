#pragma once

#include "gateway/base/bytes.h"
#include "gateway/base/result.h"

#include <cstddef>
#include <filesystem>
#include <optional>

namespace gateway::client {

/// Writes a file of mode 0600 that is complete and on stable storage when this returns, or is not
/// there; makes its folder.
base::Result<base::Done> write_durably(const std::filesystem::path& file, base::ByteView bytes);

/// The whole file; nothing when it is not there, is larger than `limit` or cannot be read.
std::optional<base::Bytes> read_whole(const std::filesystem::path& file, std::size_t limit);

}  // namespace gateway::client
