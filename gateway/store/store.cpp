#include "gateway/store/store.h"

#include "gateway/store/database.h"
#include "gateway/store/record_io.h"
#include "gateway/store/tables.h"

#include <utility>

namespace gateway::store {
namespace {

template <class Record>
base::Result<base::Done> visit_each(Database& database, std::span<const Cell> cells,
                                    const Store::Visit<Record>& visit) {
  return each<Record>(database, Table<Record>::kSelectAll, cells,
                      [&](const Record& record) -> base::Result<base::Done> {
                        visit(record);
                        return base::Done{};
                      });
}

/// All records of a range, each of which must be one that `belongs` there.
template <class Record, class Belongs>
base::Result<std::vector<Record>> collect(Database& database, std::span<const Cell> cells,
                                          const Belongs& belongs) {
  std::vector<Record> records;
  const auto done = each<Record>(database, Table<Record>::kSelectRange, cells,
                                 [&](Record record) -> base::Result<base::Done> {
                                   if (!belongs(record)) {
                                     return report_damage(database, Table<Record>::kName, cells);
                                   }
                                   records.push_back(std::move(record));
                                   return base::Done{};
                                 });
  if (!done) return done.error();
  return records;
}

Cells<1> row_key(std::uint64_t message, std::uint8_t row) {
  return {Cell::number(delivery_id(message, row))};
}

}  // namespace

Store::Store(std::unique_ptr<Database> database) : database_(std::move(database)) {}
Store::Store(Store&&) noexcept = default;
Store& Store::operator=(Store&&) noexcept = default;
Store::~Store() = default;

base::Result<Store> Store::open(const std::filesystem::path& file, crypto::RecordKey key) {
  auto database = Database::open(file, std::move(key));
  if (!database) return database.error();
  return Store(std::move(*database));
}

bool Store::poisoned() const { return database_->poisoned(); }
const std::optional<Damage>& Store::damage() const { return database_->damage; }
std::uint64_t Store::next_sequence() const { return database_->last_sequence + 1; }
std::uint64_t Store::leaf_count() const { return database_->leaf_count; }
base::Result<base::Done> Store::scrub() { return database_->truncate_log(); }

base::Result<Transaction> Store::begin() {
  const auto begun = database_->begin();
  if (!begun) return begun.error();
  return Transaction(*database_);
}

base::Result<base::Bytes> Store::meta(std::string_view key) {
  auto record = get<MetaRecord>(*database_, Cells<1>{Cell::text(key)});
  if (!record) return record.error();
  return std::move(record->value);
}

base::Result<MessageRecord> Store::message(std::uint64_t sequence) {
  return database_->messages.get(*database_, sequence);
}

base::Result<MessageRecord> Store::message(const model::EnvelopeId& envelope) {
  return database_->messages.get(*database_, envelope);
}

base::Result<DeliveryRecord> Store::delivery(std::uint64_t message, std::uint8_t row) {
  return get<DeliveryRecord>(*database_, row_key(message, row));
}

base::Result<std::vector<DeliveryRecord>> Store::deliveries(std::uint64_t message) {
  const Cells<2> range = {Cell::number(delivery_id(message, 0)),
                          Cell::number(delivery_id(message + 1, 0))};
  return collect<DeliveryRecord>(*database_, range, [&](const DeliveryRecord& delivery) {
    return delivery.message == message;
  });
}

base::Result<Leaf> Store::leaf(std::uint64_t index) {
  const auto record = get<LeafRecord>(*database_, Cells<1>{Cell::number(index)});
  if (!record) return record.error();
  return record->leaf;
}

base::Result<ReplayRecord> Store::replay(model::PartnerNumber sender,
                                         const model::MessageId& message) {
  return database_->replays.get(*database_, sender, message);
}

base::Result<NoteRecord> Store::note(std::uint8_t kind, std::uint64_t version) {
  return get<NoteRecord>(*database_, Cells<2>{Cell::number(kind), Cell::number(version)});
}

base::Result<HalvesRecord> Store::halves(std::uint64_t message, std::uint8_t row) {
  return database_->halves.get(*database_, message, row);
}

base::Result<std::vector<ReceiptRecord>> Store::receipts(const model::EnvelopeId& envelope) {
  return collect<ReceiptRecord>(
      *database_, Cells<1>{Cell::blob(envelope.bytes())},
      [&](const ReceiptRecord& receipt) { return receipt.envelope == envelope; });
}

base::Result<base::Done> Store::each_delivery(const Visit<DeliveryRecord>& visit) {
  return visit_each(*database_, {}, visit);
}

base::Result<base::Done> Store::each_leaf(std::uint64_t from, const Visit<Leaf>& visit) {
  const Cells<1> start = {Cell::number(from)};
  std::uint64_t next = from;
  const auto done = each<LeafRecord>(*database_, Table<LeafRecord>::kSelectAll, start,
                                     [&](const LeafRecord& record) -> base::Result<base::Done> {
                                       const Cells<1> key = {Cell::number(next)};
                                       if (record.index != next++) {
                                         return report_damage(*database_, "leaf", key);
                                       }
                                       visit(record.leaf);
                                       return base::Done{};
                                     });
  if (!done) return done;
  if (next < leaf_count()) {
    return report_damage(*database_, "leaf", Cells<1>{Cell::number(next)});
  }
  return done;
}

base::Result<base::Done> Store::each_replay(const Visit<ReplayRecord>& visit) {
  return each<PlacedReplay>(*database_, Table<PlacedReplay>::kSelectAll, {},
                            [&](const PlacedReplay& placed) -> base::Result<base::Done> {
                              visit(placed.replay);
                              return base::Done{};
                            });
}

base::Result<base::Done> Store::each_consent(const Visit<ConsentRecord>& visit) {
  return visit_each(*database_, {}, visit);
}

base::Result<base::Done> Store::each_subscription(const Visit<SubscriptionRecord>& visit) {
  return visit_each(*database_, {}, visit);
}

base::Result<base::Done> Store::each_note(std::uint8_t kind, const Visit<NoteRecord>& visit) {
  return visit_each(*database_, Cells<1>{Cell::number(kind)}, visit);
}

}  // namespace gateway::store
