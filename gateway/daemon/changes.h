#pragma once

#include "gateway/base/result.h"
#include "gateway/store/records.h"
#include "gateway/store/store.h"

#include <cstdint>
#include <variant>
#include <vector>

namespace gateway::daemon {

struct UpdateDelivery {
  store::DeliveryRecord delivery;
};
struct ForgetReplay {
  model::PartnerNumber sender = model::PartnerNumber::kNobody;
  model::MessageId message;
};
struct DestroyHalves {
  std::uint64_t message = 0;
  std::uint8_t row = 0;
};
struct EraseContainer {
  std::uint64_t message = 0;
};

/// One thing the engine decided that must be on stable storage before anybody hears of it.
using Change =
    std::variant<store::MessageRecord, store::DeliveryRecord, UpdateDelivery, store::ReplayRecord,
                 ForgetReplay, store::ConsentRecord, store::SubscriptionRecord, store::NoteRecord,
                 store::ReceiptRecord, store::HalvesRecord, DestroyHalves, EraseContainer>;

/// Everything of one turn, applied in this order in one transaction, leaves last.
struct Changes {
  std::vector<Change> changes;
  std::uint64_t first_leaf = 0;
  std::vector<store::Leaf> leaves;

  [[nodiscard]] bool empty() const { return changes.empty() && leaves.empty(); }
};

/// Any error means that nothing was stored and the process must end.
base::Result<base::Done> apply(const Changes& changes, store::Store& store);

}  // namespace gateway::daemon
