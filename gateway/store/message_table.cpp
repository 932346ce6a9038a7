#include "gateway/store/message_table.h"

#include "gateway/store/database.h"
#include "gateway/store/record_io.h"
#include "gateway/store/tables.h"

#include <string_view>

namespace gateway::store {
namespace {

constexpr std::string_view kPlaces = "SELECT envelope, sequence FROM message ORDER BY sequence";

StoredMessage without_container(const MessageRecord& message) {
  return {.sequence = message.sequence,
          .sender = message.sender,
          .message = message.message,
          .envelope = message.envelope,
          .accepted = message.accepted,
          .expires = message.expires,
          .size = message.size,
          .has_container = !message.container.empty()};
}

base::Result<base::Bytes> read_container(Database& database, std::uint64_t sequence) {
  const Cells<1> key = {Cell::number(sequence)};
  Database::Run run = database.run(Table<Container>::kSelect, key);
  const Step step = run.step();
  // The message says that it has one.
  if (step == Step::kDone) return report_damage(database, Table<Container>::kName, key);
  if (step != Step::kRow) return poisoned_error();
  const auto container = take<Container>(database, run.row());
  if (!container) return container.error();
  if (container->sequence != sequence) {
    return report_damage(database, Table<Container>::kName, key);
  }
  return base::to_bytes(container->bytes);
}

}  // namespace

base::Result<base::Done> MessageTable::load(Database& database) {
  sequences_.clear();
  Database::Run run = database.run(kPlaces, {});
  Step step = run.step();
  for (; step == Step::kRow; step = run.step()) {
    Row row = run.row();
    const auto envelope = row.fixed<model::EnvelopeId>();
    sequences_.emplace(envelope, row.number());
  }
  if (step != Step::kDone) return poisoned_error();
  return base::Done{};
}

base::Result<base::Done> MessageTable::put(Database& database, const MessageRecord& message) {
  if (message.container.size() > kMaxColumnSize) {
    return base::fail(base::ErrorCode::kTooLarge, "a value is too large to be stored");
  }
  if (sequences_.contains(message.envelope)) {
    return base::fail(base::ErrorCode::kMalformed, "the envelope is stored already");
  }
  auto done = store::put(database, without_container(message));
  if (done && !message.container.empty()) {
    done =
        store::put(database, Container{.sequence = message.sequence, .bytes = message.container});
  }
  if (done) sequences_.emplace(message.envelope, message.sequence);
  return done;
}

base::Result<MessageRecord> MessageTable::get(Database& database, std::uint64_t sequence) const {
  const auto stored = store::get<StoredMessage>(database, Cells<1>{Cell::number(sequence)});
  if (!stored) return stored.error();
  MessageRecord message;
  message.sequence = stored->sequence;
  message.sender = stored->sender;
  message.message = stored->message;
  message.envelope = stored->envelope;
  message.accepted = stored->accepted;
  message.expires = stored->expires;
  message.size = stored->size;
  if (!stored->has_container) return message;
  auto container = read_container(database, sequence);
  if (!container) return container.error();
  message.container = std::move(*container);
  return message;
}

base::Result<MessageRecord> MessageTable::get(Database& database,
                                              const model::EnvelopeId& envelope) const {
  const auto found = sequences_.find(envelope);
  if (found == sequences_.end()) return base::fail(base::ErrorCode::kNotFound, "no such record");
  auto message = get(database, found->second);
  if (message && message->envelope != envelope) {
    return report_damage(database, Table<StoredMessage>::kName,
                         Cells<1>{Cell::number(found->second)});
  }
  return message;
}

base::Result<base::Done> MessageTable::erase_container(Database& database,
                                                       std::uint64_t sequence) const {
  const Cells<1> key = {Cell::number(sequence)};
  auto stored = store::get<StoredMessage>(database, key);
  if (!stored) return stored.error();
  stored->has_container = false;
  auto done = store::put(database, *stored, Table<StoredMessage>::kReplace);
  if (done) done = database.execute(Table<Container>::kDelete, key);
  return done;
}

base::Result<model::EnvelopeId> MessageTable::forget(Database& database, std::uint64_t sequence) {
  const Cells<1> key = {Cell::number(sequence)};
  const auto stored = store::get<StoredMessage>(database, key);
  if (!stored) return stored.error();
  auto done = database.execute(Table<Container>::kDelete, key);
  if (done) done = database.execute(Table<StoredMessage>::kDelete, key);
  if (!done) return done.error();
  sequences_.erase(stored->envelope);
  return stored->envelope;
}

}  // namespace gateway::store
