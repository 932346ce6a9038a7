#pragma once

#include "gateway/base/result.h"
#include "gateway/store/database.h"

#include <cstdint>

namespace gateway::store {

/// Makes the tables in an empty database and writes down their version.
base::Result<base::Done> create_schema(Database& database, std::uint32_t version);

}  // namespace gateway::store
