#pragma once

#include "gateway/cli/command.h"
#include "gateway/cli/connected.h"
#include "gateway/cli/console.h"
#include "gateway/client/consent_ledger.h"

#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

// What other partners owe this unit, for several commands.

namespace gateway::cli {

/// The answers that are owed for these rows, asked of the gateway; nothing when the link broke,
/// with `code` saying what comes of it.
std::optional<std::vector<client::OwedRow>> ask_owed(const Console& console, Connected& unit,
                                                     std::vector<client::SentRow> rows,
                                                     base::Time now, ExitCode& code);

/// A table of them, or an object each.
void show_owed(const Console& console, const client::Desk& desk,
               const std::vector<client::OwedRow>& owed);

nlohmann::ordered_json to_json(const client::Desk& desk, const client::OwedRow& owed);

/// `share overdue`.
void add_share_overdue(CLI::App& share, Action& chosen);

/// The time typed, or the gateway's.
std::optional<base::Time> at_or_now(const Console& console, const Connected& unit,
                                    const std::string& at);

}  // namespace gateway::cli
