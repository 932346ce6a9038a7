#pragma once

#include "gateway/base/result.h"
#include "gateway/bundle/layout.h"

#include <filesystem>

namespace gateway::verify {

/// The files of a bundle, off a folder or a zip of them. kMalformed for a zip of another form and
/// for a folder with anything but folders and regular files in it (links are not followed);
/// kTooLarge over the limits of a bundle; kUnavailable when something cannot be read.
base::Result<bundle::Files> read_bundle(const std::filesystem::path& what);

}  // namespace gateway::verify
