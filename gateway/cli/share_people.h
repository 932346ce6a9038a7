#pragma once

#include "gateway/cli/command.h"
#include "gateway/cli/console.h"
#include "gateway/client/draft.h"

#include <optional>
#include <string>
#include <vector>

// The parts of `safeconduct share` in which people sign or review.

namespace gateway::cli {

/// `share prepare` and `share decide`.
void add_share_people(CLI::App& share, Action& chosen);
/// `share reviews list` and `share reviews close`.
void add_share_reviews(CLI::App& share, Action& chosen);

/// The files of those commands; nothing when what is wrong with one was reported.
std::optional<client::Draft> read_draft(const Console& console, const std::string& file);
std::optional<std::vector<client::Decision>> read_decisions(const Console& console,
                                                            const std::string& file);

}  // namespace gateway::cli
