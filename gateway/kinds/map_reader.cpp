#include "gateway/kinds/map_reader.h"

#include "gateway/base/check.h"
#include "gateway/base/text.h"
#include "gateway/kinds/tables.h"

#include <algorithm>
#include <array>
#include <utility>

namespace gateway::kinds {
namespace {

using base::EnumText;

constexpr std::array<EnumText<FieldType>, 14> kTypes{{
    {FieldType::kObject, "object"},
    {FieldType::kList, "list"},
    {FieldType::kText, "text"},
    {FieldType::kName, "name"},
    {FieldType::kParty, "party"},
    {FieldType::kWord, "word"},
    {FieldType::kDate, "date"},
    {FieldType::kTime, "time"},
    {FieldType::kUuid, "uuid"},
    {FieldType::kSha256, "sha256"},
    {FieldType::kVersion, "version"},
    {FieldType::kCode, "code"},
    {FieldType::kBool, "bool"},
    {FieldType::kInteger, "int"},
}};
constexpr std::array<EnumText<Presence>, 4> kPresences{{
    {Presence::kRefused, "refused"},
    {Presence::kRequired, "required"},
    {Presence::kNullable, "nullable"},
    {Presence::kOptional, "optional"},
}};
constexpr std::array<EnumText<IdUse>, 4> kIdUses{{
    {IdUse::kNone, ""},
    {IdUse::kPairwise, "pairwise"},
    {IdUse::kReference, "reference"},
    {IdUse::kReader, "reader"},
}};

constexpr std::uint64_t kWordAnnotation = 0xf996f17c729b0415;  // In schemas/common.capnp.
constexpr unsigned kFirstOrdinal = 2;                          // 0 and 1 are the masks.
constexpr unsigned kMaskBits = 64;

enum Column : std::size_t { kPath, kType, kPresence, kId, kGroup, kSection, kRules, kColumns };

struct Reader {
  std::string kind;
  std::vector<std::string>& faults;

  void fault(std::string_view path, std::string_view what) const {
    faults.push_back(kind + std::string(path) + " " + std::string(what));
  }

  template <class Enum, std::size_t N>
  Enum word(const std::array<EnumText<Enum>, N>& table, const std::string& text,
            std::string_view path) const {
    const auto value = base::value_in(table, text);
    if (!value) fault(path, "has a word that is not known in its row");
    return value.value_or(table.front().value);
  }

  void read_rules(const std::string& text, Field& field) const {
    for (const std::string_view rule : words_in(text)) {
      const bool wrong = rule.starts_with("wrong:");
      const auto* const found = model::find_refusal(rule.substr(rule.find(':') + 1));
      if (found == nullptr || (!wrong && !rule.starts_with("missing:"))) {
        fault(field.path, "names a rule that does not exist");
      } else {
        (wrong ? field.if_wrong : field.if_missing) = found->refusal;
      }
    }
  }

  Field read_row(const std::vector<std::string>& row) const {
    Field field;
    field.path = row[kPath];
    field.key = field.path.substr(field.path.rfind('/') + 1);
    field.type = word(kTypes, row[kType], field.path);
    field.presence = word(kPresences, row[kPresence], field.path);
    field.id = word(kIdUses, row[kId], field.path);
    const bool container = field.type == FieldType::kObject || field.type == FieldType::kList;
    if (container != row[kGroup].empty()) fault(field.path, "needs a field group if it is a leaf");
    if (!row[kGroup].empty()) {
      const auto number = base::parse_decimal(row[kGroup].substr(row[kGroup][1] == '0' ? 2 : 1));
      if (!number) fault(field.path, "names no field group");
      field.group = static_cast<FieldGroup>(number ? *number : 0);
    }
    if (row[kSection] == "head") field.place = Place::kHead;
    if (!row[kSection].empty() && row[kSection] != "head" && row[kSection] != "held") {
      field.place = Place::kSection;
      field.section = word(model::kSectionTexts, row[kSection], field.path);
    }
    read_rules(row[kRules], field);
    return field;
  }

  Field& parent_of(Field& root, const std::string& path) const {
    Field* parent = &root;
    const auto keys = base::split(std::string_view(path).substr(1), '/');
    for (std::size_t i = 0; i + 1 < keys.size(); ++i) {
      const auto found = std::ranges::find(parent->children, keys[i], &Field::key);
      if (found == parent->children.end()) {
        fault(path, "stands before what it belongs to");
        return root;
      }
      parent = &*found;
    }
    return *parent;
  }

