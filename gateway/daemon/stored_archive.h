#pragma once

#include "gateway/daemon/archive.h"
#include "gateway/store/store.h"

namespace gateway::daemon {

/// The archive on disk.
class StoredArchive final : public Archive {
 public:
  explicit StoredArchive(store::Store& store) : store_(store) {}

  base::Result<store::MessageRecord> message(std::uint64_t sequence) override {
    return store_.message(sequence);
  }
  base::Result<store::MessageRecord> message(const model::EnvelopeId& envelope) override {
    return store_.message(envelope);
  }
  base::Result<store::Leaf> leaf(std::uint64_t index) override { return store_.leaf(index); }
  base::Result<std::vector<store::DeliveryRecord>> deliveries(std::uint64_t message) override {
    return store_.deliveries(message);
  }
  base::Result<store::ReplayRecord> replay(model::PartnerNumber sender,
                                           const model::MessageId& message) override {
    return store_.replay(sender, message);
  }
  base::Result<store::HalvesRecord> halves(std::uint64_t message, std::uint8_t row) override {
    return store_.halves(message, row);
  }
  base::Result<std::vector<store::ReceiptRecord>> receipts(
      const model::EnvelopeId& envelope) override {
    return store_.receipts(envelope);
  }

 private:
  store::Store& store_;
};

}  // namespace gateway::daemon
