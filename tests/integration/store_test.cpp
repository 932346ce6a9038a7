#include "gateway/store/store.h"

#include "tests/integration/store_records.h"
#include "tests/support/temp_folder.h"

#include <filesystem>
#include <fstream>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

namespace gateway::store {
namespace {

using base::ErrorCode;
using testing::ElementsAre;
using testing::IsEmpty;
using namespace tests;  // NOLINT(google-build-using-namespace): the records of store_records.h.

class StoreTest : public testing::Test {
 protected:
  Store open() {
    auto opened = Store::open(file(), record_key());
    EXPECT_TRUE(opened) << opened.error().what.view();
    return std::move(*opened);
  }
  [[nodiscard]] std::filesystem::path file() const { return folder_.path() / "gateway.db"; }
  [[nodiscard]] ErrorCode error_of_open() const {
    return Store::open(file(), record_key()).error().code;
  }

  TempFolder folder_;
};

template <class Record>
std::vector<Record> collect(Store& store,
                            base::Result<base::Done> (Store::*each)(const Store::Visit<Record>&)) {
  std::vector<Record> records;
  EXPECT_TRUE((store.*each)([&](const Record& record) { records.push_back(record); }));
  return records;
}

TEST_F(StoreTest, GivesBackEveryKindOfRecordAfterReopening) {
  {
    Store store = open();
    auto transaction = store.begin();
    ASSERT_TRUE(put_accepted(*transaction, 1));
    ASSERT_TRUE(put_accepted(*transaction, 2, 0));
    ASSERT_TRUE(put_accepted(*transaction, 3, 300'000));
    ASSERT_TRUE(transaction->put_meta("shard", payload(1, 40)));
    ASSERT_TRUE(transaction->put_consent(consent(1)));
    ASSERT_TRUE(transaction->put_subscription(subscription(2)));
    ASSERT_TRUE(transaction->put_subscription(subscription(1)));
    ASSERT_TRUE(transaction->put_note(note(1, 7)));
    ASSERT_TRUE(transaction->put_note(note(2, 7)));
    ASSERT_TRUE(transaction->put_receipt(receipt(1, 0, 2)));
    ASSERT_TRUE(transaction->put_receipt(receipt(1, 0, 1)));
    ASSERT_TRUE(transaction->commit());
  }
  Store store = open();
  for (const auto& [number, size] : {std::pair(1U, 6000U), {2U, 0U}, {3U, 300'000U}}) {
    EXPECT_EQ(*store.message(number), message(number, size));
    EXPECT_EQ(*store.message(message(number).envelope), message(number, size));
    EXPECT_EQ(*store.replay(replay(number).sender, replay(number).message), replay(number));
    EXPECT_EQ(*store.halves(number, 0), halves(number, 0));
    EXPECT_THAT(*store.deliveries(number), ElementsAre(delivery(number, 0), delivery(number, 1)));
  }
  EXPECT_EQ(*store.delivery(2, 1), delivery(2, 1));
  EXPECT_EQ(*store.meta("shard"), payload(1, 40));
  EXPECT_EQ(*store.leaf(5), leaf(5));
  EXPECT_EQ(*store.note(2, 7), note(2, 7));
  EXPECT_THAT(*store.receipts(message(1).envelope),
              ElementsAre(receipt(1, 0, 1), receipt(1, 0, 2)));
  EXPECT_EQ(store.next_sequence(), 4U);
  EXPECT_EQ(store.leaf_count(), 6U);
  EXPECT_EQ(store.damage(), std::nullopt);
}

TEST_F(StoreTest, ReadsWholeTablesInTheOrderOfTheirKeys) {
  Store store = open();
  auto transaction = store.begin();
  for (std::uint64_t number = 1; number <= 3; ++number) {
    ASSERT_TRUE(put_accepted(*transaction, number));
    ASSERT_TRUE(transaction->put_consent(consent(number)));
    ASSERT_TRUE(transaction->put_subscription(subscription(number)));
    ASSERT_TRUE(transaction->put_note(note(3, number)));
    ASSERT_TRUE(transaction->put_note(note(4, number)));
  }
  ASSERT_TRUE(transaction->commit());
  EXPECT_THAT(collect(store, &Store::each_delivery),
              ElementsAre(delivery(1, 0), delivery(1, 1), delivery(2, 0), delivery(2, 1),
                          delivery(3, 0), delivery(3, 1)));
  EXPECT_EQ(collect(store, &Store::each_replay).size(), 3U);
  EXPECT_EQ(collect(store, &Store::each_consent).size(), 3U);
  EXPECT_THAT(collect(store, &Store::each_subscription),
              ElementsAre(subscription(1), subscription(2), subscription(3)));
  std::vector<NoteRecord> notes;
  ASSERT_TRUE(store.each_note(3, [&](const NoteRecord& each) { notes.push_back(each); }));
  EXPECT_THAT(notes, ElementsAre(note(3, 1), note(3, 2), note(3, 3)));
  std::vector<Leaf> leaves;
  ASSERT_TRUE(store.each_leaf(4, [&](const Leaf& each) { leaves.push_back(each); }));
  EXPECT_THAT(leaves, ElementsAre(leaf(4), leaf(5)));
}

TEST_F(StoreTest, FindsNothingWhereNothingIs) {
  Store store = open();
  EXPECT_EQ(store.message(1).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(store.message(message(1).envelope).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(store.delivery(1, 0).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(store.meta("shard").error().code, ErrorCode::kNotFound);
  EXPECT_THAT(*store.deliveries(1), IsEmpty());
  EXPECT_FALSE(store.poisoned());
}

TEST_F(StoreTest, ForgetsATransactionThatIsNotCommitted) {
  Store store = open();
  {
    auto transaction = store.begin();
    ASSERT_TRUE(put_accepted(*transaction, 1));
    EXPECT_EQ(store.next_sequence(), 2U);
    EXPECT_TRUE(store.message(1)) << "inside the transaction it is there";
  }
  EXPECT_EQ(store.message(1).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(store.message(message(1).envelope).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(store.replay(replay(1).sender, replay(1).message).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(store.next_sequence(), 1U);
  EXPECT_EQ(store.leaf_count(), 0U);
  auto again = store.begin();
  ASSERT_TRUE(put_accepted(*again, 1));
  ASSERT_TRUE(again->commit());
}

TEST_F(StoreTest, RefusesWhatDoesNotFitAndGoesOn) {
  Store store = open();
  auto transaction = store.begin();
  ASSERT_TRUE(put_accepted(*transaction, 1));
  ASSERT_TRUE(transaction->put_note(note(1, 1)));
  const auto malformed = [](const base::Result<base::Done>& result) {
    return !result && result.error().code == ErrorCode::kMalformed;
  };
  EXPECT_TRUE(malformed(transaction->put_message(message(1)))) << "a sequence used before";
  EXPECT_TRUE(malformed(transaction->put_message(message(3)))) << "a gap";
  EXPECT_TRUE(malformed(transaction->put_delivery(delivery(1, 1)))) << "there already";
  EXPECT_TRUE(malformed(transaction->put_delivery(delivery(1, 64)))) << "no such row";
  EXPECT_TRUE(malformed(transaction->append_leaf(1, leaf(1)))) << "the log is append-only";
  EXPECT_TRUE(malformed(transaction->append_leaf(3, leaf(3)))) << "a gap in the log";
  EXPECT_TRUE(malformed(transaction->put_replay(replay(1)))) << "there already";
  EXPECT_TRUE(malformed(transaction->put_note(note(1, 1)))) << "a note is never replaced";
  MessageRecord same_envelope = message(2);
  same_envelope.envelope = message(1).envelope;
  EXPECT_TRUE(malformed(transaction->put_message(same_envelope))) << "an envelope stored before";
  EXPECT_EQ(transaction->put_message(message(2, (std::size_t{64} << 20U) + 1)).error().code,
            ErrorCode::kTooLarge);
  ASSERT_TRUE(put_accepted(*transaction, 2));
  ASSERT_TRUE(transaction->commit());
  EXPECT_FALSE(store.poisoned());
  EXPECT_TRUE(store.message(2));
}

TEST_F(StoreTest, ChangesADeliveryAndAConsentInPlace) {
  Store store = open();
  auto transaction = store.begin();
  ASSERT_TRUE(put_accepted(*transaction, 1));
  DeliveryRecord changed = delivery(1, 0);
  changed.state = 3;
  changed.escalated = true;
  changed.deliver_leaf.reset();
  ASSERT_TRUE(transaction->update_delivery(changed));
  ConsentRecord withdrawn = consent(1);
  ASSERT_TRUE(transaction->put_consent(withdrawn));
  withdrawn.entry = payload(99, 90);
  ASSERT_TRUE(transaction->put_consent(withdrawn));
  ASSERT_TRUE(transaction->commit());
  EXPECT_EQ(*store.delivery(1, 0), changed);
  EXPECT_THAT(collect(store, &Store::each_consent), ElementsAre(withdrawn));
}

TEST_F(StoreTest, ErasesCiphertextAndForgetsMessagesButNeverNumbers) {
  {
    Store store = open();
    auto transaction = store.begin();
    ASSERT_TRUE(put_accepted(*transaction, 1));
    ASSERT_TRUE(put_accepted(*transaction, 2));
    ASSERT_TRUE(transaction->put_receipt(receipt(2, 0, 1)));
    ASSERT_TRUE(transaction->erase_container(1));
    ASSERT_TRUE(transaction->forget_message(2));
    ASSERT_TRUE(transaction->forget_replay(replay(2).sender, replay(2).message));
    EXPECT_EQ(transaction->forget_message(2).error().code, ErrorCode::kNotFound);
    ASSERT_TRUE(transaction->commit());
  }
  Store store = open();
  MessageRecord erased = message(1);
  erased.container.clear();
  EXPECT_EQ(*store.message(1), erased);
  EXPECT_EQ(*store.message(erased.envelope), erased);
  EXPECT_EQ(store.message(2).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(store.message(message(2).envelope).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(store.halves(2, 0).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(store.replay(replay(2).sender, replay(2).message).error().code, ErrorCode::kNotFound);
  EXPECT_THAT(*store.deliveries(2), IsEmpty());
  EXPECT_THAT(*store.receipts(message(2).envelope), IsEmpty());
  EXPECT_EQ(store.next_sequence(), 3U);
  EXPECT_EQ(store.leaf_count(), 4U) << "the log keeps its leaves";
}

TEST_F(StoreTest, CanBeOpenOnlyOnce) {
  Store store = open();
  EXPECT_EQ(error_of_open(), ErrorCode::kUnavailable);
  auto transaction = store.begin();
  ASSERT_TRUE(put_accepted(*transaction, 1));
  EXPECT_EQ(error_of_open(), ErrorCode::kUnavailable);
  EXPECT_TRUE(transaction->commit()) << "the first is not disturbed";
}

TEST_F(StoreTest, RefusesFilesThatOthersMayReadOrWrite) {
  { Store store = open(); }
  for (const ::mode_t mode : {0640U, 0604U, 0660U, 0602U, 0777U}) {
    ASSERT_EQ(::chmod(file().c_str(), mode), 0);
    EXPECT_EQ(error_of_open(), ErrorCode::kUnsupported) << std::oct << mode;
  }
  ASSERT_EQ(::chmod(file().c_str(), 0600), 0);
  std::ofstream(file().string() + "-wal") << "";
  ASSERT_EQ(::chmod((file().string() + "-wal").c_str(), 0644), 0);
  EXPECT_EQ(error_of_open(), ErrorCode::kUnsupported) << "the log beside it counts too";
}

TEST_F(StoreTest, RefusesASymbolicLinkAndMakesPrivateFiles) {
  std::filesystem::create_symlink("elsewhere", file());
  EXPECT_EQ(error_of_open(), ErrorCode::kUnsupported);
  std::filesystem::remove(file());
  Store store = open();
  auto transaction = store.begin();
  ASSERT_TRUE(put_accepted(*transaction, 1));
  ASSERT_TRUE(transaction->commit());
  for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
    EXPECT_EQ(entry.status().permissions() & std::filesystem::perms::all,
              std::filesystem::perms::owner_read | std::filesystem::perms::owner_write)
        << entry.path();
  }
}

TEST_F(StoreTest, RefusesADatabaseOfAnotherKey) {
  { Store store = open(); }
  EXPECT_EQ(Store::open(file(), record_key(2)).error().code, ErrorCode::kUnauthenticated);
}

TEST_F(StoreTest, RefusesADatabaseOfAnotherVersion) {
  {
    Store store = open();
    auto transaction = store.begin();
    ASSERT_TRUE(transaction->put_meta("schema", base::Bytes{0, 0, 0, 2}));
    ASSERT_TRUE(transaction->commit());
  }
  EXPECT_EQ(error_of_open(), ErrorCode::kUnsupported);
}

TEST_F(StoreTest, RefusesAFileThatIsNotADatabase) {
  folder_.write("gateway.db", std::string(9000, 'x'));
  ASSERT_EQ(::chmod(file().c_str(), 0600), 0);
  EXPECT_EQ(error_of_open(), ErrorCode::kUnavailable);
}

}  // namespace
}  // namespace gateway::store
