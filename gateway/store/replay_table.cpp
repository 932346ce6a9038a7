#include "gateway/store/replay_table.h"

#include "gateway/store/database.h"
#include "gateway/store/record_io.h"
#include "gateway/store/tables.h"

#include <algorithm>
#include <string_view>

namespace gateway::store {
namespace {

constexpr std::string_view kReplayPlaces =
    "SELECT sender, message, position FROM replay ORDER BY position";

}  // namespace

base::Result<base::Done> ReplayTable::load(Database& database) {
  *this = ReplayTable();
  Database::Run run = database.run(kReplayPlaces, {});
  Step step = run.step();
  for (; step == Step::kRow; step = run.step()) {
    Row row = run.row();
    const auto sender = static_cast<model::PartnerNumber>(row.number());
    const auto message = row.fixed<model::MessageId>();
    last_ = row.number();
    positions_.emplace(Key(sender, message), last_);
  }
  if (step != Step::kDone) return poisoned_error();
  return base::Done{};
}

base::Result<base::Done> ReplayTable::put(Database& database, const ReplayRecord& replay) {
  const Key key(replay.sender, replay.message);
  if (positions_.contains(key)) {
    return base::fail(base::ErrorCode::kMalformed, "the message is known already");
  }
  auto done = store::put(database, PlacedReplay{.position = last_ + 1, .replay = replay});
  if (done) positions_.emplace(key, ++last_);
  return done;
}

base::Result<ReplayRecord> ReplayTable::get(Database& database, model::PartnerNumber sender,
                                            const model::MessageId& message) const {
  const auto found = positions_.find(Key(sender, message));
  if (found == positions_.end()) return base::fail(base::ErrorCode::kNotFound, "no such record");
  const Cells<1> key = {Cell::number(found->second)};
  const auto placed = store::get<PlacedReplay>(database, key);
  if (!placed) return placed.error();
  if (placed->replay.sender != sender || placed->replay.message != message) {
    return report_damage(database, Table<PlacedReplay>::kName, key);
  }
  return placed->replay;
}

base::Result<base::Done> ReplayTable::forget(Database& database, model::PartnerNumber sender,
                                             const model::MessageId& message) {
  const auto found = positions_.find(Key(sender, message));
  if (found == positions_.end()) return base::Done{};
  auto done = database.execute(Table<PlacedReplay>::kDelete, Cells<1>{Cell::number(found->second)});
  if (done) positions_.erase(found);
  return done;
}

}  // namespace gateway::store
