#include "gateway/daemon/consent_codec.h"
#include "gateway/daemon/engine.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

// What accepting a consent record or a withdrawal does besides delivering it, in the same turn.

namespace gateway::daemon {
namespace {

using model::Refusal;

// What the CONSENT leaf of a withdrawal says.
constexpr std::uint16_t kWithdrawn = 1;

}  // namespace

std::optional<Refusal> Engine::register_consents(const admission::Authenticated& message) {
  const envelope::GatewayRow& row = message.envelope.gateway_row;
  if (row.consent_grants.empty()) return std::nullopt;
  std::vector<consent::Grant> grants;
  for (const envelope::ConsentGrant& grant : row.consent_grants) {
    grants.push_back({grant.handle, row.consent_group, grant.purpose, grant.recipient, grant.role,
                      grant.valid_from, grant.valid_until});
  }
  const auto added = consents_.add(grants, message.envelope.head.sender.partner);
  if (!added) return Refusal::kEnvelopeMalformed;
  for (const consent::Entry& entry : *added) {
    put(store::ConsentRecord{entry.grant.handle, encode_consent(entry)});
  }
  audit::Leaf entry = leaf(audit::LeafType::kConsent, row.consent_group);
  entry.actor = message.envelope.head.sender.partner;
  add_leaf(entry);
  return std::nullopt;
}

// From the same turn on nothing is accepted or released for these purposes any more.
void Engine::withdraw_consents(const envelope::GatewayEnvelope& message) {
  const envelope::GatewayRow& row = message.gateway_row;
  if (message.head.kind != model::Kind::kConsentWithdraw || row.consent_group.is_zero()) return;
  const model::PartnerNumber asking = message.head.sender.partner;
  std::vector<consent::Entry> withdrawn;
  if (row.withdrawn_purposes == 0) {
    withdrawn = consents_.withdraw(row.consent_group, std::nullopt, asking);
  }
  for (const auto& purpose : model::kConsentPurposeTexts) {
    if (((row.withdrawn_purposes >> static_cast<unsigned>(purpose.value)) & 1U) == 0) continue;
    std::ranges::move(consents_.withdraw(row.consent_group, purpose.value, asking),
                      std::back_inserter(withdrawn));
  }
  if (withdrawn.empty()) return;
  for (const consent::Entry& entry : withdrawn) {
    put(store::ConsentRecord{entry.grant.handle, encode_consent(entry)});
  }
  audit::Leaf entry = leaf(audit::LeafType::kConsent, row.consent_group);
  entry.actor = asking;
  entry.basis = kWithdrawn;
  add_leaf(entry);
}

}  // namespace gateway::daemon
