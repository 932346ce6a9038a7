#pragma once

#include "gateway/base/result.h"
#include "gateway/crypto/mac.h"
#include "gateway/store/cell.h"
#include "gateway/store/database.h"
#include "gateway/store/tables.h"

#include <cstddef>
#include <span>
#include <string_view>
#include <utility>

// Records to and from their tables: the tag is made and checked here and nowhere else.

namespace gateway::store {

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
