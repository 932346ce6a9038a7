#include "gateway/kinds/section_text.h"

#include "gateway/base/check.h"
#include "gateway/kinds/field_map.h"
#include "gateway/kinds/section_codec.h"

#include <algorithm>
#include <utility>

namespace gateway::kinds {
namespace {

void collect(const Field& field, const Value& value, const std::string& at,
             std::vector<PlacedText>& out);

void collect_members(const Field& field, const Value& value, const std::string& at,
                     std::vector<PlacedText>& out) {
  std::vector<const Field*> children;
  for (const Field& child : field.children) children.push_back(&child);
  std::ranges::sort(children, {}, &Field::bit);
  if (value.as_object()->empty()) out.push_back({at, "{}"});
  for (const Field* child : children) {
    const Value* const member = value.member(child->key);
    if (member != nullptr) collect(*child, *member, child_pointer(at, child->key), out);
  }
}

void collect(const Field& field, const Value& value, const std::string& at,
             std::vector<PlacedText>& out) {
  if (value.as_object() != nullptr) {
    collect_members(field, value, at, out);
  } else if (const auto* const list = value.as_list(); list != nullptr) {
    if (list->empty()) out.push_back({at, "[]"});
    for (std::size_t i = 0; i < list->size(); ++i) {
      collect(field.children.front(), (*list)[i], child_pointer(at, i), out);
    }
  } else if (const auto* const text = value.as_text(); text != nullptr) {
    out.push_back({at, *text});
  } else if (const auto* const number = value.as_integer(); number != nullptr) {
    out.push_back({at, std::to_string(*number)});
  } else if (const auto* const flag = value.as_bool(); flag != nullptr) {
    out.push_back({at, *flag ? "true" : "false"});
  } else {
    out.push_back({at, "null"});
  }
}

}  // namespace

std::optional<std::vector<PlacedText>> section_texts(model::Kind kind, model::Section section,
                                                     base::ByteView bytes) {
  const FieldMap* const map = find_field_map(kind);
  base::check(map != nullptr, "only a kind with a schema has sections to read");
  Violations violations;
  const auto document = decode_section(*map, section, bytes, violations);
  if (!document) return std::nullopt;
  std::vector<PlacedText> texts;
  collect(map->root, *document, "", texts);
  return texts;
}

}  // namespace gateway::kinds
