#pragma once

#include "gateway/cli/command.h"
#include "gateway/cli/offline.h"
#include "gateway/directory/directory.h"
#include "gateway/policy/access.h"

#include <memory>
#include <string>
#include <variant>
#include <vector>

// Who the people are that texts speak of, as far as a directory is at hand.

namespace gateway::cli {

/// The directory of --trust or of the context; null when neither was given.
std::variant<std::shared_ptr<const directory::Directory>, ExitCode> known_directory(
    const Invocation& invocation, const TrustArguments& arguments);

/// Gives a sender without roles those its unit holds. False when that was not possible and was
/// reported.
bool complete_sender(const Console& console, const directory::Directory* directory,
                     policy::Sender& sender);

/// The units that hold a role, "partner" or "partner/unit", by number.
std::vector<std::string> holders_of(const directory::Directory& directory, model::Role role);

}  // namespace gateway::cli
