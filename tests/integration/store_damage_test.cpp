#include "gateway/store/store.h"

#include "tests/integration/store_records.h"
#include "tests/support/shared_data.h"
#include "tests/support/temp_folder.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

// SQLite gives out what is on the disk, rotten or not: two thirds of all flipped bits come back as
// wrong data without a word. So here each byte of a small database is flipped, and whatever the
// store still gives out must be exactly what was put in.

namespace gateway::store {
namespace {

using namespace tests;  // NOLINT(google-build-using-namespace): the records of store_records.h.

constexpr std::uint64_t kMessages = 4;

/// What came of reading.
struct Tally {
  int right = 0;
  int refused = 0;
  int wrong = 0;

  template <class Record>
  void judge(const base::Result<Record>& read, const Record& expected) {
    if (!read) {
      ++refused;
    } else if (*read == expected) {
      ++right;
    } else {
      ++wrong;
    }
  }
};

void write_database(const std::filesystem::path& file) {
  auto store = Store::open(file, record_key());
  auto transaction = store->begin();
  for (std::uint64_t number = 1; number <= kMessages; ++number) {
    ASSERT_TRUE(put_accepted(*transaction, number, 1500));
    ASSERT_TRUE(transaction->put_receipt(receipt(number, 0, 1)));
    ASSERT_TRUE(transaction->put_consent(consent(number)));
    ASSERT_TRUE(transaction->put_subscription(subscription(number)));
    ASSERT_TRUE(transaction->put_note(note(1, number)));
  }
  ASSERT_TRUE(transaction->commit());
}

void read_one_by_one(Store& store, Tally& tally) {
  for (std::uint64_t number = 1; number <= kMessages; ++number) {
    tally.judge(store.message(number), message(number, 1500));
    tally.judge(store.message(message(number).envelope), message(number, 1500));
    tally.judge(store.delivery(number, 1), delivery(number, 1));
    tally.judge(store.halves(number, 0), halves(number, 0));
    tally.judge(store.replay(replay(number).sender, replay(number).message), replay(number));
    tally.judge(store.note(1, number), note(1, number));
    tally.judge(store.leaf(number), leaf(number));
  }
}

void read_in_ranges(Store& store, Tally& tally) {
  for (std::uint64_t number = 1; number <= kMessages; ++number) {
    for (const auto& each :
         store.deliveries(number) ? *store.deliveries(number) : std::vector<DeliveryRecord>()) {
      tally.judge<DeliveryRecord>(each, delivery(number, each.row));
    }
    const auto receipts = store.receipts(message(number).envelope);
    if (receipts && !receipts->empty()) {
      tally.judge<ReceiptRecord>(receipts->front(), receipt(number, 0, 1));
    }
  }
  std::uint64_t next = 0;
  const auto read =
      store.each_leaf(0, [&](const Leaf& each) { tally.judge<Leaf>(each, leaf(next++)); });
  if (read) {
    EXPECT_EQ(next, kMessages * 2) << "a whole log that is not whole";
  }
  static_cast<void>(store.each_consent([&](const ConsentRecord& each) {
    for (std::uint64_t number = 1; number <= kMessages; ++number) {
      if (each.handle == consent(number).handle)
        return tally.judge<ConsentRecord>(each, consent(number));
    }
    ++tally.wrong;
  }));
  static_cast<void>(store.each_subscription([&](const SubscriptionRecord& each) {
    tally.judge<SubscriptionRecord>(each, subscription(each.counter));
  }));
}

void flip(const std::filesystem::path& file, std::size_t at, std::uint8_t with) {
  const int descriptor = ::open(file.c_str(), O_RDWR | O_CLOEXEC);
  std::uint8_t byte = 0;
  ASSERT_EQ(::pread(descriptor, &byte, 1, static_cast<off_t>(at)), 1);
  byte ^= with;
  ASSERT_EQ(::pwrite(descriptor, &byte, 1, static_cast<off_t>(at)), 1);
  ::close(descriptor);
}

Tally read_flipped(const std::filesystem::path& original, const std::filesystem::path& copy,
                   std::size_t at, std::uint8_t with) {
  std::filesystem::copy_file(original, copy, std::filesystem::copy_options::overwrite_existing);
  std::filesystem::remove(copy.string() + "-wal");
  flip(copy, at, with);
  Tally tally;
  auto store = Store::open(copy, record_key());
  if (!store) {
    ++tally.refused;
    return tally;
  }
  read_one_by_one(*store, tally);
  read_in_ranges(*store, tally);
  return tally;
}

TEST(StoreDamageTest, AFlippedByteNeverBecomesARecord) {
  const TempFolder folder;
  const auto original = folder.path() / "gateway.db";
  write_database(original);
  const std::size_t size = std::filesystem::file_size(original);
  Tally all;
  // Whole pages of it are empty; steps that share no factor with anything in it meet all the rest.
  for (std::size_t at = 0; at < size; at += 37) {
    const auto with = static_cast<std::uint8_t>(1U << (at % 8));
    const Tally tally = read_flipped(original, folder.path() / "copy.db", at, with);
    EXPECT_EQ(tally.wrong, 0) << "byte " << at;
    all.right += tally.right;
    all.refused += tally.refused;
  }
  EXPECT_GT(all.refused, 500) << "the flips must hit something";
  EXPECT_GT(all.right, all.refused) << "one rotten byte does not take everything away";
}

TEST(StoreDamageTest, NamesTheRecordThatIsDamaged) {
  const TempFolder folder;
  const auto file = folder.path() / "gateway.db";
  write_database(file);
  const std::string text = read_file(file);
  const auto container = message(3, 1500).container;
  const std::size_t at = text.find(std::string(base::text_of(container)));
  ASSERT_NE(at, std::string::npos);
  flip(file, at + 700, 4);
  auto store = Store::open(file, record_key());
  ASSERT_TRUE(store);
  const auto read = store->message(3);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, base::ErrorCode::kUnauthenticated);
  EXPECT_EQ(store->damage(), (Damage{.table = "container", .key = "3"}));
  EXPECT_FALSE(store->poisoned()) << "one bad record does not stop the others";
  EXPECT_TRUE(store->message(2));
}

TEST(StoreDamageTest, RecordsCannotBeSwapped) {
  const TempFolder folder;
  const auto file = folder.path() / "gateway.db";
  write_database(file);
  std::string text = read_file(file);
  // Two consents trade places, each with its tag: only the handles stay where they were.
  const auto place_of = [&](std::uint64_t number) {
    const ConsentRecord record = consent(number);
    const std::string handle(base::text_of(record.handle.bytes()));
    const std::size_t at = text.find(handle + std::string(base::text_of(record.entry)));
    EXPECT_NE(at, std::string::npos);
    return at + handle.size();
  };
  const std::size_t first = place_of(1);
  const std::size_t second = place_of(2);
  constexpr std::size_t kWithTag = 90 + 16;
  for (std::size_t i = 0; i < kWithTag; ++i) std::swap(text[first + i], text[second + i]);
  folder.write("gateway.db", text);
  auto store = Store::open(file, record_key());
  ASSERT_TRUE(store);
  const auto read = store->each_consent([](const ConsentRecord& each) {
    EXPECT_NE(each.handle, consent(1).handle);
    EXPECT_NE(each.handle, consent(2).handle);
  });
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, base::ErrorCode::kUnauthenticated);
}

TEST(StoreDamageTest, ATornWriteAheadLogLosesNothingThatWasInTheMainFile) {
  const TempFolder folder;
  const auto file = folder.path() / "gateway.db";
  write_database(file);
  const auto log = file.string() + "-wal";
  for (const std::size_t kept : {0U, 17U, 32U, 5000U}) {
    folder.write("gateway.db-wal", std::string(kept, 'w'));
    ASSERT_EQ(::chmod(log.c_str(), 0600), 0);
    auto store = Store::open(file, record_key());
    ASSERT_TRUE(store) << kept;
    Tally tally;
    read_one_by_one(*store, tally);
    EXPECT_EQ(tally.refused + tally.wrong, 0) << kept;
  }
}

}  // namespace
}  // namespace gateway::store
