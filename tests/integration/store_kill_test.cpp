#include "gateway/store/store.h"

#include "tests/integration/store_records.h"
#include "tests/support/temp_folder.h"

#include <csignal>
#include <cstdint>
#include <filesystem>
#include <random>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace gateway::store {
namespace {

using namespace tests;  // NOLINT(google-build-using-namespace): the records of store_records.h.

constexpr std::size_t kSize = 3000;

/// Commits groups of messages for ever and reports the last number of each group afterwards.
[[noreturn]] void write_for_ever(const std::filesystem::path& file, int report,
                                 std::uint64_t seed) {
  std::mt19937_64 engine(seed);
  auto store = Store::open(file, record_key());
  if (!store) ::_exit(1);
  while (true) {
    auto transaction = store->begin();
    if (!transaction) ::_exit(2);
    std::uint64_t last = 0;
    for (std::uint64_t left = 1 + engine() % 8; left > 0; --left) {
      last = store->next_sequence();
      if (!put_accepted(*transaction, last, kSize)) ::_exit(3);
    }
    if (!transaction->commit()) ::_exit(4);
    if (::write(report, &last, sizeof last) != sizeof last) ::_exit(5);
  }
}

/// Starts a writer, kills it after some reports and gives the last number it reported.
std::uint64_t write_until_killed(const std::filesystem::path& file, std::uint64_t seed,
                                 std::uint64_t reports) {
  int pipe[2] = {-1, -1};
  EXPECT_EQ(::pipe(pipe), 0);
  const ::pid_t child = ::fork();
  if (child == 0) {
    ::close(pipe[0]);
    write_for_ever(file, pipe[1], seed);
  }
  ::close(pipe[1]);
  std::uint64_t last = 0;
  for (; reports > 0; --reports) {
    EXPECT_EQ(::read(pipe[0], &last, sizeof last), static_cast<ssize_t>(sizeof last));
  }
  ::kill(child, SIGKILL);
  // It may have reported more before the signal came.
  std::uint64_t more = 0;
  while (::read(pipe[0], &more, sizeof more) == sizeof more) last = more;
  ::close(pipe[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status)) << "the writer ended by itself";
  return last;
}

TEST(StoreKillTest, KeepsEveryCommittedTransactionWheneverTheProcessIsKilled) {
  const TempFolder folder;
  const auto file = folder.path() / "gateway.db";
  std::mt19937_64 engine(11);
  std::uint64_t checked = 0;
  for (std::uint64_t kill = 1; kill <= 60; ++kill) {
    SCOPED_TRACE(kill);
    const std::uint64_t reported = write_until_killed(file, kill, 1 + engine() % 4);
    auto store = Store::open(file, record_key());
    ASSERT_TRUE(store) << store.error().what.view();
    const std::uint64_t kept = store->next_sequence() - 1;
    ASSERT_GE(kept, reported) << "committed, reported and lost";
    ASSERT_EQ(store->leaf_count(), kept * 2) << "a transaction was torn";
    for (; checked < kept; ++checked) {
      ASSERT_EQ(*store->message(checked + 1), message(checked + 1, kSize));
      ASSERT_EQ(store->deliveries(checked + 1)->size(), 2U);
      ASSERT_EQ(*store->leaf(checked * 2 + 1), leaf(checked * 2 + 1));
    }
  }
  EXPECT_GT(checked, 60U * 4U) << "too little was written for the kills to mean anything";
}

TEST(StoreKillTest, AnotherProcessCannotOpenIt) {
  const TempFolder folder;
  const auto file = folder.path() / "gateway.db";
  const auto store = Store::open(file, record_key());
  ASSERT_TRUE(store);
  const ::pid_t child = ::fork();
  if (child == 0) {
    const auto second = Store::open(file, record_key());
    ::_exit(second.has_value() ? 1 : 0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

}  // namespace
}  // namespace gateway::store
