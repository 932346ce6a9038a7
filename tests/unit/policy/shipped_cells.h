#pragma once

#include "tests/unit/policy/shipped_policy.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

// What one role gets of one field group: as the matrix says it, and as the policy does it.

namespace gateway::policy::shipped {

/// One cell. Equal cells are given under exactly the same facts in the same shape.
struct Cell {
  /// kNone: never.
  Treatment treatment = Treatment::kNone;
  bool always = false;
  // What opens it, each alone, when it is not given always.
  EnumSet<model::ConsentPurpose> consents = {};
  bool by_override = false;
  bool for_child = false;
  EnumSet<model::LegalBasis> bases = {};

  friend bool operator==(const Cell&, const Cell&) = default;
};

std::string to_text(const Cell& cell);

/// By message_kinds, kind_roles, field_visibility, consent_purposes and decision 0050.
Cell expected_cell(model::Kind kind, const std::string& group, model::Role to);

/// By asking the policy about every fact that could open the section, each alone, all together, and
/// all but those that opened it alone. No value when its answers are those of no cell.
std::optional<Cell> observed_cell(const PolicySet& set, model::Kind kind, model::Section section,
                                  model::Role from, model::Role to);

/// All field groups, "F01" to "F45".
std::vector<std::string> field_groups();

struct Comparison {
  std::size_t cells = 0;
  std::vector<std::string> differences;
};

/// Every group and every role of the matrix for these kinds; sections that the kind does not have,
/// modes and the classes of retention; and every pair of sending and receiving role. Goes no
/// further once `enough` differences are found.
Comparison compare(const PolicySet& set, const std::set<model::Kind>& kinds,
                   std::size_t enough = SIZE_MAX);

}  // namespace gateway::policy::shipped
