#include "gateway/crypto/random.h"
#include "gateway/store/store.h"

#include "tests/support/temp_folder.h"

#include <cstdint>
#include <ctime>

#include <benchmark/benchmark.h>

namespace gateway::store {
namespace {

double cpu_seconds() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

/// Fast, and different every time: the benchmark is not about the operating system's generator.
class Counter final : public crypto::Random {
 public:
  void fill(std::span<std::uint8_t> out) override {
    for (auto& byte : out) {
      state_ = state_ * 6364136223846793005U + 1442695040888963407U;
      byte = static_cast<std::uint8_t>(state_ >> 56U);
    }
  }

 private:
  std::uint64_t state_ = 1;
};

/// What accepting one message of 6 KiB for two recipients writes.
void put_accepted(Transaction& transaction, Store& store, crypto::Random& random) {
  MessageRecord message;
  message.sequence = store.next_sequence();
  message.sender = model::PartnerNumber{7};
  message.message = crypto::random_fixed<model::MessageId>(random);
  message.envelope = crypto::random_fixed<model::EnvelopeId>(random);
  message.container.resize(6 * 1024);
  random.fill(std::span(message.container).first(64));
  message.size = message.container.size();

  DeliveryRecord delivery;
  delivery.message = message.sequence;
  delivery.unit = {.partner = model::PartnerNumber{9}, .unit = "main"};
  delivery.role = model::Role::kSafehouse;
  delivery.conversation = crypto::random_fixed<model::ConversationId>(random);

  ReplayRecord replay;
  replay.sender = message.sender;
  replay.message = message.message;
  replay.envelope = message.envelope;

  bool good = transaction.put_message(message).has_value();
  for (std::uint8_t row = 0; row < 2; ++row) {
    delivery.row = row;
    good = transaction.put_delivery(delivery).has_value() && good;
  }
  Leaf leaf{};
  for (int i = 0; i < 3; ++i) {
    random.fill(std::span(leaf).first(32));
    good = transaction.append_leaf(store.leaf_count(), leaf).has_value() && good;
  }
  good = transaction.put_replay(replay).has_value() && good;
  if (!good) std::abort();
}

/// The goal is 40 us of CPU for one message when 64 share a transaction.
void accept_in_groups(benchmark::State& state) {
  const tests::TempFolder folder;
  auto store = Store::open(folder.path() / "db", crypto::RecordKey());
  Counter random;
  const double before = cpu_seconds();
  for (auto _ : state) {
    auto transaction = store->begin();
    for (std::int64_t i = 0; i < state.range(0); ++i) put_accepted(*transaction, *store, random);
    if (!transaction->commit()) std::abort();
  }
  const auto messages = static_cast<double>(state.iterations() * state.range(0));
  state.SetItemsProcessed(state.iterations() * state.range(0));
  state.counters["cpu_us_per_message"] = (cpu_seconds() - before) * 1e6 / messages;
}
BENCHMARK(accept_in_groups)->Arg(1)->Arg(16)->Arg(64)->Arg(256)->UseRealTime();

}  // namespace
}  // namespace gateway::store
