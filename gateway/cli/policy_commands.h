#pragma once

#include "gateway/base/diagnostic.h"
#include "gateway/cli/command.h"
#include "gateway/policy/policy_set.h"

#include <string>
#include <variant>
#include <vector>

// The parts of `safeconduct policy`, and how they read texts.

namespace gateway::cli {

/// What they read of each file: the text of a signed note, or the file as it stands.
std::variant<std::vector<policy::PolicyText>, ExitCode> read_policies(
    const Invocation& invocation, const std::vector<std::string>& files);

/// Lists what is wrong with texts, each with a next step: kFailed.
ExitCode do_not_load(const Console& console, base::Diagnostics problems);

void add_policy_matrix(CLI::App& policy, Action& chosen);

}  // namespace gateway::cli
