#pragma once

#include "gateway/sheet/flows.h"
#include "gateway/sheet/sheet.h"

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace gateway::sheet::example {

/// All units of the example network.
std::vector<Post> posts();

/// An adult who is asked by the NGO, on a day on which the shipped agreements hold.
FlowQuestion question(std::initializer_list<model::ConsentPurpose> purposes,
                      std::initializer_list<std::string_view> recipients);

/// The flow to this partner in this role; null when there is none.
const Flow* find(const std::vector<Flow>& flows, std::string_view partner, model::Role role);
const PurposeFlows& part(const Flows& flows, model::ConsentPurpose purpose);

/// "F02": how the group is given; kNone when it is not.
policy::Treatment shape(const Flow* flow, unsigned group);

}  // namespace gateway::sheet::example
