#pragma once

#include "gateway/cli/command.h"

// The parts of `safeconduct partner`, each in a file of its own.

namespace gateway::cli {

void add_partner_invite(CLI::App& partner, Action& chosen);
void add_partner_join(CLI::App& partner, Action& chosen);
void add_partner_approve(CLI::App& partner, Action& chosen);
void add_partner_freeze(CLI::App& partner, Action& chosen);
void add_partner_decider(CLI::App& partner, Action& chosen);

}  // namespace gateway::cli
