#include "gateway/daemon/changes.h"

#include <cstddef>

namespace gateway::daemon {
namespace {

using Done = base::Result<base::Done>;

// One overload a kind of change.
struct Applier {
  store::Transaction& transaction;

  Done operator()(const store::MessageRecord& change) const {
    return transaction.put_message(change);
  }
  Done operator()(const store::DeliveryRecord& change) const {
    return transaction.put_delivery(change);
  }
  Done operator()(const UpdateDelivery& change) const {
    return transaction.update_delivery(change.delivery);
  }
  Done operator()(const store::ReplayRecord& change) const {
    return transaction.put_replay(change);
  }
  Done operator()(const ForgetReplay& change) const {
    return transaction.forget_replay(change.sender, change.message);
  }
  Done operator()(const store::ConsentRecord& change) const {
    return transaction.put_consent(change);
  }
  Done operator()(const store::SubscriptionRecord& change) const {
    return transaction.put_subscription(change);
  }
  Done operator()(const store::NoteRecord& change) const { return transaction.put_note(change); }
  Done operator()(const store::ReceiptRecord& change) const {
    return transaction.put_receipt(change);
  }
  Done operator()(const store::HalvesRecord& change) const {
    return transaction.put_halves(change);
  }
  Done operator()(const DestroyHalves& change) const {
    return transaction.destroy_halves(change.message, change.row);
  }
  Done operator()(const EraseContainer& change) const {
    return transaction.erase_container(change.message);
  }
};

}  // namespace

Done apply(const Changes& changes, store::Store& store) {
  auto transaction = store.begin();
  if (!transaction) return transaction.error();
  for (const Change& change : changes.changes) {
    const auto done = std::visit(Applier{*transaction}, change);
    if (!done) return done.error();
  }
  for (std::size_t i = 0; i < changes.leaves.size(); ++i) {
    const auto done = transaction->append_leaf(changes.first_leaf + i, changes.leaves[i]);
    if (!done) return done.error();
  }
  return transaction->commit();
}

}  // namespace gateway::daemon
