#pragma once

#include "gateway/base/bytes.h"
#include "gateway/base/result.h"
#include "gateway/crypto/mac.h"
#include "gateway/store/cell.h"
#include "gateway/store/halves_slots.h"
#include "gateway/store/message_table.h"
#include "gateway/store/replay_table.h"
#include "gateway/store/store.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include <sqlite3.h>

namespace gateway::store {

/// Beyond this nothing is stored in one column.
inline constexpr std::size_t kMaxColumnSize = std::size_t{64} << 20U;

/// What became of one step of a statement. Zero is the worst.
enum class Step : std::uint8_t { kPoisoned = 0, kRefused = 1, kRow = 2, kDone = 3 };

/// The columns of the row a statement stands on, left to right. What does not fit its type reads as
/// zero; the record's tag then does not fit either.
class Row {
 public:
  explicit Row(sqlite3_stmt* statement) : statement_(statement) {}

  void skip(std::size_t columns) { column_ += static_cast<int>(columns); }
  std::uint64_t number();
  std::optional<std::uint64_t> optional_number();
  /// Valid until the statement moves on.
  base::ByteView bytes();
  std::string text() { return std::string(base::text_of(bytes())); }
  base::Bytes blob() { return base::to_bytes(bytes()); }
  template <class Fixed>
  Fixed fixed() {
    const auto value = Fixed::from(bytes());
    return value ? *value : Fixed();
  }

 private:
  sqlite3_stmt* statement_;
  int column_ = 0;
};

/// The connection, its prepared statements and whether it can still be trusted. Every result code
/// of SQLite passes through here: anything but a row, the end or a broken constraint poisons it.
class Database {
 public:
  static base::Result<std::unique_ptr<Database>> open(const std::filesystem::path& file,
                                                      crypto::RecordKey key);
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database();

  [[nodiscard]] bool poisoned() const { return poisoned_; }
  [[nodiscard]] const crypto::RecordKey& key() const { return key_; }

  /// A running statement, ready for the next use when it goes out of scope.
  class Run {
   public:
    Run(Database& database, sqlite3_stmt* statement)
        : database_(&database), statement_(statement) {}
    Run(const Run&) = delete;
    Run& operator=(const Run&) = delete;
    ~Run();

    Step step();
    [[nodiscard]] Row row() const { return Row(statement_); }

   private:
    friend class Database;
    Database* database_;
    sqlite3_stmt* statement_;  // Null when it could not be prepared or bound.
  };
  /// `sql` is a literal of ours: it is also the name the prepared statement is kept under.
  Run run(std::string_view sql, std::span<const Cell> cells, std::span<const Cell> more = {});
  /// Runs to the end what gives no rows.
  base::Result<base::Done> execute(std::string_view sql, std::span<const Cell> cells = {},
                                   std::span<const Cell> more = {});

  base::Result<base::Done> begin();
  base::Result<base::Done> commit();
  void roll_back() noexcept;
  base::Result<base::Done> truncate_log();

  std::uint64_t leaf_count = 0;
  std::uint64_t last_sequence = 0;
  MessageTable messages;
  ReplayTable replays;
  HalvesSlots halves;
  std::optional<Damage> damage;

 private:
  Database(sqlite3* connection, crypto::RecordKey key)
      : connection_(connection), key_(std::move(key)) {}

  base::Result<base::Done> configure();
  base::Result<base::Done> confirm(std::string_view pragma, std::string_view value);
  base::Result<base::Done> prepare_schema();
  base::Result<base::Done> load_places();
  base::Result<base::Done> read_counters();
  base::Result<base::Done> checkpoint(int mode);
  Step judge(int code);
  void poison();
  sqlite3_stmt* prepared(std::string_view sql);

  sqlite3* connection_;
  crypto::RecordKey key_;
  std::unordered_map<std::string_view, sqlite3_stmt*> statements_;
  std::uint64_t leaf_count_before_ = 0;
  std::uint64_t last_sequence_before_ = 0;
  int log_frames_ = 0;  ///< In the write-ahead log after the last commit.
  bool in_transaction_ = false;
  bool poisoned_ = false;
};

base::Error poisoned_error();

}  // namespace gateway::store
