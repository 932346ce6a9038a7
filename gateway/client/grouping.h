#pragma once

#include "gateway/client/desk.h"
#include "gateway/client/plan.h"
#include "gateway/kinds/message.h"
#include "gateway/kinds/pairwise.h"
#include "gateway/model/ids.h"

#include <vector>

namespace gateway::client {

/// Recipients whose copies are the same bytes: one envelope.
struct Group {
  kinds::Copy copy;
  model::MessageId wire_id;
  std::vector<const PlannedRow*> rows;  ///< Of the plan, which outlives this.
};

/// All rows of the plan, in their order; the same message and plan always give the same groups.
std::vector<Group> group_rows(const Desk& desk, const kinds::Message& message, const Plan& plan);

}  // namespace gateway::client
