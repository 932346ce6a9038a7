#include "gateway/store/store.h"

#include "tests/integration/faulty_disk.h"
#include "tests/integration/store_records.h"
#include "tests/support/temp_folder.h"

#include <cstdint>
#include <filesystem>

#include <gtest/gtest.h>

// Every write, sync and truncation of a small story breaks once, one after the other, until one run
// meets no broken operation any more.

namespace gateway::store {
namespace {

using namespace tests;  // NOLINT(google-build-using-namespace): the records of store_records.h.

constexpr std::uint64_t kCommits = 4;

struct Outcome {
  std::uint64_t committed = 0;  ///< Commits that were said to be durable.
  bool opened = false;
};

void expect_closed_for_good(Store& store) {
  EXPECT_TRUE(store.poisoned());
  EXPECT_EQ(store.message(1).error().code, base::ErrorCode::kUnavailable);
  EXPECT_EQ(store.begin().error().code, base::ErrorCode::kUnavailable);
  EXPECT_EQ(store.scrub().error().code, base::ErrorCode::kUnavailable);
  EXPECT_EQ(store.each_consent([](const ConsentRecord&) {}).error().code,
            base::ErrorCode::kUnavailable);
}

/// Commits one message after the other and empties the log in between, until something breaks.
Outcome tell_story(const std::filesystem::path& file, const FaultyDisk& disk) {
  Outcome outcome;
  auto store = Store::open(file, record_key());
  if (!store) return outcome;
  outcome.opened = true;
  for (std::uint64_t number = 1; number <= kCommits; ++number) {
    auto transaction = store->begin();
    if (!transaction || !put_accepted(*transaction, number, 9000) || !transaction->commit()) {
      expect_closed_for_good(*store);
      if (transaction) {
        EXPECT_EQ(transaction->commit().error().code, base::ErrorCode::kUnavailable);
      }
      return outcome;
    }
    outcome.committed = number;
    if (number % 2 == 0 && !store->scrub()) {
      expect_closed_for_good(*store);
      return outcome;
    }
  }
  EXPECT_FALSE(disk.has_broken()) << "an error was passed over";
  return outcome;
}

/// Everything that was committed is there, and of the next one all or nothing.
void expect_kept(const std::filesystem::path& file, const Outcome& outcome) {
  auto store = Store::open(file, record_key());
  ASSERT_TRUE(store) << store.error().what.view();
  const std::uint64_t kept = store->next_sequence() - 1;
  EXPECT_GE(kept, outcome.committed) << "said to be durable, and lost";
  EXPECT_LE(kept, outcome.committed + 1);
  EXPECT_EQ(store->leaf_count(), kept * 2);
  std::uint64_t next = 0;
  EXPECT_TRUE(store->each_leaf(0, [&](const Leaf& each) { EXPECT_EQ(each, leaf(next++)); }));
  for (std::uint64_t number = 1; number <= kept; ++number) {
    const auto read = store->message(number);
    ASSERT_TRUE(read) << number;
    EXPECT_EQ(*read, message(number, 9000));
    EXPECT_TRUE(store->message(read->envelope));
    EXPECT_EQ(store->deliveries(number)->size(), 2U);
    EXPECT_TRUE(store->halves(number, 0));
    EXPECT_TRUE(store->replay(replay(number).sender, replay(number).message));
  }
}

TEST(StoreFaultTest, AFailedOperationPoisonsTheStoreAndLosesNothing) {
  for (const auto fault : {FaultyDisk::Fault::kError, FaultyDisk::Fault::kForgets}) {
    std::uint64_t at = 0;
    for (bool has_broken = true; has_broken;) {
      SCOPED_TRACE(++at);
      const TempFolder folder;
      const auto file = folder.path() / "gateway.db";
      Outcome outcome;
      {
        const FaultyDisk disk(fault, at);
        outcome = tell_story(file, disk);
        has_broken = disk.has_broken();
      }
      expect_kept(file, outcome);
      if (HasFailure()) return;
    }
    EXPECT_GT(at, 40U) << "the story has to have that many operations";
  }
}

TEST(StoreFaultTest, AFailedReadPoisonsTheStoreAndGivesNothingWrong) {
  const TempFolder folder;
  const auto file = folder.path() / "gateway.db";
  {
    const FaultyDisk disk(FaultyDisk::Fault::kError, 1'000'000);
    EXPECT_EQ(tell_story(file, disk).committed, kCommits);
  }
  std::uint64_t at = 0;
  for (bool has_broken = true; has_broken;) {
    SCOPED_TRACE(++at);
    const FaultyDisk disk(FaultyDisk::Fault::kUnreadable, at);
    auto store = Store::open(file, record_key());
    for (std::uint64_t number = 1; store && number <= kCommits; ++number) {
      const auto read = store->message(number);
      if (read) {
        EXPECT_EQ(*read, message(number, 9000));
      } else {
        EXPECT_EQ(read.error().code, base::ErrorCode::kUnavailable);
        expect_closed_for_good(*store);
      }
    }
    has_broken = disk.has_broken();
  }
  EXPECT_GT(at, kCommits);
}

TEST(StoreFaultTest, APowerCutLosesNothingThatWasSaidToBeDurable) {
  std::uint64_t at = 0;
  for (bool has_broken = true; has_broken;) {
    SCOPED_TRACE(++at);
    const TempFolder folder;
    const auto file = folder.path() / "gateway.db";
    Outcome outcome;
    {
      FaultyDisk disk(FaultyDisk::Fault::kPowerCut, at);
      outcome = tell_story(file, disk);
      has_broken = disk.has_broken();
      disk.lose_unsynced(at);
    }
    expect_kept(file, outcome);
    if (HasFailure()) return;
  }
  EXPECT_GT(at, 40U) << "the story has to have that many operations";
}

}  // namespace
}  // namespace gateway::store
