#pragma once

#include "gateway/base/result.h"
#include "gateway/model/ids.h"
#include "gateway/store/records.h"

#include <cstdint>
#include <map>
#include <utility>

namespace gateway::store {

class Database;

/// Replay records in the order they came, found through memory: message ids are random, as envelope
/// ids are in MessageTable.
class ReplayTable {
 public:
  /// Reads where everything is. Also after a transaction that was given up.
  base::Result<base::Done> load(Database& database);

  base::Result<base::Done> put(Database& database, const ReplayRecord& replay);
  base::Result<ReplayRecord> get(Database& database, model::PartnerNumber sender,
                                 const model::MessageId& message) const;
  /// One that is not there is as good as forgotten.
  base::Result<base::Done> forget(Database& database, model::PartnerNumber sender,
                                  const model::MessageId& message);

 private:
  using Key = std::pair<model::PartnerNumber, model::MessageId>;

  std::map<Key, std::uint64_t> positions_;
  std::uint64_t last_ = 0;
};

}  // namespace gateway::store
