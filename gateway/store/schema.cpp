#include "gateway/store/schema.h"

#include "gateway/base/byte_codec.h"
#include "gateway/store/record_io.h"
#include "gateway/store/tables.h"

#include <array>
#include <string>
#include <string_view>

namespace gateway::store {
namespace {

// Numbers are unsigned and kept in SQLite's signed 64 bits; times are milliseconds since 1970.
constexpr std::array<std::string_view, 11> kTables{{
    "CREATE TABLE meta(key TEXT PRIMARY KEY, value BLOB NOT NULL, tag BLOB NOT NULL)"
    " STRICT, WITHOUT ROWID",

    "CREATE TABLE message(sequence INTEGER PRIMARY KEY, sender INTEGER NOT NULL,"
    " message BLOB NOT NULL, envelope BLOB NOT NULL, accepted INTEGER NOT NULL,"
    " expires INTEGER NOT NULL, size INTEGER NOT NULL, has_container INTEGER NOT NULL,"
    " tag BLOB NOT NULL) STRICT",

    "CREATE TABLE container(sequence INTEGER PRIMARY KEY, bytes BLOB NOT NULL, tag BLOB NOT NULL)"
    " STRICT",

    // id = message * 64 + row.
    "CREATE TABLE delivery(id INTEGER PRIMARY KEY, partner INTEGER NOT NULL, unit TEXT NOT NULL,"
    " role INTEGER NOT NULL, urgency INTEGER NOT NULL, conversation BLOB NOT NULL,"
    " bytes INTEGER NOT NULL, accepted INTEGER NOT NULL, expires INTEGER NOT NULL,"
    " state INTEGER NOT NULL, reason INTEGER NOT NULL, attempts INTEGER NOT NULL,"
    " escalated INTEGER NOT NULL, deliver_leaf INTEGER, tag BLOB NOT NULL) STRICT",

    "CREATE TABLE leaf(position INTEGER PRIMARY KEY, leaf BLOB NOT NULL, tag BLOB NOT NULL)"
    " STRICT",

    "CREATE TABLE replay(position INTEGER PRIMARY KEY, sender INTEGER NOT NULL,"
    " message BLOB NOT NULL, envelope BLOB NOT NULL, until INTEGER NOT NULL,"
    " accept_leaf INTEGER NOT NULL, tag BLOB NOT NULL) STRICT",

    "CREATE TABLE consent(handle BLOB PRIMARY KEY, entry BLOB NOT NULL, tag BLOB NOT NULL)"
    " STRICT, WITHOUT ROWID",

    "CREATE TABLE subscription(partner INTEGER NOT NULL, unit TEXT NOT NULL,"
    " counter INTEGER NOT NULL, topic TEXT NOT NULL, note TEXT NOT NULL, tag BLOB NOT NULL,"
    " PRIMARY KEY(partner, unit, counter)) STRICT, WITHOUT ROWID",

    "CREATE TABLE note(kind INTEGER NOT NULL, version INTEGER NOT NULL, bytes BLOB NOT NULL,"
    " tag BLOB NOT NULL, PRIMARY KEY(kind, version)) STRICT, WITHOUT ROWID",

    // See halves_slots.h; id as in delivery, in 8 bytes, zero for a free slot.
    "CREATE TABLE halves(slot INTEGER PRIMARY KEY, id BLOB NOT NULL, content BLOB NOT NULL,"
    " tag BLOB NOT NULL) STRICT",

    "CREATE TABLE receipt(envelope BLOB NOT NULL, \"row\" INTEGER NOT NULL,"
    " stage INTEGER NOT NULL, leaf INTEGER NOT NULL, receipt BLOB NOT NULL, tag BLOB NOT NULL,"
    " PRIMARY KEY(envelope, \"row\", stage, leaf)) STRICT, WITHOUT ROWID",
}};

base::Result<base::Done> create_tables(Database& database, std::uint32_t version) {
  for (const std::string_view table : kTables) {
    const auto made = database.execute(table);
    if (!made) return made;
  }
  return put(database, MetaRecord{.key = std::string(kSchemaKey),
                                  .value = base::ByteWriter().number(version).bytes()});
}

}  // namespace

base::Result<base::Done> create_schema(Database& database, std::uint32_t version) {
  const auto begun = database.begin();
  if (!begun) return begun;
  const auto made = create_tables(database, version);
  if (!made) {
    database.roll_back();
    return made;
  }
  return database.commit();
}

}  // namespace gateway::store
