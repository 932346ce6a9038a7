#pragma once

#include "gateway/cli/command.h"

#include <filesystem>

namespace gateway::cli {

/// `lab replay`: every message that index.csv lists, in its order, sent by its sender and opened by
/// everybody it is addressed to. One line a message; kPartial when any was refused or has no
/// schema.
ExitCode replay_examples(const Invocation& invocation, const std::filesystem::path& folder,
                         const std::filesystem::path& examples);

}  // namespace gateway::cli
