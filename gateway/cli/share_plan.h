#pragma once

#include "gateway/cli/console.h"
#include "gateway/client/desk.h"
#include "gateway/client/plan.h"
#include "gateway/client/sender.h"

#include <string_view>

namespace gateway::cli {

/// Recipient × section × rule × mode as a table (or an object): what will be readable, and the rule
/// behind each yes and no.
void show_plan(const Console& console, const client::Desk& desk, const client::Plan& plan);

/// The message as a reader in this role would see it, in interchange JSON. kUsage for a role that
/// is not addressed, kRefused when it gets nothing.
ExitCode show_view(const Console& console, const client::Desk& desk, const client::Plan& plan,
                   std::string_view file, std::string_view role);

/// Says why something was not sent, every violation of it; the exit code is what comes of it.
ExitCode report_not_sent(const Console& console, const client::NotSent& not_sent);

}  // namespace gateway::cli
