#include "gateway/store/database.h"

#include "gateway/base/check.h"
#include "gateway/base/text.h"
#include "gateway/store/record_io.h"
#include "gateway/store/tables.h"

#include <string>

namespace gateway::store {
namespace {

int bind(sqlite3_stmt* statement, int index, const Cell& cell) {
  const std::string_view bytes = base::text_of(cell.bytes());
  // A null pointer would bind NULL where an empty value is meant.
  const char* const data = bytes.empty() ? "" : bytes.data();
  const auto size = static_cast<int>(bytes.size());
  switch (cell.type()) {
    case Cell::Type::kNull:
      return sqlite3_bind_null(statement, index);
    case Cell::Type::kNumber:
      return sqlite3_bind_int64(statement, index, static_cast<sqlite3_int64>(cell.number()));
    case Cell::Type::kBlob:
      return sqlite3_bind_blob(statement, index, data, size, nullptr);
    case Cell::Type::kText:
      return sqlite3_bind_text(statement, index, data, size, nullptr);
  }
  return SQLITE_MISUSE;
}

// SQLite's own automatic checkpoint keeps its errors to itself, so ours is called after commits.
constexpr int kFramesBeforeCheckpoint = 4000;

}  // namespace

base::Error poisoned_error() {
  return base::fail(base::ErrorCode::kUnavailable, "the store is closed after a storage error");
}

std::uint64_t Row::number() {
  return static_cast<std::uint64_t>(sqlite3_column_int64(statement_, column_++));
}

std::optional<std::uint64_t> Row::optional_number() {
  if (sqlite3_column_type(statement_, column_) == SQLITE_NULL) {
    ++column_;
    return std::nullopt;
  }
  return number();
}

base::ByteView Row::bytes() {
  const void* const data = sqlite3_column_blob(statement_, column_);
  const int size = sqlite3_column_bytes(statement_, column_);
  ++column_;
  if (data == nullptr || size <= 0) return {};
  return {static_cast<const std::uint8_t*>(data), static_cast<std::size_t>(size)};
}

Database::~Database() {
  for (const auto& [sql, statement] : statements_) sqlite3_finalize(statement);
  sqlite3_close_v2(connection_);
}

Step Database::judge(int code) {
  switch (code & 0xFF) {
    case SQLITE_ROW:
      return Step::kRow;
    case SQLITE_OK:
    case SQLITE_DONE:
      return Step::kDone;
    case SQLITE_CONSTRAINT:
      return Step::kRefused;
    default:
      poison();
      return Step::kPoisoned;
  }
}

void Database::poison() {
  poisoned_ = true;
  // After a failed sync the write-ahead log may read back as something else than was written:
  // closing must not copy it into the main file.
  sqlite3_db_config(connection_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
}

sqlite3_stmt* Database::prepared(std::string_view sql) {
  const auto [place, is_new] = statements_.try_emplace(sql, nullptr);
  if (is_new) {
    judge(sqlite3_prepare_v3(connection_, sql.data(), static_cast<int>(sql.size()),
                             SQLITE_PREPARE_PERSISTENT, &place->second, nullptr));
  }
  return poisoned_ ? nullptr : place->second;
}

Database::Run Database::run(std::string_view sql, std::span<const Cell> cells,
                            std::span<const Cell> more) {
  sqlite3_stmt* statement = poisoned_ ? nullptr : prepared(sql);
  int index = 0;
  for (const std::span<const Cell> part : {cells, more}) {
    for (const Cell& cell : part) {
      if (statement == nullptr) break;
      if (judge(bind(statement, ++index, cell)) != Step::kDone) statement = nullptr;
    }
  }
  return {*this, statement};
}

Database::Run::~Run() {
  if (statement_ == nullptr) return;
  sqlite3_reset(statement_);  // Repeats the code that step() already judged.
}

Step Database::Run::step() {
  if (statement_ == nullptr || database_->poisoned_) return Step::kPoisoned;
  return database_->judge(sqlite3_step(statement_));
}

base::Result<base::Done> Database::execute(std::string_view sql, std::span<const Cell> cells,
                                           std::span<const Cell> more) {
  for (const std::span<const Cell> part : {cells, more}) {
    for (const Cell& cell : part) {
      if (cell.bytes().size() <= kMaxColumnSize) continue;
      return base::fail(base::ErrorCode::kTooLarge, "a value is too large to be stored");
    }
  }
  Run statement = run(sql, cells, more);
  Step step = statement.step();
  while (step == Step::kRow) step = statement.step();
  if (step == Step::kDone) return base::Done{};
  if (step == Step::kPoisoned) return poisoned_error();
  return base::fail(base::ErrorCode::kMalformed, "the change does not fit what is stored");
}

base::Result<base::Done> Database::begin() {
  if (poisoned_) return poisoned_error();
  base::check(!in_transaction_, "one transaction at a time");
  const auto begun = execute("BEGIN IMMEDIATE");
  if (!begun) return begun;
  in_transaction_ = true;
  leaf_count_before_ = leaf_count;
  last_sequence_before_ = last_sequence;
  return base::Done{};
}

base::Result<base::Done> Database::commit() {
  if (last_sequence != last_sequence_before_) {
    const auto kept = put(*this, last_sequence_record(last_sequence));
    if (!kept) return kept;
  }
  const auto committed = execute("COMMIT");
  if (!committed) {
    // Not even a constraint may stop a commit: nobody would know what became of it.
    poison();
    return poisoned_error();
  }
  in_transaction_ = false;
  if (log_frames_ < kFramesBeforeCheckpoint) return committed;
  return checkpoint(SQLITE_CHECKPOINT_PASSIVE);
}

void Database::roll_back() noexcept {
  if (!std::exchange(in_transaction_, false)) return;
  leaf_count = leaf_count_before_;
  last_sequence = last_sequence_before_;
  if (poisoned_) return;
  if (!execute("ROLLBACK") || !load_places()) poison();
}

base::Result<base::Done> Database::truncate_log() {
  if (poisoned_) return poisoned_error();
  base::check(!in_transaction_, "the log is emptied between transactions");
  return checkpoint(SQLITE_CHECKPOINT_TRUNCATE);
}

base::Result<base::Done> Database::checkpoint(int mode) {
  int frames = 0;
  int copied = 0;
  const int code = sqlite3_wal_checkpoint_v2(connection_, nullptr, mode, &frames, &copied);
  log_frames_ = 0;
  if (judge(code) == Step::kDone && frames == copied) return base::Done{};
  poison();
  return poisoned_error();
}

base::Error report_damage(Database& database, std::string_view table, std::span<const Cell> key) {
  Damage damage;
  damage.table = table;
  for (const Cell& cell : key) {
    if (!damage.key.empty()) damage.key += ' ';
    damage.key += cell.type() == Cell::Type::kNumber ? std::to_string(cell.number())
                                                     : base::to_hex(cell.bytes());
  }
  database.damage = damage;
  return base::fail(base::ErrorCode::kUnauthenticated, "a stored record is not what was written");
}

}  // namespace gateway::store