  static void join_enum(Field& field, capnp::EnumSchema schema) {
    field.words.assign(schema.getEnumerants().size(), "");
    for (const auto enumerant : schema.getEnumerants()) {
      for (const auto annotation : enumerant.getProto().getAnnotations()) {
        if (annotation.getId() != kWordAnnotation) continue;
        field.words[enumerant.getIndex()] = annotation.getValue().getText().cStr();
      }
    }
  }

  void join_type(Field& field, capnp::Type type) const {
    bool good = false;
    switch (field.type) {
      case FieldType::kObject:
        good = type.isStruct();
        if (good) join_struct(field, type.asStruct());
        break;
      case FieldType::kList:
        good = type.isList() && field.children.size() == 1;
        if (good) join_type(field.children.front(), type.asList().getElementType());
        break;
      case FieldType::kCode:
        good = type.isEnum();
        if (good) join_enum(field, type.asEnum());
        break;
      case FieldType::kBool:
        good = type.isBool();
        break;
      case FieldType::kInteger:
        good = type.isInt32();
        break;
      case FieldType::kText:
      case FieldType::kName:
      case FieldType::kParty:
      case FieldType::kWord:
      case FieldType::kDate:
      case FieldType::kTime:
      case FieldType::kUuid:
      case FieldType::kSha256:
      case FieldType::kVersion:
        good = type.isText();
        break;
    }
    if (!good) fault(field.path, "has another type in the schema than in the map");
  }

  /// True for what has no place in the sealed form, and so none in the schema.
  static bool is_unsealed(const Field& field) {
    if (field.presence == Presence::kRefused) return true;
    if (field.is_leaf()) return field.place == Place::kHead;
    return std::ranges::all_of(field.children, is_unsealed);
  }

  static void take_role_words(Field& field) {
    if (field.type == FieldType::kCode) field.words = base::words_of(model::kRoleTexts);
    for (Field& child : field.children) take_role_words(child);
  }

  void join_struct(Field& field, capnp::StructSchema schema) const {
    for (const auto member : schema.getFields()) {
      const auto ordinal = member.getProto().getOrdinal().getExplicit();
      if (ordinal < kFirstOrdinal) continue;
      const std::string_view name = member.getProto().getName().cStr();
      if (field.child(name) == nullptr) fault(field.path, "lacks a row for a field of the schema");
    }
    for (Field& child : field.children) {
      const auto member = schema.findFieldByName(child.key.c_str());
      if (is_unsealed(child)) {
        if (member != nullptr) fault(child.path, "is never sealed, so the schema must not have it");
        take_role_words(child);
        continue;
      }
      KJ_IF_MAYBE (found, member) {
        child.bit = found->getProto().getOrdinal().getExplicit() - kFirstOrdinal;
        if (child.bit >= kMaskBits) fault(child.path, "needs a third mask");
        join_type(child, found->getType());
      } else {
        fault(child.path, "has no field in the schema");
      }
    }
  }
};

void gather_sections(Field& field) {
  if (field.is_leaf() && field.place == Place::kSection) field.sections = {field.section};
  for (Field& child : field.children) {
    gather_sections(child);
    field.sections.insert(field.sections.end(), child.sections.begin(), child.sections.end());
  }
  std::ranges::sort(field.sections);
  field.sections.erase(std::unique(field.sections.begin(), field.sections.end()),
                       field.sections.end());
}

}  // namespace

Field read_field_map(const Registered& registered, std::vector<std::string>& faults) {
  const Reader reader{std::string(to_text(registered.kind)), faults};
  Field root;
  root.type = FieldType::kObject;
  root.presence = Presence::kRequired;
  const auto rows = built_in_table(to_text(registered.kind));
  for (std::size_t i = 1; i < rows.size(); ++i) {
    base::check(rows[i].size() == kColumns, "a row of a field map has all columns");
    reader.parent_of(root, rows[i][kPath]).children.push_back(reader.read_row(rows[i]));
  }
  reader.join_struct(root, registered.schema);
  gather_sections(root);
  return root;
}

}  // namespace gateway::kinds
