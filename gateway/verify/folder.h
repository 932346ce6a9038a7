#pragma once

#include "gateway/audit/log_reader.h"
#include "gateway/base/bytes.h"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

// Files as a verifier reads them: regular ones only, whole, never more than asked for.

namespace gateway::verify {

/// The whole file; nothing when it is not a regular file (a link is followed), cannot be read or
/// has more than `limit` bytes.
std::optional<base::Bytes> read_whole(const std::filesystem::path& file, std::size_t limit);

/// Reads the files of a log below `folder`.
audit::FetchFile files_below(const std::filesystem::path& folder);

/// Names of the partial tiles and bundles in the folder of a log, sorted.
std::vector<std::string> partial_files_below(const std::filesystem::path& folder);

}  // namespace gateway::verify
