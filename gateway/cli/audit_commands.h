#pragma once

#include "gateway/audit/log_policy.h"
#include "gateway/cli/command.h"

#include <filesystem>
#include <variant>

// The parts of `safeconduct audit`, one source file each, and what they share.

namespace gateway::cli {

void add_audit_prove(CLI::App& auditing, Action& chosen);

/// A tlog-policy file; or what is wrong with it was reported.
std::variant<audit::LogPolicy, ExitCode> read_policy(const Console& console,
                                                     const std::filesystem::path& file);

}  // namespace gateway::cli
