#pragma once

#include "gateway/base/time.h"
#include "gateway/client/consents.h"
#include "gateway/client/desk.h"
#include "gateway/envelope/rows.h"
#include "gateway/kinds/message.h"
#include "gateway/kinds/pairwise.h"
#include "gateway/model/legal.h"
#include "gateway/model/refusal.h"
#include "gateway/policy/decide.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace gateway::client {

/// One recipient of a message and what it would get.
struct PlannedRow {
  kinds::Recipient recipient;
  model::UnitRef unit;
  std::optional<model::Refusal> refusal;  ///< Then it gets nothing.
  policy::RowDecision decision;
  std::vector<model::Section> granted;
  /// Forbidden sections that this many trustees could open by approving them.
  std::map<model::Section, std::size_t> approvable;
};

/// What a message is about to be shared as: the same question the gateway will ask, asked first.
struct Plan {
  std::vector<PlannedRow> rows;
  envelope::GatewayRow gateway_row;  ///< What the gateway will be told; salt still zero.
  base::Time now;
  std::string topic;                            ///< Empty when addressed.
  kinds::Thread thread = kinds::Thread::kKept;  ///< Whether copies say which case it is about.
  /// Of the override that the file records, taken as decided: sealing asks the person. kNone
  /// without.
  model::LegalBasis override_ground = model::LegalBasis::kNone;

  /// The first row's refusal when a row is refused; a message goes to all it is addressed to or to
  /// nobody.
  [[nodiscard]] std::optional<model::Refusal> refusal() const;
};

struct PlanRequest {
  const kinds::Message& message;
  const std::vector<ReliedConsent>& consents;
  base::Time now;
  std::string topic;
  std::uint64_t audience_log_size = 0;
  /// For a published message the resolved audience; else the message's own recipients.
  std::vector<PlannedRow> audience;
  kinds::Thread thread = kinds::Thread::kKept;
  /// Notes by trustees, and the envelopes they were signed for.
  std::vector<std::string> approvals = {};
  std::vector<std::pair<model::MessageId, model::Salt>> drawn = {};
};

/// When an envelope of the message ends.
base::Time expiry_of(const kinds::Interchange& message);

/// Evaluates the signed policy for every recipient. A recipient whose unit is not clear (none or
/// several units of the partner hold the role) is refused with kRecipientUnknown.
Plan make_plan(const Desk& desk, const PlanRequest& request);

/// The role may ever receive this kind from this unit, by the loaded policy: what "eligible, not
/// addressed" means.
[[nodiscard]] bool is_eligible(const Desk& desk, model::Kind kind, model::Role role);
/// The names of the permits behind that yes; "" for a no.
std::string eligible_rule(const Desk& desk, model::Kind kind, model::Role role);

}  // namespace gateway::client
