#include "gateway/kinds/registry.h"

#include "schemas/aftercare.capnp.h"
#include "schemas/consent.capnp.h"
#include "schemas/control.capnp.h"
#include "schemas/intel.capnp.h"

#include <algorithm>
#include <array>

namespace gateway::kinds {

std::span<const Registered> registered_kinds() {
  using capnp::Schema;
  using model::Kind;
  static const std::array<Registered, 9> registered{{
      {Kind::kTipIntake, Schema::from<schema::TipIntake>()},
      {Kind::kIntelReport, Schema::from<schema::IntelReport>()},
      {Kind::kIntelAck, Schema::from<schema::IntelAck>()},
      {Kind::kConsentRecord, Schema::from<schema::ConsentRecord>()},
      {Kind::kConsentWithdraw, Schema::from<schema::ConsentWithdraw>()},
      {Kind::kAftercareReferral, Schema::from<schema::AftercareReferral>()},
      {Kind::kAftercareResponse, Schema::from<schema::AftercareResponse>()},
      {Kind::kControlRecall, Schema::from<schema::ControlRecall>()},
      {Kind::kControlRectify, Schema::from<schema::ControlRectify>()},
  }};
  return registered;
}

const Registered* find_registered(model::Kind kind) {
  const auto kinds = registered_kinds();
  const auto found = std::ranges::find(kinds, kind, &Registered::kind);
  return found == kinds.end() ? nullptr : &*found;
}

}  // namespace gateway::kinds
