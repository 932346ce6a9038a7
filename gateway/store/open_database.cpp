#include "gateway/base/byte_codec.h"
#include "gateway/store/database.h"
#include "gateway/store/private_file.h"
#include "gateway/store/record_io.h"
#include "gateway/store/schema.h"
#include "gateway/store/tables.h"

#include <algorithm>
#include <array>
#include <string>

namespace gateway::store {
namespace {

constexpr std::uint32_t kSchemaVersion = 1;

struct Switch {
  int option;
  int value;
};
// Nothing in the file may make SQLite do more than read and write rows.
constexpr std::array<Switch, 7> kSwitches{{
    {SQLITE_DBCONFIG_DEFENSIVE, 1},
    {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
    {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},
    {SQLITE_DBCONFIG_ENABLE_VIEW, 0},
    {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
    {SQLITE_DBCONFIG_DQS_DML, 0},
    {SQLITE_DBCONFIG_DQS_DDL, 0},
}};

constexpr std::string_view kAskMapping = "PRAGMA mmap_size";

struct Pragma {
  std::string_view set;
  std::string_view ask;
  std::string_view answer;
};
// The exclusive lock comes first: the write-ahead log then needs no shared memory, and no second
// connection can exist whose checkpoint would race with a write.
constexpr std::array<Pragma, 12> kPragmas{{
    {"PRAGMA locking_mode=EXCLUSIVE", "PRAGMA locking_mode", "exclusive"},
    {"PRAGMA page_size=16384", "PRAGMA page_size", "16384"},
    {"PRAGMA journal_mode=WAL", "PRAGMA journal_mode", "wal"},
    {"PRAGMA synchronous=FULL", "PRAGMA synchronous", "2"},
    {"PRAGMA mmap_size=0", kAskMapping, "0"},
    {"PRAGMA trusted_schema=OFF", "PRAGMA trusted_schema", "0"},
    {"PRAGMA cell_size_check=ON", "PRAGMA cell_size_check", "1"},
    {"PRAGMA secure_delete=ON", "PRAGMA secure_delete", "1"},
    {"PRAGMA temp_store=MEMORY", "PRAGMA temp_store", "2"},
    {"PRAGMA auto_vacuum=NONE", "PRAGMA auto_vacuum", "0"},
    {"PRAGMA wal_autocheckpoint=0", "PRAGMA wal_autocheckpoint", "0"},
    {"PRAGMA cache_size=-32768", "PRAGMA cache_size", "-32768"},
}};

base::Error not_confirmed() {
  return base::fail(base::ErrorCode::kUnsupported, "SQLite does not confirm a setting");
}

}  // namespace

base::Result<std::unique_ptr<Database>> Database::open(const std::filesystem::path& file,
                                                       crypto::RecordKey key) {
  for (const char* const suffix : {"", "-wal", "-journal"}) {
    const auto checked = check_private(file.string() + suffix);
    if (!checked) return checked.error();
  }
  const auto created = create_private(file);
  if (!created) return created.error();

  sqlite3* connection = nullptr;
  const int opened = sqlite3_open_v2(file.c_str(), &connection,
                                     SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
  std::unique_ptr<Database> database(new Database(connection, std::move(key)));
  if (opened != SQLITE_OK) {
    return base::fail(base::ErrorCode::kUnavailable, "the database cannot be opened");
  }
  for (const auto step : {&Database::configure, &Database::prepare_schema, &Database::load_places,
                          &Database::read_counters}) {
    const auto done = (database.get()->*step)();
    if (!done) return done.error();
  }
  return database;
}

base::Result<base::Done> Database::configure() {
  for (const Switch& entry : kSwitches) {
    int confirmed = -1;
    const int code = sqlite3_db_config(connection_, entry.option, entry.value, &confirmed);
    if (code != SQLITE_OK || confirmed != entry.value) return not_confirmed();
  }
  sqlite3_limit(connection_, SQLITE_LIMIT_ATTACHED, 0);
  for (const Pragma& pragma : kPragmas) {
    const auto set = execute(pragma.set);
    if (!set) {
      return base::fail(base::ErrorCode::kUnavailable,
                        "the database is open elsewhere, or it is not one");
    }
    const auto confirmed = confirm(pragma.ask, pragma.answer);
    if (!confirmed) return confirmed;
  }
  sqlite3_wal_hook(
      connection_,
      [](void* frames, sqlite3* /*connection*/, const char* /*name*/, int count) {
        *static_cast<int*>(frames) = count;
        return SQLITE_OK;
      },
      &log_frames_);
  return base::Done{};
}

base::Result<base::Done> Database::confirm(std::string_view pragma, std::string_view value) {
  Run asked = run(pragma, {});
  // A build without memory mapping has no answer to how much it maps.
  const Step step = asked.step();
  if (step == Step::kDone && pragma == kAskMapping) return base::Done{};
  if (step != Step::kRow || asked.row().text() != value) return not_confirmed();
  return base::Done{};
}

base::Result<base::Done> Database::prepare_schema() {
  std::uint64_t objects = 0;
  {
    Run counted = run("SELECT count(*) FROM sqlite_schema", {});
    if (counted.step() != Step::kRow) return poisoned_error();
    objects = counted.row().number();
  }
  if (objects == 0) return create_schema(*this, kSchemaVersion);

  const Cells<1> key = {Cell::text(kSchemaKey)};
  const auto schema = get<MetaRecord>(*this, key);
  if (!schema) {
    return base::fail(schema.error().code,
                      "the database was written under another key, or is not the gateway's");
  }
  base::ByteReader reader(schema->value);
  const auto version = reader.number<std::uint32_t>();
  if (!reader.done() || version != kSchemaVersion) {
    return base::fail(base::ErrorCode::kUnsupported,
                      "the database was written by another version of the gateway");
  }
  return base::Done{};
}

base::Result<base::Done> Database::load_places() {
  auto done = messages.load(*this);
  if (done) done = replays.load(*this);
  if (done) done = halves.load(*this);
  return done;
}

base::Result<base::Done> Database::read_counters() {
  {
    Run last = run("SELECT max(position) FROM leaf", {});
    if (last.step() != Step::kRow) return poisoned_error();
    const auto position = last.row().optional_number();
    leaf_count = position ? *position + 1 : 0;
  }
  const Cells<1> key = {Cell::text(kLastSequenceKey)};
  const auto kept = get<MetaRecord>(*this, key);
  if (!kept) {
    if (kept.error().code == base::ErrorCode::kNotFound) return base::Done{};
    return kept.error();
  }
  base::ByteReader reader(kept->value);
  last_sequence = reader.number<std::uint64_t>();
  if (reader.done()) return base::Done{};
  return base::fail(base::ErrorCode::kUnauthenticated, "the last sequence number is not one");
}

}  // namespace gateway::store
