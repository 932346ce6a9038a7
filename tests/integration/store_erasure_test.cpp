#include "gateway/store/store.h"

#include "tests/integration/store_records.h"
#include "tests/support/shared_data.h"
#include "tests/support/temp_folder.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <map>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>

#include <gtest/gtest.h>

namespace gateway::store {
namespace {

using namespace tests;  // NOLINT(google-build-using-namespace): the records of store_records.h.

constexpr std::size_t kPiece = 16;

base::Bytes random_bytes(std::size_t size, std::mt19937_64& engine) {
  base::Bytes bytes(size);
  for (auto& byte : bytes) byte = static_cast<std::uint8_t>(engine());
  return bytes;
}

/// How often pieces that were given a number are found in the files of a folder, by that number.
class Search {
 public:
  /// Every whole piece of `secret`.
  void look_for(const base::Bytes& secret, std::uint64_t number, std::size_t from = 0) {
    for (std::size_t at = from; at + kPiece <= secret.size(); at += kPiece) {
      pieces_.emplace(base::text_of(base::ByteView(secret).subspan(at, kPiece)), number);
    }
  }

  std::map<std::uint64_t, std::size_t> in(const TempFolder& folder) const {
    std::map<std::uint64_t, std::size_t> found;
    for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
      const std::string file = read_file(entry.path());
      for (std::size_t at = 0; at + kPiece <= file.size(); ++at) {
        const auto hit = pieces_.find(std::string_view(file).substr(at, kPiece));
        if (hit != pieces_.end()) ++found[hit->second];
      }
    }
    return found;
  }

 private:
  std::unordered_map<std::string_view, std::uint64_t> pieces_;
};

TEST(StoreErasureTest, DestroyedHalvesAreInNoFileAfterScrubbing) {
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    const TempFolder folder;
    std::mt19937_64 engine(seed);
    auto store = Store::open(folder.path() / "gateway.db", record_key());
    ASSERT_TRUE(store);
    std::deque<HalvesRecord> all;
    std::set<std::uint64_t> destroyed;
    // As in life: some go at once and some late, in no order, while others come.
    for (int round = 0; round < 30; ++round) {
      auto transaction = store->begin();
      for (int i = 0; i < 12; ++i) {
        HalvesRecord made{.message = all.size() + 1, .row = 0, .sealed = {}};
        made.sealed = random_bytes(32 + engine() % (kMaxHalvesSize - 31), engine);
        all.push_back(made);
        ASSERT_TRUE(transaction->put_halves(made));
      }
      for (int i = 0; i < 10; ++i) {
        const std::uint64_t chosen = 1 + engine() % all.size();
        ASSERT_TRUE(transaction->destroy_halves(chosen, 0));
        destroyed.insert(chosen);
      }
      ASSERT_TRUE(transaction->commit());
    }
    Search search;
    for (const HalvesRecord& each : all) search.look_for(each.sealed, each.message);
    ASSERT_TRUE(store->scrub());
    const auto found = search.in(folder);
    for (const HalvesRecord& each : all) {
      const bool is_gone = destroyed.contains(each.message);
      const std::size_t copies = found.contains(each.message) ? found.at(each.message) : 0;
      EXPECT_EQ(copies, is_gone ? 0 : each.sealed.size() / kPiece) << each.message;
      const auto read = store->halves(each.message, 0);
      EXPECT_EQ(read.has_value(), !is_gone) << each.message;
      if (read) {
        EXPECT_EQ(*read, each);
      }
    }
  }
}

TEST(StoreErasureTest, HalvesOfATransactionGivenUpDoNotTakeASlot) {
  const TempFolder folder;
  auto store = Store::open(folder.path() / "gateway.db", record_key());
  {
    auto given_up = store->begin();
    ASSERT_TRUE(given_up->put_halves(halves(1, 0)));
    EXPECT_FALSE(given_up->put_halves(halves(1, 0))) << "there already";
  }
  EXPECT_EQ(store->halves(1, 0).error().code, base::ErrorCode::kNotFound);
  auto transaction = store->begin();
  ASSERT_TRUE(transaction->put_halves(halves(1, 0)));
  HalvesRecord too_large = halves(1, 1);
  too_large.sealed.resize(kMaxHalvesSize + 1);
  EXPECT_EQ(transaction->put_halves(too_large).error().code, base::ErrorCode::kTooLarge);
  ASSERT_TRUE(transaction->commit());
  {
    auto given_up = store->begin();
    ASSERT_TRUE(given_up->destroy_halves(1, 0));
    EXPECT_FALSE(store->halves(1, 0));
  }
  EXPECT_EQ(*store->halves(1, 0), halves(1, 0));
}

TEST(StoreErasureTest, LargeErasedContainersAreInNoFileAfterScrubbing) {
  const TempFolder folder;
  auto store = Store::open(folder.path() / "gateway.db", record_key());
  ASSERT_TRUE(store);
  std::mt19937_64 engine(4);
  std::deque<MessageRecord> all;
  auto transaction = store->begin();
  for (std::uint64_t number = 1; number <= 10; ++number) {
    all.push_back(message(number));
    all.back().container = random_bytes(100'000, engine);
    ASSERT_TRUE(transaction->put_message(all.back()));
  }
  ASSERT_TRUE(transaction->commit());
  auto erasing = store->begin();
  for (std::uint64_t number = 1; number <= 10; number += 2) {
    ASSERT_TRUE(erasing->erase_container(number));
  }
  ASSERT_TRUE(erasing->commit());
  ASSERT_TRUE(store->scrub());
  // The first page of a container may have been moved before, and left a copy.
  Search search;
  for (const MessageRecord& each : all) search.look_for(each.container, each.sequence, 65'536);
  const auto found = search.in(folder);
  for (const MessageRecord& each : all) {
    EXPECT_EQ(found.contains(each.sequence), each.sequence % 2 == 0) << each.sequence;
  }
}

}  // namespace
}  // namespace gateway::store
