#include "gateway/kinds/section_table.h"

#include "gateway/base/check.h"
#include "gateway/base/text.h"
#include "gateway/kinds/tables.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

namespace gateway::kinds {
namespace {

using model::Kind;
using model::Role;

enum Column : std::size_t { kKind, kSection, kMode, kGroups, kLevels, kColumns };

FieldGroup group_of(std::string_view text) {
  const bool padded = text.starts_with("F0");
  const auto number = base::parse_decimal(text.substr(padded ? 2 : 1));
  base::check(number.has_value(), "the table of sections names field groups");
  return static_cast<FieldGroup>(*number);
}

struct Table {
  std::vector<SectionRow> rows;
  std::vector<std::map<std::string, std::string>> levels;  // Of each row: by role, as written.
};

Table load() {
  Table table;
  const auto lines = built_in_table("sections");
  for (std::size_t y = 1; y < lines.size(); ++y) {
    const auto& line = lines[y];
    base::check(line.size() == kColumns, "a row of the table of sections has all columns");
    const auto kind = base::value_in(model::kKindTexts, line[kKind]);
    const auto section = base::value_in(model::kSectionTexts, line[kSection]);
    const auto mode = base::value_in(model::kSectionModeTexts, line[kMode]);
    base::check(kind && section && mode, "the table of sections uses words of the model");
    SectionRow& row = table.rows.emplace_back(SectionRow{*kind, *section, *mode, {}});
    for (const auto word : words_in(line[kGroups])) row.groups.push_back(group_of(word));
    auto& levels = table.levels.emplace_back();
    for (const auto word : words_in(line[kLevels])) {
      const auto equals = word.find('=');
      levels.emplace(word.substr(0, equals), word.substr(equals + 1));
    }
  }
  return table;
}

const Table& table() {
  static const Table the_table = load();
  return the_table;
}

std::string name_of(const SectionRow& row) {
  return std::string(to_text(row.kind)) + " " + std::string(to_text(row.section));
}

// The levels of all receivers, as the table writes them.
std::map<std::string, std::string> levels_of(Kind kind, FieldGroup group) {
  std::map<std::string, std::string> levels;
  for (const Role role : receivers_of(kind)) {
    const Cell cell = cell_of(kind, group, role);
    std::string text(to_text(cell.level));
    if (cell.purpose != model::ConsentPurpose::kNone) {
      text.append(":").append(to_text(cell.purpose));
    }
    levels.emplace(to_text(role), std::move(text));
  }
  return levels;
}

bool is_never_for_all(Kind kind, FieldGroup group) {
  return std::ranges::all_of(receivers_of(kind),
                             [group](Role role) { return level_of(group, role) == Level::kNever; });
}

}  // namespace

std::span<const SectionRow> section_table() { return table().rows; }

std::span<const SectionRow> section_table(Kind kind) {
  // Two searches: what equal_range() returns, clang 14 cannot compile with this standard library.
  const auto& rows = table().rows;
  return {std::ranges::lower_bound(rows, kind, {}, &SectionRow::kind),
          std::ranges::upper_bound(rows, kind, {}, &SectionRow::kind)};
}

std::vector<std::string> section_table_faults() {
  std::vector<std::string> faults;
  std::set<std::pair<Kind, FieldGroup>> seen;
  std::map<std::string, std::string> section_by_class;
  for (std::size_t i = 0; i < table().rows.size(); ++i) {
    const SectionRow& row = table().rows[i];
    const auto& written = table().levels[i];
    for (const FieldGroup group : row.groups) {
      if (!seen.emplace(row.kind, group).second)
        faults.push_back(name_of(row) + " repeats a group");
      if (is_never_for_all(row.kind, group)) {
        faults.push_back(name_of(row) + " holds a group that nobody may see");
      }
      if (levels_of(row.kind, group) != written) {
        faults.push_back(name_of(row) + " has other levels than the matrix");
      }
    }
    std::string its_class(to_text(row.kind));
    its_class.append(" ").append(to_text(row.mode));
    for (const auto& [role, level] : written) {
      its_class.append(" ").append(role).append("=").append(level);
    }
    const auto [first, is_first] = section_by_class.emplace(its_class, name_of(row));
    if (!is_first) faults.push_back(name_of(row) + " needs no section beside " + first->second);
  }
  for (const auto& kind : model::kKindTexts) {
    if (section_table(kind.value).empty()) faults.push_back(std::string(kind.text) + " has no row");
  }
  if (!std::ranges::is_sorted(table().rows, {}, [](const SectionRow& row) {
        return std::pair(row.kind, row.section);
      })) {
    faults.emplace_back("the table of sections is not in the order of kinds and sections");
  }
  return faults;
}

}  // namespace gateway::kinds
