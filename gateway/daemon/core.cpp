#include "gateway/daemon/core.h"

#include "gateway/daemon/note_kinds.h"

#include <algorithm>
#include <system_error>
#include <utility>
#include <vector>

namespace gateway::daemon {
namespace {

using base::Diagnostic;

constexpr std::size_t kMaxRestored = 10'000'000;

Diagnostic cannot(const std::filesystem::path& path, const base::Error& error) {
  return {path.string(), 0, 0, std::string(error.what.view()),
          "see the runbook for stores and logs; nothing was changed"};
}

std::string origin_of(const trust::Trust& trust) {
  return trust.directory->data().gateway.logs.back().name;
}

// A training clock goes on where the log ends.
std::unique_ptr<Clock> make_clock(const config::GatewayConfig& config) {
  switch (config.clock) {
    case config::ClockMode::kSystem:
      return std::make_unique<SystemClock>();
    case config::ClockMode::kTraining:
      return std::make_unique<TrainingClock>(starting_time(config));
  }
  return std::make_unique<SystemClock>();
}

bool is_live(std::uint8_t state) {
  return state == static_cast<std::uint8_t>(broker::DeliveryState::kWaiting) ||
         state == static_cast<std::uint8_t>(broker::DeliveryState::kFetched) ||
         state == static_cast<std::uint8_t>(broker::DeliveryState::kQuarantined);
}

}  // namespace

Core::Core(Prepared prepared, store::Store store, store::DurableFolder folder,
           crypto::Random& random)
    : prepared_(std::move(prepared)),
      store_(std::move(store)),
      archive_(store_),
      clock_(make_clock(prepared_.config)),
      log_(origin_of(prepared_.trust), std::move(prepared_.secrets.log)),
      folder_(std::move(folder)) {
  broker::MailboxSettings mailboxes;
  mailboxes.first_backoff = prepared_.config.ack_timeout;
  mailboxes.quota.mailbox.count = prepared_.config.mailbox_limit;
  engine_ = std::make_unique<Engine>(
      Engine::Parts{*clock_, random, archive_, log_, std::move(prepared_.secrets.session),
                    std::move(prepared_.secrets.release), mailboxes},
      std::move(prepared_.trust));
}

std::variant<std::unique_ptr<Core>, Diagnostic> Core::start(Prepared prepared,
                                                            crypto::Random& random) {
  const config::GatewayConfig config = prepared.config;
  std::error_code failed;
  for (const auto& folder : {config.state, config.log, config.run, config.notices}) {
    std::filesystem::create_directories(folder, failed);
  }
  std::filesystem::permissions(config.state, std::filesystem::perms::owner_all, failed);
  const auto database = config.state / "gateway.db";
  auto store =
      store::Store::open(database, crypto::RecordKey::copy_of(prepared.secrets.store.bytes()));
  if (!store) return cannot(database, store.error());
  auto folder = store::DurableFolder::open(config.log, store::Readers::kEveryone);
  if (!folder) return cannot(config.log, folder.error());
  auto notices = store::DurableFolder::open(config.notices, store::Readers::kOwner);
  if (!notices) return cannot(config.notices, notices.error());
  const base::Digest configuration = prepared.configuration;
  // NOLINTNEXTLINE(cppcoreguidelines-owning-memory): the constructor is private.
  std::unique_ptr<Core> core(
      new Core(std::move(prepared), *std::move(store), *std::move(folder), random));
  core->notices_.emplace(*std::move(notices));
  const auto recovered = core->recover_log();
  if (!recovered) return cannot(database, recovered.error());
  if (auto wrong = core->check_head()) return *std::move(wrong);
  const auto restored = core->recover_engine();
  if (!restored) return cannot(database, restored.error());
  core->engine_->started(configuration, core->store_.next_sequence());
  const auto committed = core->commit();
  if (!committed) return cannot(database, committed.error());
  core->folder_.resume(core->log_.tree());
  const auto published = core->publish(base::Millis(0), LogFolder::When::kNow);
  if (!published) return cannot(config.log, published.error());
  return core;
}

base::Result<base::Done> Core::recover_log() {
  base::Time last = clock_->now();
  const auto read = store_.each_leaf(0, [&](const store::Leaf& bytes) {
    log_.restore(bytes);
    const auto leaf = audit::parse_leaf(bytes);
    if (leaf) last = std::max(last, leaf->time);
  });
  if (read) clock_->saw_message(last);
  return read;
}

// A log that is behind what was signed before is a restored backup: signing it would make a second
// history.
std::optional<Diagnostic> Core::check_head() {
  const auto file = prepared_.config.state / "head";
  auto record =
      store::HeadRecord::open(file, crypto::RecordKey::copy_of(prepared_.secrets.store.bytes()));
  if (!record) return cannot(file, record.error());
  head_ = *std::move(record);
  const auto& head = head_->head();
  const bool is_behind =
      head && (head->size > log_.committed_size() || log_.tree().root_at(head->size) != head->root);
  if (!is_behind) return std::nullopt;
  return Diagnostic{file.string(), 0, 0,
                    "SC-5007 LOG_BEHIND_HEAD: the stored log is older than the last head signed",
                    "start a new shard by an explicit operator act; this one is not signed again"};
}

base::Result<base::Done> Core::recover_engine() {
  using Done = base::Result<base::Done>;
  std::optional<base::Error> wrong;
  const auto note_fault = [&](const Done& done) {
    if (!done && !wrong) wrong = done.error();
  };
  std::vector<store::DeliveryRecord> live;
  note_fault(store_.each_delivery([&](const store::DeliveryRecord& record) {
    if (is_live(record.state) && live.size() < kMaxRestored) live.push_back(record);
  }));
  for (const store::DeliveryRecord& record : live) {
    const auto message = store_.message(record.message);
    if (!message) return message.error();
    engine_->restore(record, *message);
  }
  note_fault(
      store_.each_replay([&](const store::ReplayRecord& record) { engine_->restore(record); }));
  note_fault(store_.each_consent(
      [&](const store::ConsentRecord& record) { note_fault(engine_->restore(record)); }));
  note_fault(store_.each_subscription(
      [&](const store::SubscriptionRecord& record) { note_fault(engine_->restore(record)); }));
  note_fault(store_.each_note(
      static_cast<std::uint8_t>(NoteKind::kFreeze),
      [&](const store::NoteRecord& record) { note_fault(engine_->restore_freeze(record)); }));
  for (const NoteKind kind : kOversightNotes) {
    note_fault(
        store_.each_note(static_cast<std::uint8_t>(kind), [&](const store::NoteRecord& record) {
          note_fault(engine_->restore_oversight(kind, record));
        }));
  }
  if (wrong) return *wrong;
  return base::Done{};
}

base::Result<base::Done> Core::commit() {
  const Changes changes = engine_->take_changes();
  if (changes.empty()) return base::Done{};
  const auto stored = apply(changes, store_);
  if (!stored) return stored.error();
  if (changes.leaves.empty()) return base::Done{};
  std::vector<store::Leaf> read_back;
  read_back.reserve(changes.leaves.size());
  const auto read = store_.each_leaf(changes.first_leaf,
                                     [&](const store::Leaf& leaf) { read_back.push_back(leaf); });
  if (!read) return read.error();
  const auto adopted = log_.adopt(read_back);
  if (!adopted) return adopted.error();
  const auto advanced =
      head_->advance(head_->head(), head_->next(log_.committed_size(), log_.root()));
  if (!advanced) return advanced.error();
  log_.sign(clock_->now());
  return notices_->publish(engine_->glasses(), log_, store_);
}

base::Result<base::Done> Core::publish(base::Millis now, LogFolder::When when) {
  if (!folder_.is_due(log_.committed_size(), now, when)) return base::Done{};
  return folder_.publish(log_.tree(), store_, log_.checkpoint(), now);
}

}  // namespace gateway::daemon
