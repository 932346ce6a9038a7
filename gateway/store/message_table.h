#pragma once

#include "gateway/base/result.h"
#include "gateway/model/ids.h"
#include "gateway/store/records.h"

#include <cstdint>
#include <map>

namespace gateway::store {

class Database;

/// Messages in two tables, both written only at their end: narrow rows that stay, and containers
/// that go. Which envelope lies where is kept in memory: an index on disk would have to write pages
/// all over itself for every commit, for envelope ids are random.
class MessageTable {
 public:
  /// Reads where everything is. Also after a transaction that was given up.
  base::Result<base::Done> load(Database& database);

  base::Result<base::Done> put(Database& database, const MessageRecord& message);
  base::Result<MessageRecord> get(Database& database, std::uint64_t sequence) const;
  base::Result<MessageRecord> get(Database& database, const model::EnvelopeId& envelope) const;
  base::Result<base::Done> erase_container(Database& database, std::uint64_t sequence) const;
  /// Gives the envelope that was forgotten.
  base::Result<model::EnvelopeId> forget(Database& database, std::uint64_t sequence);

 private:
  std::map<model::EnvelopeId, std::uint64_t> sequences_;
};

}  // namespace gateway::store
