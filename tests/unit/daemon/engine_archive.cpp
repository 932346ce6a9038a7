#include "tests/unit/daemon/engine_archive.h"

#include <algorithm>
#include <variant>

#include <gtest/gtest.h>

namespace gateway::daemon {
namespace {

base::Error absent() { return base::fail(base::ErrorCode::kNotFound, "no such record"); }

struct Applier {
  MemoryArchive& kept;

  void operator()(const store::MessageRecord& record) const {
    EXPECT_TRUE(kept.message_records.emplace(record.sequence, record).second);
  }
  void operator()(const store::DeliveryRecord& record) const {
    EXPECT_TRUE(kept.delivery_records.emplace(place(record), record).second);
  }
  void operator()(const UpdateDelivery& change) const {
    EXPECT_TRUE(kept.delivery_records.contains(place(change.delivery)));
    kept.delivery_records[place(change.delivery)] = change.delivery;
  }
  void operator()(const store::ReplayRecord& record) const {
    EXPECT_TRUE(
        kept.replay_records.emplace(std::pair(record.sender, record.message), record).second);
  }
  void operator()(const ForgetReplay& change) const {
    kept.replay_records.erase({change.sender, change.message});
  }
  void operator()(const store::ConsentRecord& record) const {
    kept.consent_records[record.handle] = record;
  }
  void operator()(const store::SubscriptionRecord& record) const {
    kept.subscription_records.push_back(record);
  }
  void operator()(const store::NoteRecord& record) const { kept.note_records.push_back(record); }
  void operator()(const store::ReceiptRecord& record) const {
    kept.receipt_records.push_back(record);
  }
  void operator()(const store::HalvesRecord& record) const {
    EXPECT_TRUE(
        kept.halves_records.emplace(MemoryArchive::Place(record.message, record.row), record)
            .second);
  }
  void operator()(const DestroyHalves& change) const {
    kept.halves_records.erase({change.message, change.row});
  }
  void operator()(const EraseContainer& change) const {
    kept.message_records.at(change.message).container.clear();
  }

  static MemoryArchive::Place place(const store::DeliveryRecord& record) {
    return {record.message, record.row};
  }
};

template <class Map, class Key>
base::Result<typename Map::mapped_type> find_in(const Map& map, const Key& key) {
  const auto found = map.find(key);
  if (found == map.end()) return absent();
  return found->second;
}

}  // namespace

void MemoryArchive::apply(const Changes& changes) {
  for (const Change& change : changes.changes) std::visit(Applier{*this}, change);
  if (changes.leaves.empty()) return;
  EXPECT_EQ(changes.first_leaf, leaves.size());
  leaves.insert(leaves.end(), changes.leaves.begin(), changes.leaves.end());
}

base::Result<store::MessageRecord> MemoryArchive::message(std::uint64_t sequence) {
  return find_in(message_records, sequence);
}

base::Result<store::MessageRecord> MemoryArchive::message(const model::EnvelopeId& envelope) {
  for (const auto& [sequence, record] : message_records) {
    if (record.envelope == envelope) return record;
  }
  return absent();
}

base::Result<store::Leaf> MemoryArchive::leaf(std::uint64_t index) {
  if (index >= leaves.size()) return absent();
  return leaves[index];
}

base::Result<std::vector<store::DeliveryRecord>> MemoryArchive::deliveries(std::uint64_t message) {
  std::vector<store::DeliveryRecord> found;
  for (const auto& [place, record] : delivery_records) {
    if (place.first == message) found.push_back(record);
  }
  return found;
}

base::Result<store::ReplayRecord> MemoryArchive::replay(model::PartnerNumber sender,
                                                        const model::MessageId& message) {
  return find_in(replay_records, std::pair(sender, message));
}

base::Result<store::HalvesRecord> MemoryArchive::halves(std::uint64_t message, std::uint8_t row) {
  return find_in(halves_records, Place(message, row));
}

base::Result<std::vector<store::ReceiptRecord>> MemoryArchive::receipts(
    const model::EnvelopeId& envelope) {
  std::vector<store::ReceiptRecord> found;
  std::ranges::copy_if(receipt_records, std::back_inserter(found),
                       [&](const auto& record) { return record.envelope == envelope; });
  return found;
}

}  // namespace gateway::daemon
