#include "gateway/client/needs.h"

#include "gateway/consent/gate.h"

#include <utility>
#include <vector>

namespace gateway::client {

std::optional<policy::Condition> consent_gate(model::Kind kind,
                                              policy::EnumSet<model::LegalBasis> bases) {
  if (!bases.contains(model::LegalBasis::kConsent)) return std::nullopt;
  std::vector<policy::Condition> consents;
  for (const model::ConsentPurpose purpose :
       consent::gate({kind, model::LegalBasis::kConsent, false, false})) {
    consents.push_back({policy::ConsentCovers{purpose}});
  }
  if (consents.empty()) return std::nullopt;
  policy::Condition all = consents.size() == 1
                              ? std::move(consents.front())
                              : policy::Condition{policy::AllOf{std::move(consents)}};
  return policy::Condition{
      policy::AnyOf{{std::move(all), policy::Condition{policy::SubjectIsChild{}}}}};
}

}  // namespace gateway::client
