#pragma once

#include "gateway/cli/command.h"

// The parts of `safeconduct policy`, each in a file of its own.

namespace gateway::cli {

void add_policy_access(CLI::App& policy, Action& chosen);
void add_policy_diff(CLI::App& policy, Action& chosen);
void add_policy_explain(CLI::App& policy, Action& chosen);
void add_policy_matrix(CLI::App& policy, Action& chosen);
void add_policy_test(CLI::App& policy, Action& chosen);

}  // namespace gateway::cli
