#pragma once

#include "gateway/base/time.h"
#include "gateway/cli/console.h"
#include "gateway/client/desk.h"
#include "gateway/client/oversight.h"

#include <nlohmann/json_fwd.hpp>

namespace gateway::cli {

/// What people and scripts see of one break-glass.
nlohmann::ordered_json to_json(const client::Desk& desk, const client::GlassNotice& notice);

/// Says what this unit was just told for the first time; nothing when there is nothing.
void show_news(const Console& console, const client::Desk& desk,
               const client::Oversight& oversight);

/// How often break-glass was used and what is to be reviewed, as lines for people.
void show_counts(const Console& console, const client::Oversight& oversight, base::Time now);

}  // namespace gateway::cli
