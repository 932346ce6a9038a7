#pragma once

#include "gateway/kinds/matrix.h"
#include "gateway/model/kind.h"
#include "gateway/model/refusal.h"
#include "gateway/model/role.h"
#include "gateway/model/section.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// What every place of a kind's interchange form is: type, who may see it, where it lies. Read from
// schemas/field_map; the columns are explained there.

namespace gateway::kinds {

enum class FieldType : std::uint8_t {
  kObject = 1,
  kList,
  kText,
  kName,
  kParty,
  kWord,
  kDate,
  kTime,
  kUuid,
  kSha256,
  kVersion,
  kCode,
  kBool,
  kInteger,
};

enum class Presence : std::uint8_t {
  kRefused = 0,  ///< Known only so that it is refused by a rule of its own.
  kRequired,
  kNullable,  ///< The key is there; its value may be null.
  kOptional,  ///< The key may be missing.
};

enum class IdUse : std::uint8_t {
  kNone = 0,
  kPairwise,   ///< Every recipient gets a token of its own.
  kReference,  ///< A token where the matrix says T.
  kReader,     ///< An entry of a list that names a `partner`: copied for that partner only.
};

/// Where a leaf lies once a message is split.
enum class Place : std::uint8_t {
  kHeld = 0,  ///< Nowhere: no role that may receive the kind may read it.
  kHead,      ///< In the envelope's head and row, from which the view is rebuilt.
  kSection,
};

/// One place of the interchange form and what lies below it.
struct Field {
  std::string path;  ///< "/body/items/*/text"
  std::string key;   ///< "text"; "*" for the elements of a list.
  FieldType type = FieldType::kText;
  Presence presence = Presence::kRefused;
  IdUse id = IdUse::kNone;
  FieldGroup group = FieldGroup::kNone;  ///< kNone for objects and lists.
  Place place = Place::kHeld;
  model::Section section = model::Section::kNone;  ///< Of a leaf whose place is kSection.
  model::Refusal if_wrong = model::Refusal::kMalformed;
  model::Refusal if_missing = model::Refusal::kMalformed;
  std::vector<std::string> words;  ///< Of a code, by number of the enumerant; "" is never valid.
  unsigned bit = 0;                ///< In the masks of the Cap'n Proto struct around it.
  std::vector<model::Section> sections;  ///< All sections that hold this or something below it.
  std::vector<Field> children;  ///< Members of an object in writing order; the element of a list.

  [[nodiscard]] bool is_leaf() const { return group != FieldGroup::kNone; }
  [[nodiscard]] bool is_in(model::Section wanted) const;
  [[nodiscard]] const Field* child(std::string_view wanted) const;
};

struct FieldMap {
  model::Kind kind = model::Kind::kNone;
  Field root;                            ///< An object of "envelope" and "body".
  std::vector<const Field*> leaves;      ///< In writing order.
  std::vector<model::Section> sections;  ///< Every one of them is in every sealed message.
};

/// Null for a kind that has no schema yet ("unsupported").
const FieldMap* find_field_map(model::Kind kind);

bool has_schema(model::Kind kind);

/// Empty for a kind without schema.
std::span<const model::Section> sections_of(model::Kind kind);

/// The field at a JSON pointer ("/body/items/0/text"), null when the kind has no such place.
const Field* find_field(const FieldMap& map, std::string_view pointer);

/// What the matrix says for all fields of the section: they agree, or they would not share it.
/// Never for a section the kind does not have or a role that may not receive the kind.
Cell section_cell(model::Kind kind, model::Section section, model::Role role);

/// How the section is opened unless the policy says otherwise; kNone for one the kind lacks. Known
/// for kinds without schema, too (section_table.h).
model::SectionMode default_mode(model::Kind kind, model::Section section);

/// What is wrong with maps, schemas and matrix taken together, a sentence each; empty in anything
/// that was built, because the build fails otherwise.
std::vector<std::string> field_map_faults();

}  // namespace gateway::kinds
