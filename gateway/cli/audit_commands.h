#pragma once

#include "gateway/cli/command.h"

// The parts of `safeconduct audit`, one source file each.

namespace gateway::cli {

void add_audit_prove(CLI::App& auditing, Action& chosen);
void add_audit_bundle(CLI::App& auditing, Action& chosen);

}  // namespace gateway::cli
