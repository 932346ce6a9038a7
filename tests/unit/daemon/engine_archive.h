#pragma once

#include "gateway/daemon/archive.h"
#include "gateway/daemon/changes.h"

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

namespace gateway::daemon {

/// What the store would keep, in memory. Applies a turn's changes as the store does and is as
/// strict: a doubled record fails the test.
class MemoryArchive final : public Archive {
 public:
  using Place = std::pair<std::uint64_t, std::uint8_t>;

  void apply(const Changes& changes);

  base::Result<store::MessageRecord> message(std::uint64_t sequence) override;
  base::Result<store::MessageRecord> message(const model::EnvelopeId& envelope) override;
  base::Result<store::Leaf> leaf(std::uint64_t index) override;
  base::Result<std::vector<store::DeliveryRecord>> deliveries(std::uint64_t message) override;
  base::Result<store::ReplayRecord> replay(model::PartnerNumber sender,
                                           const model::MessageId& message) override;
  base::Result<store::HalvesRecord> halves(std::uint64_t message, std::uint8_t row) override;
  base::Result<std::vector<store::ReceiptRecord>> receipts(
      const model::EnvelopeId& envelope) override;

  std::map<std::uint64_t, store::MessageRecord> message_records;
  std::map<Place, store::DeliveryRecord> delivery_records;
  std::map<Place, store::HalvesRecord> halves_records;
  std::map<std::pair<model::PartnerNumber, model::MessageId>, store::ReplayRecord> replay_records;
  std::map<model::ConsentHandle, store::ConsentRecord> consent_records;
  std::vector<store::SubscriptionRecord> subscription_records;
  std::vector<store::NoteRecord> note_records;
  std::vector<store::ReceiptRecord> receipt_records;
  std::vector<store::Leaf> leaves;
};

}  // namespace gateway::daemon
