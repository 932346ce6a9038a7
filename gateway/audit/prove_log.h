#pragma once

#include "gateway/audit/leaf.h"
#include "gateway/audit/log_reader.h"
#include "gateway/audit/proof.h"
#include "gateway/base/bytes.h"
#include "gateway/base/result.h"

#include <cstdint>
#include <set>
#include <string_view>
#include <vector>

// Evidence out of the files of a log, for whoever has a copy of them.

namespace gateway::audit {

struct FoundLeaf {
  std::uint64_t index = 0;
  Leaf leaf;

  friend bool operator==(const FoundLeaf&, const FoundLeaf&) = default;
};

/// The leaves of a log of `size` entries that have one of these subjects, in their order. Reads
/// every bundle; entries that are no leaves are passed over. Nothing it gives is verified.
base::Result<std::vector<FoundLeaf>> find_leaves(const FetchFile& fetch, std::uint64_t size,
                                                 const std::set<base::Digest>& subjects);

/// Leaf `index` with its way to the head `checkpoint`, a signed checkpoint; kNotFound when the log
/// is shorter, or lacks a file. Verify it (verify_leaf_proof) before giving it away.
base::Result<LogProof> prove_leaf(const FetchFile& fetch, std::string_view checkpoint,
                                  std::uint64_t index);

}  // namespace gateway::audit
