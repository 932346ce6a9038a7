#pragma once

#include "gateway/policy/expectation.h"
#include "gateway/policy/policy.h"
#include "gateway/policy/share_words.h"

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

// Tables of what a policy must say: an agreement's annex. CASES.md has the format.

namespace gateway::policy {

struct Case {
  Place place;  ///< Of its row.
  ShareWords words;
  Expectation expected;
  std::string rule;     ///< The rule it must rest on; empty: any.
  std::string because;  ///< Why it matters, for whoever reads a failure.
};

struct Cases {
  model::PartnerName owner;
  std::uint32_t version = 0;
  std::vector<Case> cases;
  std::string file;
};

inline constexpr std::size_t kMaxCases = 10'000;
inline constexpr std::size_t kMaxSharesPerCase = 10'000;

/// Reads one file of tables. All errors are reported (up to kMaxProblems), each with line, column
/// and what to do. `file` is used in error messages only.
Loaded<Cases> parse_cases(std::string_view text, std::string_view file);

/// The first line of a file of cases says so; a policy's never does.
[[nodiscard]] bool is_cases(std::string_view text);

/// One share of a row for which something else came.
struct CaseFailure {
  Place place;
  std::string share;     ///< "hfj/aftercare to harbourlight-housing/SAFEHOUSE: intel.ack [content]"
  std::string expected;  ///< "yes by release"
  std::string came;      ///< "no condition"
  std::string rule;      ///< By which rule; "" for none.
  std::string missing;   ///< For a no: what would make it a yes, in words.
  std::string because;
};

struct CasesResult {
  std::size_t shares = 0;  ///< Questions asked.
  std::vector<CaseFailure> failures;
};

/// The sections of a kind, which a `*` stands for.
using SectionsOf = std::function<EnumSet<model::Section>(model::Kind)>;

/// Asks the policy about every share of every row.
CasesResult run_cases(const PolicySet& set, const Cases& cases, const SectionsOf& sections_of);

}  // namespace gateway::policy
