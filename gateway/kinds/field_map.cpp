#include "gateway/kinds/field_map.h"

#include "gateway/base/check.h"
#include "gateway/base/text.h"
#include "gateway/kinds/map_reader.h"
#include "gateway/kinds/registry.h"
#include "gateway/kinds/section_table.h"

#include <algorithm>
#include <map>
#include <utility>

namespace gateway::kinds {
namespace {

using model::Kind;
using model::Role;
using model::Section;
using model::SectionMode;

struct Maps {
  std::map<Kind, FieldMap> by_kind;
  std::vector<std::string> faults;
};

void collect_leaves(const Field& field, std::vector<const Field*>& leaves) {
  if (field.is_leaf()) leaves.push_back(&field);
  for (const Field& child : field.children) collect_leaves(child, leaves);
}

/// Everything for which the section rule of the design wants agreement.
std::string class_of(Kind kind, const Field& leaf, SectionMode mode) {
  std::string text(to_text(mode));
  for (const Role role : receivers_of(kind)) {
    const Cell cell = cell_of(kind, leaf.group, role);
    text += ' ';
    text += to_text(cell.level);
    text += to_text(cell.purpose);
  }
  return text;
}

void check_places(const FieldMap& map, std::vector<std::string>& faults) {
  std::map<Section, std::string> class_by_section;
  std::map<std::string, Section> section_by_class;
  for (const Field* const leaf : map.leaves) {
    const std::string where = std::string(to_text(map.kind)) + leaf->path;
    const auto receivers = receivers_of(map.kind);
    const bool never = std::ranges::all_of(
        receivers, [&](Role role) { return level_of(leaf->group, role) == Level::kNever; });
    if (leaf->presence == Presence::kRefused || leaf->place == Place::kHead) continue;
    if (never != (leaf->place == Place::kHeld)) faults.push_back(where + " is held for no reason");
    if (leaf->place != Place::kSection) continue;
    const SectionMode mode = default_mode(map.kind, leaf->section);
    if (mode == SectionMode::kNone) faults.push_back(where + " lies in a section without mode");
    const std::string its_class = class_of(map.kind, *leaf, mode);
    const auto [by_section, fresh] = class_by_section.emplace(leaf->section, its_class);
    if (by_section->second != its_class) faults.push_back(where + " may not share its section");
    const auto [by_class, first] = section_by_class.emplace(its_class, leaf->section);
    if (by_class->second != leaf->section) faults.push_back(where + " needs no section of its own");
  }
}

Maps load_maps() {
  Maps maps;
  for (const Registered& registered : registered_kinds()) {
    FieldMap& map = maps.by_kind[registered.kind];
    map.kind = registered.kind;
    map.root = read_field_map(registered, maps.faults);
    map.sections = map.root.sections;
    collect_leaves(map.root, map.leaves);
    check_places(map, maps.faults);
  }
  return maps;
}

const Maps& maps() {
  static const Maps all_maps = load_maps();
  return all_maps;
}

}  // namespace

bool Field::is_in(Section wanted) const {
  return std::ranges::find(sections, wanted) != sections.end();
}

const Field* Field::child(std::string_view wanted) const {
  const auto found = std::ranges::find(children, wanted, &Field::key);
  return found == children.end() ? nullptr : &*found;
}

const FieldMap* find_field_map(Kind kind) {
  const auto found = maps().by_kind.find(kind);
  return found == maps().by_kind.end() ? nullptr : &found->second;
}

bool has_schema(Kind kind) { return find_field_map(kind) != nullptr; }

std::span<const Section> sections_of(Kind kind) {
  const FieldMap* const map = find_field_map(kind);
  if (map == nullptr) return {};
  return map->sections;
}

const Field* find_field(const FieldMap& map, std::string_view pointer) {
  const Field* field = &map.root;
  for (const std::string_view key : base::split(pointer, '/')) {
    if (key.empty() && field == &map.root) continue;
    field = field->child(field->type == FieldType::kList ? "*" : key);
    if (field == nullptr) return nullptr;
  }
  return field;
}

Cell section_cell(Kind kind, Section section, Role role) {
  const FieldMap* const map = find_field_map(kind);
  if (map == nullptr || !may_receive(kind, role)) return {};
  const auto found = std::ranges::find_if(map->leaves, [&](const Field* leaf) {
    return leaf->place == Place::kSection && leaf->section == section;
  });
  return found == map->leaves.end() ? Cell{} : cell_of(kind, (*found)->group, role);
}

SectionMode default_mode(Kind kind, Section section) {
  const auto rows = section_table(kind);
  const auto found = std::ranges::find(rows, section, &SectionRow::section);
  return found == rows.end() ? SectionMode::kNone : found->mode;
}

std::vector<std::string> field_map_faults() {
  auto faults = maps().faults;
  for (auto& fault : section_table_faults()) faults.push_back(std::move(fault));
  return faults;
}

}  // namespace gateway::kinds
