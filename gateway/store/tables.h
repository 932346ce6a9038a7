#pragma once

#include "gateway/base/result.h"
#include "gateway/store/cell.h"
#include "gateway/store/database.h"
#include "gateway/store/records.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>

// How each record lies in its table. The tag is the last column of every table; `kKeys` columns at
// the front are its key.

namespace gateway::store {

struct MetaRecord {
  std::string key;
  base::Bytes value;
};

inline constexpr std::string_view kSchemaKey = "schema";
inline constexpr std::string_view kLastSequenceKey = "last sequence";

/// Keeps the numbers of forgotten messages from being used again.
MetaRecord last_sequence_record(std::uint64_t sequence);

struct LeafRecord {
  std::uint64_t index = 0;
  Leaf leaf{};
};

template <class Record>
struct Table;

template <>
struct Table<MetaRecord> {
  static constexpr std::string_view kName = "meta";
  static constexpr std::size_t kKeys = 1;
  static constexpr std::string_view kInsert = "INSERT OR REPLACE INTO meta VALUES(?,?,?)";
  static constexpr std::string_view kSelect = "SELECT * FROM meta WHERE key=?";
  static Cells<2> cells(const MetaRecord& record);
  static MetaRecord from(Row row);
};

template <>
struct Table<MessageRecord> {
  static constexpr std::string_view kName = "message";
  static constexpr std::size_t kKeys = 1;
  static constexpr std::string_view kInsert = "INSERT INTO message VALUES(?,?,?,?,?,?,?,?,?)";
  static constexpr std::string_view kReplace =
      "INSERT OR REPLACE INTO message VALUES(?,?,?,?,?,?,?,?,?)";
  static constexpr std::string_view kSelect = "SELECT * FROM message WHERE sequence=?";
  static constexpr std::string_view kSelectByEnvelope = "SELECT * FROM message WHERE envelope=?";
  static constexpr std::string_view kDelete = "DELETE FROM message WHERE sequence=?";
  static Cells<8> cells(const MessageRecord& record);
  static MessageRecord from(Row row);
};

template <>
struct Table<DeliveryRecord> {
  static constexpr std::string_view kName = "delivery";
  static constexpr std::size_t kKeys = 1;
  static constexpr std::string_view kInsert =
      "INSERT INTO delivery VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)";
  static constexpr std::string_view kReplace =
      "INSERT OR REPLACE INTO delivery VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)";
  static constexpr std::string_view kSelect = "SELECT * FROM delivery WHERE id=?";
  static constexpr std::string_view kSelectRange =
      "SELECT * FROM delivery WHERE id>=? AND id<? ORDER BY id";
  static constexpr std::string_view kDeleteRange = "DELETE FROM delivery WHERE id>=? AND id<?";
  static constexpr std::string_view kSelectAll = "SELECT * FROM delivery ORDER BY id";
  static Cells<14> cells(const DeliveryRecord& record);
  static DeliveryRecord from(Row row);
};

template <>
struct Table<LeafRecord> {
  static constexpr std::string_view kName = "leaf";
  static constexpr std::size_t kKeys = 1;
  static constexpr std::string_view kInsert = "INSERT INTO leaf VALUES(?,?,?)";
  static constexpr std::string_view kSelect = "SELECT * FROM leaf WHERE position=?";
  static constexpr std::string_view kSelectAll =
      "SELECT * FROM leaf WHERE position>=? ORDER BY position";
  static Cells<2> cells(const LeafRecord& record);
  static LeafRecord from(Row row);
};

template <>
struct Table<ReplayRecord> {
  static constexpr std::string_view kName = "replay";
  static constexpr std::size_t kKeys = 2;
  static constexpr std::string_view kInsert = "INSERT INTO replay VALUES(?,?,?,?,?,?)";
  static constexpr std::string_view kSelect = "SELECT * FROM replay WHERE sender=? AND message=?";
  static constexpr std::string_view kDelete = "DELETE FROM replay WHERE sender=? AND message=?";
  static constexpr std::string_view kSelectAll = "SELECT * FROM replay ORDER BY sender, message";
  static Cells<5> cells(const ReplayRecord& record);
  static ReplayRecord from(Row row);
};

template <>
struct Table<ConsentRecord> {
  static constexpr std::string_view kName = "consent";
  static constexpr std::size_t kKeys = 1;
  static constexpr std::string_view kInsert = "INSERT OR REPLACE INTO consent VALUES(?,?,?)";
  static constexpr std::string_view kSelectAll = "SELECT * FROM consent ORDER BY handle";
  static Cells<2> cells(const ConsentRecord& record);
  static ConsentRecord from(Row row);
};

template <>
struct Table<SubscriptionRecord> {
  static constexpr std::string_view kName = "subscription";
  static constexpr std::size_t kKeys = 3;
  static constexpr std::string_view kInsert = "INSERT INTO subscription VALUES(?,?,?,?,?,?)";
  static constexpr std::string_view kSelectAll =
      "SELECT * FROM subscription ORDER BY partner, unit, counter";
  static Cells<5> cells(const SubscriptionRecord& record);
  static SubscriptionRecord from(Row row);
};

template <>
struct Table<NoteRecord> {
  static constexpr std::string_view kName = "note";
  static constexpr std::size_t kKeys = 2;
  static constexpr std::string_view kInsert = "INSERT INTO note VALUES(?,?,?,?)";
  static constexpr std::string_view kSelect = "SELECT * FROM note WHERE kind=? AND version=?";
  static constexpr std::string_view kSelectAll =
      "SELECT * FROM note WHERE kind=? ORDER BY kind, version";
  static Cells<3> cells(const NoteRecord& record);
  static NoteRecord from(Row row);
};

template <>
struct Table<ReceiptRecord> {
  static constexpr std::string_view kName = "receipt";
  static constexpr std::size_t kKeys = 4;
  static constexpr std::string_view kInsert = "INSERT INTO receipt VALUES(?,?,?,?,?,?)";
  static constexpr std::string_view kSelectRange =
      "SELECT * FROM receipt WHERE envelope=? ORDER BY \"row\", stage, leaf";
  static constexpr std::string_view kDeleteRange = "DELETE FROM receipt WHERE envelope=?";
  static Cells<5> cells(const ReceiptRecord& record);
  static ReceiptRecord from(Row row);
};

/// Writes a record with its tag.
template <class Record>
base::Result<base::Done> put(Database& database, const Record& record,
                             std::string_view sql = Table<Record>::kInsert) {
  const auto cells = Table<Record>::cells(record);
  const auto tag = tag_of(database.key(), Table<Record>::kName, cells);
  const Cells<1> last = {Cell::blob(tag.bytes())};
  return database.execute(sql, cells, last);
}

/// Takes note of a record that does not verify.
base::Error report_damage(Database& database, std::string_view table, std::span<const Cell> key);

/// The record a statement stands on, if it is what was written.
template <class Record>
base::Result<Record> take(Database& database, Row row) {
  using T = Table<Record>;
  Record record = T::from(row);
  const auto cells = T::cells(record);
  const auto expected = tag_of(database.key(), T::kName, cells);
  row.skip(cells.size());
  if (crypto::equal(expected.bytes(), row.bytes())) return record;
  return report_damage(database, T::kName, std::span(cells).first(T::kKeys));
}

/// The record under this key.
template <class Record, std::size_t N>
base::Result<Record> get(Database& database, const Cells<N>& key) {
  using T = Table<Record>;
  static_assert(N == T::kKeys);
  Database::Run run = database.run(T::kSelect, key);
  const Step step = run.step();
  if (step == Step::kDone) return base::fail(base::ErrorCode::kNotFound, "no such record");
  if (step != Step::kRow) return poisoned_error();
  auto record = take<Record>(database, run.row());
  if (!record) return record;
  // A damaged tree may lead to a good record of another key.
  const auto cells = T::cells(*record);
  for (std::size_t i = 0; i < N; ++i) {
    if (!crypto::equal(cells[i].bytes(), key[i].bytes())) {
      return report_damage(database, T::kName, key);
    }
  }
  return record;
}

/// Every record the statement finds, in its order, until `visit` says stop with an error.
template <class Record, class Visit>
base::Result<base::Done> each(Database& database, std::string_view sql, std::span<const Cell> cells,
                              const Visit& visit) {
  Database::Run run = database.run(sql, cells);
  Step step = run.step();
  for (; step == Step::kRow; step = run.step()) {
    auto record = take<Record>(database, run.row());
    if (!record) return record.error();
    const base::Result<base::Done> visited = visit(std::move(*record));
    if (!visited) return visited;
  }
  if (step != Step::kDone) return poisoned_error();
  return base::Done{};
}

}  // namespace gateway::store
