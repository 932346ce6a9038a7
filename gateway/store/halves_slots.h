#pragma once

#include "gateway/base/result.h"
#include "gateway/store/records.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

namespace gateway::store {

class Database;

/// Keeps release halves so that they can really be destroyed.
///
/// A row deleted from a b-tree may survive in the gaps of pages it was moved through before, even
/// with secure_delete. So rows here all have one size, are never deleted and never move: a new slot
/// goes to the end of the table, a destroyed one is overwritten with zeros where it lies, and is
/// used again for the next halves. Which slot holds what is kept in memory.
class HalvesSlots {
 public:
  /// Reads which slots are in use. Also after a transaction that was given up.
  base::Result<base::Done> load(Database& database);

  base::Result<base::Done> put(Database& database, const HalvesRecord& halves);
  base::Result<HalvesRecord> get(Database& database, std::uint64_t message, std::uint8_t row) const;
  /// All halves with ids in [first, last).
  base::Result<base::Done> destroy(Database& database, std::uint64_t first, std::uint64_t last);

 private:
  std::map<std::uint64_t, std::uint64_t> used_;  ///< Slot by id.
  std::vector<std::uint64_t> free_;
  std::uint64_t slots_ = 0;
};

}  // namespace gateway::store
