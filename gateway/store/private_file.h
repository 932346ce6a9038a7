#pragma once

#include "gateway/base/result.h"

#include <filesystem>

namespace gateway::store {

/// A file that is there must be a plain file of ours that nobody else may read or write. One that
/// is missing is fine. Never opens it: closing it again would drop SQLite's locks on it.
base::Result<base::Done> check_private(const std::filesystem::path& file);

/// Makes an empty file with mode 0600 and syncs its folder, unless it is there.
base::Result<base::Done> create_private(const std::filesystem::path& file);

}  // namespace gateway::store
