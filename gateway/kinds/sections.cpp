#include "gateway/kinds/sections.h"

#include "gateway/base/check.h"
#include "gateway/kinds/field_map.h"
#include "gateway/kinds/section_codec.h"

#include <algorithm>
#include <utility>

namespace gateway::kinds {
namespace {

using model::Kind;
using model::Refusal;
using model::Section;

void fault(Violations& violations, const std::string& pointer, std::string_view why) {
  violations.push_back({Refusal::kMalformed, pointer, std::string(why)});
}

/// Adds to `into` what another section says about the same place.
void overlay(const Field& field, Value& into, Value from, const std::string& pointer,
             Violations& violations) {
  if (into.is_null() != from.is_null()) {
    fault(violations, pointer, "is null in one section and not in another");
  } else if (auto* const members = from.as_object(); members != nullptr) {
    for (auto& [key, value] : *members) {
      if (Value* const there = into.member(key); there != nullptr) {
        overlay(*field.child(key), *there, std::move(value), child_pointer(pointer, key),
                violations);
      } else {
        into.as_object()->push_back({key, std::move(value)});
      }
    }
  } else if (auto* const column = from.as_list(); column != nullptr) {
    auto& rows = *into.as_list();
    if (rows.size() != column->size()) {
      fault(violations, pointer, "has columns of different length");
      return;
    }
    for (std::size_t i = 0; i < rows.size(); ++i) {
      overlay(field.children.front(), rows[i], std::move((*column)[i]), child_pointer(pointer, i),
              violations);
    }
  }
}

/// Brings members into writing order and fills required texts that are missing.
void complete(const Field& field, Value& value) {
  if (auto* const list = value.as_list(); list != nullptr) {
    for (Value& item : *list) complete(field.children.front(), item);
  }
  if (value.as_object() == nullptr) return;
  Value::Object ordered;
  for (const Field& child : field.children) {
    Value* const member = value.member(child.key);
    if (member != nullptr) {
      complete(child, *member);
      ordered.push_back({child.key, std::move(*member)});
    } else if (child.type == FieldType::kText && child.presence == Presence::kRequired &&
               child.id != IdUse::kPairwise) {
      ordered.push_back({child.key, Value(std::string(kHeldText))});
    }
  }
  value = Value(std::move(ordered));
}

/// Finds what the reader's sections should hold and do not.
class GapFinder {
 public:
  GapFinder(const Sections& sections, const Recipient& reader, Violations& violations)
      : sections_(sections), reader_(reader), violations_(violations) {}

  void look(const Field& field, const Value& value, const std::string& pointer) {
    if (const auto* const list = value.as_list(); list != nullptr) {
      for (std::size_t i = 0; i < list->size(); ++i) {
        look(field.children.front(), (*list)[i], child_pointer(pointer, i));
      }
    }
    if (value.as_object() == nullptr) return;
    for (const Field& child : field.children) {
      const std::string at = child_pointer(pointer, child.key);
      if (const Value* const member = value.member(child.key); member != nullptr) {
        look(child, *member, at);
      } else if (is_owed(child)) {
        violations_.push_back({child.if_missing, at, "is missing"});
      }
    }
  }

 private:
  /// A leaf is owed when its section is here and the role may read it as it stands; a container
  /// when something below it is.
  [[nodiscard]] bool is_owed(const Field& field) const {
    if (field.presence != Presence::kRequired && field.presence != Presence::kNullable)
      return false;
    if (!field.is_leaf())
      return std::ranges::any_of(field.children,
                                 [&](const Field& child) { return is_owed(child); });
    if (field.place != Place::kSection || !sections_.contains(field.section)) return false;
    const Level level = level_of(field.group, reader_.role);
    return level != Level::kNever && level != Level::kToken;
  }

  const Sections& sections_;
  const Recipient& reader_;
  Violations& violations_;
};

void put_recipient(Value& document, const Recipient& reader) {
  Value* const envelope = document.member("envelope");
  if (envelope == nullptr || envelope->as_object() == nullptr) return;
  Value::Object recipient{{"partner", Value(reader.partner.text())},
                          {"role", Value(std::string(to_text(reader.role)))}};
  Value::List recipients;
  recipients.emplace_back(std::move(recipient));
  envelope->as_object()->push_back({"recipients", Value(std::move(recipients))});
}

Sections split_document(Kind kind, const Value& document) {
  const FieldMap* const map = find_field_map(kind);
  base::check(map != nullptr, "only a kind with a schema becomes a message");
  Sections sections;
  for (const Section section : map->sections) {
    sections.emplace(section, encode_section(*map, section, document));
  }
  return sections;
}

}  // namespace

Sections split(const Copy& copy) { return split_document(copy.kind(), copy.document()); }

Sections split(const Message& message) {
  return split_document(message.kind(), message.document());
}

std::variant<View, Violations> merge(Kind kind, const Sections& sections,
                                     const std::optional<Recipient>& reader) {
  const FieldMap* const map = find_field_map(kind);
  Violations violations;
  if (map == nullptr) {
    return Violations{{Refusal::kKindUnknown, "", "this program has no schema for the kind"}};
  }
  Value document{Value::Object()};
  std::vector<Section> shown;
  for (const auto& [section, bytes] : sections) {
    if (!map->root.is_in(section)) {
      return Violations{{Refusal::kSectionUnknown, "", "the kind has no such section"}};
    }
    auto part = decode_section(*map, section, bytes, violations);
    if (part) overlay(map->root, document, std::move(*part), "", violations);
    shown.push_back(section);
  }
  if (reader && violations.empty()) {
    GapFinder(sections, *reader, violations).look(map->root, document, "");
    put_recipient(document, *reader);
  }
  if (!violations.empty()) {
    sort_by_rule(violations);
    return violations;
  }
  complete(map->root, document);
  return View(kind, std::move(document), std::move(shown));
}

View preview(const Copy& copy, std::span<const Section> granted, const Recipient& reader) {
  Sections sections = split(copy);
  std::erase_if(sections, [&](const auto& section) {
    return std::ranges::find(granted, section.first) == granted.end();
  });
  auto view = merge(copy.kind(), sections, reader);
  auto* const seen = std::get_if<View>(&view);
  base::check(seen != nullptr, "sections that were just made can be merged");
  return std::move(*seen);
}

}  // namespace gateway::kinds
