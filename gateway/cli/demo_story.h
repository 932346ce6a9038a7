#pragma once

#include "gateway/cli/console.h"
#include "gateway/cli/training.h"

#include <filesystem>

namespace gateway::cli {

/// The story of keys-example/story through a running gateway: a tip becomes graded intelligence
/// that police acknowledge, a survivor consents, a referral reaches a safe house, a bed is offered;
/// and one message is refused. Says what it does as it goes. False when anything went otherwise.
bool tell_story(const Console& console, Players& players);

/// After the gateway stopped: its disk searched for the survivor's name, its log verified from the
/// files alone. False when the name is there or the log is not sound.
bool inspect_remains(const Console& console, const std::filesystem::path& folder);

}  // namespace gateway::cli
