#pragma once

#include "gateway/base/result.h"
#include "gateway/model/ids.h"
#include "gateway/store/records.h"

#include <cstdint>
#include <vector>

namespace gateway::daemon {

/// What the engine reads back of what was committed. The store is the real one; tests keep it in
/// memory.
class Archive {
 public:
  Archive() = default;
  Archive(const Archive&) = delete;
  Archive& operator=(const Archive&) = delete;
  virtual ~Archive() = default;

  virtual base::Result<store::MessageRecord> message(std::uint64_t sequence) = 0;
  virtual base::Result<store::MessageRecord> message(const model::EnvelopeId& envelope) = 0;
  virtual base::Result<store::Leaf> leaf(std::uint64_t index) = 0;
  virtual base::Result<std::vector<store::DeliveryRecord>> deliveries(std::uint64_t message) = 0;
  virtual base::Result<store::ReplayRecord> replay(model::PartnerNumber sender,
                                                   const model::MessageId& message) = 0;
  virtual base::Result<store::HalvesRecord> halves(std::uint64_t message, std::uint8_t row) = 0;
  virtual base::Result<std::vector<store::ReceiptRecord>> receipts(
      const model::EnvelopeId& envelope) = 0;
};

}  // namespace gateway::daemon
