#pragma once

#include "gateway/audit/leaf.h"
#include "gateway/base/bytes.h"
#include "gateway/cli/command.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

namespace gateway::cli {

/// Which entries of a log are meant: the one at an index, or those wanted about some subjects.
struct LeafQuery {
  std::optional<std::uint64_t> index;
  std::set<base::Digest> subjects;
  std::function<bool(const audit::Leaf&)> is_wanted = [](const audit::Leaf&) { return true; };
};

/// Proof texts that nobody has verified yet, or what is wrong was reported.
using ProofTexts = std::variant<std::vector<std::string>, ExitCode>;

/// From somebody's copy of a log, in the order of the log.
ProofTexts prove_from_copy(const Console& console, const std::filesystem::path& log,
                           const LeafQuery& query);

}  // namespace gateway::cli
