#pragma once

#include "gateway/kinds/matrix.h"
#include "gateway/model/kind.h"
#include "gateway/model/section.h"

#include <span>
#include <string>
#include <vector>

// Which field groups lie in which section, for all kinds, those without a schema included
// (schemas/field_map/sections.csv). What a message really has is said by its field map.

namespace gateway::kinds {

/// One section of one kind.
struct SectionRow {
  model::Kind kind = model::Kind::kNone;
  model::Section section = model::Section::kNone;
  model::SectionMode mode = model::SectionMode::kNone;
  std::vector<FieldGroup> groups;  ///< In the order of their numbers.
};

/// In the order of kinds and sections.
std::span<const SectionRow> section_table();

/// The rows of one kind; never empty for one that is known.
std::span<const SectionRow> section_table(model::Kind kind);

/// Where the table does not follow from the matrix, a sentence each: a kind without rows, a group
/// that stands twice or that no receiver may see, groups that may not share a section or need none
/// of their own, a level that the matrix does not give.
std::vector<std::string> section_table_faults();

}  // namespace gateway::kinds
