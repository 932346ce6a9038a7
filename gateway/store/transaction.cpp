#include "gateway/base/check.h"
#include "gateway/store/database.h"
#include "gateway/store/record_io.h"
#include "gateway/store/store.h"
#include "gateway/store/tables.h"

#include <string>
#include <utility>

namespace gateway::store {
namespace {

base::Error does_not_fit(base::Literal what) {
  return base::fail(base::ErrorCode::kMalformed, what);
}

}  // namespace

Transaction::Transaction(Transaction&& other) noexcept
    : database_(std::exchange(other.database_, nullptr)) {}

Transaction::~Transaction() {
  if (database_ != nullptr) database_->roll_back();
}

Transaction::Outcome Transaction::put_meta(std::string_view key, base::ByteView value) {
  return put(*database_, MetaRecord{.key = std::string(key), .value = base::to_bytes(value)});
}

Transaction::Outcome Transaction::put_message(const MessageRecord& message) {
  if (message.sequence != database_->last_sequence + 1) {
    return does_not_fit("a message has the next sequence number");
  }
  auto done = database_->messages.put(*database_, message);
  if (done) database_->last_sequence = message.sequence;
  return done;
}

Transaction::Outcome Transaction::erase_container(std::uint64_t sequence) {
  return database_->messages.erase_container(*database_, sequence);
}

Transaction::Outcome Transaction::forget_message(std::uint64_t sequence) {
  const auto envelope = database_->messages.forget(*database_, sequence);
  if (!envelope) return envelope.error();
  const std::uint64_t first = delivery_id(sequence, 0);
  const std::uint64_t last = delivery_id(sequence + 1, 0);
  const Cells<2> rows = {Cell::number(first), Cell::number(last)};
  auto done = database_->halves.destroy(*database_, first, last);
  if (done) done = database_->execute(Table<DeliveryRecord>::kDeleteRange, rows);
  if (done) {
    done = database_->execute(Table<ReceiptRecord>::kDeleteRange,
                              Cells<1>{Cell::blob(envelope->bytes())});
  }
  return done;
}

Transaction::Outcome Transaction::put_delivery(const DeliveryRecord& delivery) {
  if (delivery.row >= kMaxRows) return does_not_fit("an envelope has fewer rows");
  return put(*database_, delivery);
}

Transaction::Outcome Transaction::update_delivery(const DeliveryRecord& delivery) {
  if (delivery.row >= kMaxRows) return does_not_fit("an envelope has fewer rows");
  return put(*database_, delivery, Table<DeliveryRecord>::kReplace);
}

Transaction::Outcome Transaction::append_leaf(std::uint64_t index, const Leaf& leaf) {
  if (index != database_->leaf_count) return does_not_fit("a leaf goes to the end of the log");
  auto done = put(*database_, LeafRecord{.index = index, .leaf = leaf});
  if (done) ++database_->leaf_count;
  return done;
}

Transaction::Outcome Transaction::put_replay(const ReplayRecord& replay) {
  return database_->replays.put(*database_, replay);
}

Transaction::Outcome Transaction::forget_replay(model::PartnerNumber sender,
                                                const model::MessageId& message) {
  return database_->replays.forget(*database_, sender, message);
}

Transaction::Outcome Transaction::put_consent(const ConsentRecord& consent) {
  return put(*database_, consent);
}

Transaction::Outcome Transaction::put_subscription(const SubscriptionRecord& subscription) {
  return put(*database_, subscription);
}

Transaction::Outcome Transaction::put_note(const NoteRecord& note) { return put(*database_, note); }

Transaction::Outcome Transaction::put_receipt(const ReceiptRecord& receipt) {
  return put(*database_, receipt);
}

Transaction::Outcome Transaction::put_halves(const HalvesRecord& halves) {
  if (halves.row >= kMaxRows) return does_not_fit("an envelope has fewer rows");
  return database_->halves.put(*database_, halves);
}

Transaction::Outcome Transaction::destroy_halves(std::uint64_t message, std::uint8_t row) {
  const std::uint64_t id = delivery_id(message, row);
  return database_->halves.destroy(*database_, id, id + 1);
}

Transaction::Outcome Transaction::commit() {
  base::check(database_ != nullptr, "a transaction is committed once");
  auto done = database_->commit();
  if (done) database_ = nullptr;
  return done;
}

}  // namespace gateway::store
