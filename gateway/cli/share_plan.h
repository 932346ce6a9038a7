#pragma once

#include "gateway/cli/console.h"
#include "gateway/client/desk.h"
#include "gateway/client/plan.h"

#include <string_view>

namespace gateway::cli {

/// Recipient × section × rule × mode as a table (or an object): what will be readable, and the rule
/// behind each yes and no.
void show_plan(const Console& console, const client::Desk& desk, const client::Plan& plan);

/// The message as a reader in this role would see it, in interchange JSON. kUsage for a role that
/// is not addressed, kRefused when it gets nothing.
ExitCode show_view(const Console& console, const client::Desk& desk, const client::Plan& plan,
                   std::string_view file, std::string_view role);

}  // namespace gateway::cli
