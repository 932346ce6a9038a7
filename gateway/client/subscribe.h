#pragma once

#include "gateway/client/desk.h"
#include "gateway/client/link.h"
#include "gateway/directory/subscription.h"

#include <optional>
#include <string_view>

namespace gateway::client {

/// Signs the unit's next subscription (on or off) and hands it to the gateway. The chain of the
/// unit's subscriptions is kept in its state folder. Nothing when it was taken; else why not.
std::optional<LinkError> subscribe(Desk& desk, Link& link, const directory::TopicPattern& pattern,
                                   directory::SubscriptionState state, base::Millis timeout);

}  // namespace gateway::client
