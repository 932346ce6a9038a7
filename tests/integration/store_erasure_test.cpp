#include "gateway/store/store.h"

#include "tests/integration/store_records.h"
#include "tests/support/shared_data.h"
#include "tests/support/temp_folder.h"

#include <algorithm>
#include <filesystem>
#include <functional>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace gateway::store {
namespace {

using namespace tests;  // NOLINT(google-build-using-namespace): the records of store_records.h.

/// Random halves that occur nowhere else.
HalvesRecord random_halves(std::uint64_t message, std::mt19937_64& engine) {
  HalvesRecord record{.message = message, .row = 0, .sealed = base::Bytes(560)};
  for (auto& byte : record.sealed) byte = static_cast<std::uint8_t>(engine());
  return record;
}

/// Whether 16 bytes in a row of `secret` lie in one of the files, by 16-byte pieces of it.
bool is_found(const base::Bytes& secret, const std::vector<std::string>& files) {
  for (std::size_t at = 0; at + 16 <= secret.size(); at += 16) {
    const auto piece = base::text_of(base::ByteView(secret).subspan(at, 16));
    for (const std::string& file : files) {
      if (std::search(file.begin(), file.end(),
                      std::boyer_moore_horspool_searcher(piece.begin(), piece.end())) !=
          file.end()) {
        return true;
      }
    }
  }
  return false;
}

std::vector<std::string> files_of(const TempFolder& folder) {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
    files.push_back(read_file(entry.path()));
  }
  return files;
}

TEST(StoreErasureTest, DestroyedHalvesAreInNoFileAfterScrubbing) {
  const TempFolder folder;
  std::mt19937_64 engine(3);
  auto store = Store::open(folder.path() / "gateway.db", record_key());
  ASSERT_TRUE(store);
  std::vector<HalvesRecord> all;
  std::vector<bool> is_destroyed;
  // Interleaved as in life: some go at once, some late, in no order, while others come.
  for (int round = 0; round < 40; ++round) {
    auto transaction = store->begin();
    for (int i = 0; i < 10; ++i) {
      all.push_back(random_halves(all.size() + 1, engine));
      is_destroyed.push_back(false);
      ASSERT_TRUE(transaction->put_halves(all.back()));
    }
    for (int i = 0; i < 8; ++i) {
      const std::size_t chosen = engine() % all.size();
      ASSERT_TRUE(transaction->destroy_halves(all[chosen].message, 0));
      is_destroyed[chosen] = true;
    }
    ASSERT_TRUE(transaction->commit());
  }
  EXPECT_TRUE(is_found(all.back().sealed, files_of(folder))) << "the search finds what is there";
  ASSERT_TRUE(store->scrub());
  const auto files = files_of(folder);
  for (std::size_t i = 0; i < all.size(); ++i) {
    EXPECT_EQ(is_found(all[i].sealed, files), !is_destroyed[i]) << i;
    EXPECT_EQ(store->halves(all[i].message, 0).has_value(), !is_destroyed[i]) << i;
  }
}

TEST(StoreErasureTest, AnErasedContainerIsInNoFileAfterScrubbing) {
  const TempFolder folder;
  auto store = Store::open(folder.path() / "gateway.db", record_key());
  ASSERT_TRUE(store);
  std::mt19937_64 engine(4);
  std::vector<MessageRecord> all;
  auto transaction = store->begin();
  for (std::uint64_t number = 1; number <= 20; ++number) {
    all.push_back(message(number, 500 * number));
    for (auto& byte : all.back().container) byte = static_cast<std::uint8_t>(engine());
    ASSERT_TRUE(transaction->put_message(all.back()));
  }
  ASSERT_TRUE(transaction->commit());
  auto erasing = store->begin();
  for (std::uint64_t number = 1; number <= 20; number += 2) {
    ASSERT_TRUE(erasing->erase_container(number));
  }
  ASSERT_TRUE(erasing->commit());
  ASSERT_TRUE(store->scrub());
  const auto files = files_of(folder);
  for (const MessageRecord& each : all) {
    EXPECT_EQ(is_found(each.container, files), each.sequence % 2 == 0) << each.sequence;
  }
}

}  // namespace
}  // namespace gateway::store
