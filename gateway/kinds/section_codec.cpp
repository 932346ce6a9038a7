#include "gateway/kinds/section_codec.h"

#include "gateway/base/check.h"
#include "gateway/flat/flat_message.h"
#include "gateway/kinds/registry.h"
#include "gateway/kinds/schema_check.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>

#include <capnp/dynamic.h>

namespace gateway::kinds {
namespace {

using base::Bytes;
using base::ByteView;
using base::Done;
using capnp::DynamicEnum;
using capnp::DynamicList;
using capnp::DynamicStruct;
using capnp::DynamicValue;
using model::Refusal;
using model::Section;

constexpr std::size_t kMaxSectionSize = 4 * kMaxFileSize;

std::uint64_t mask_of(const Field& field) { return std::uint64_t{1} << field.bit; }

capnp::Text::Reader text_reader(const std::string& text) { return {text.c_str(), text.size()}; }

// --- writing -----------------------------------------------------------------------------------

void write_object(const Field& field, const Value& value, Section section,
                  DynamicStruct::Builder out);

DynamicEnum enum_of(const Field& field, const Value& value, capnp::EnumSchema schema) {
  const auto word = std::ranges::find(field.words, *value.as_text());
  base::check(word != field.words.end(), "only a checked document is written");
  return {schema, static_cast<std::uint16_t>(word - field.words.begin())};
}

void write_list(const Field& field, const Value& value, Section section, DynamicList::Builder out) {
  const Field& element = field.children.front();
  const Value::List& list = *value.as_list();
  for (unsigned i = 0; i < out.size(); ++i) {
    if (element.type == FieldType::kObject) {
      write_object(element, list[i], section, out[i].as<DynamicStruct>());
    } else if (element.type == FieldType::kCode) {
      out.set(i, enum_of(element, list[i], out.getSchema().getEnumElementType()));
    } else if (element.type == FieldType::kInteger) {
      out.set(i, *list[i].as_integer());
    } else {
      out.set(i, text_reader(*list[i].as_text()));
    }
  }
}

void write_member(const Field& field, const Value& value, Section section,
                  DynamicStruct::Builder out) {
  const auto member = out.getSchema().getFieldByName(field.key.c_str());
  switch (field.type) {
    case FieldType::kObject:
      write_object(field, value, section, out.init(member).as<DynamicStruct>());
      break;
    case FieldType::kList:
      write_list(
          field, value, section,
          out.init(member, static_cast<unsigned>(value.as_list()->size())).as<DynamicList>());
      break;
    case FieldType::kCode:
      out.set(member, enum_of(field, value, member.getType().asEnum()));
      break;
    case FieldType::kBool:
      out.set(member, *value.as_bool());
      break;
    case FieldType::kInteger:
      out.set(member, *value.as_integer());
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
      out.set(member, text_reader(*value.as_text()));
      break;
  }
}

void write_object(const Field& field, const Value& value, Section section,
                  DynamicStruct::Builder out) {
  std::uint64_t present = 0;
  std::uint64_t nulls = 0;
  for (const Field& child : field.children) {
    const Value* const member = child.is_in(section) ? value.member(child.key) : nullptr;
    if (member == nullptr) continue;
    (member->is_null() ? nulls : present) |= mask_of(child);
    if (!member->is_null()) write_member(child, *member, section, out);
  }
  out.set("present", present);
  out.set("nulls", nulls);
}

// --- reading -----------------------------------------------------------------------------------

class SectionReader {
 public:
  SectionReader(Section section, Violations& violations)
      : section_(section), violations_(violations) {}

  Value read_object(const Field& field, DynamicStruct::Reader in, const std::string& pointer) {
    const auto present = in.get("present").as<std::uint64_t>();
    const auto nulls = in.get("nulls").as<std::uint64_t>();
    check_masks(field, present, nulls, pointer);
    Value::Object out;
    for (const Field& child : field.children) {
      if (!child.is_in(section_)) continue;
      if ((nulls & mask_of(child)) != 0) {
        out.push_back({child.key, Value()});
      } else if ((present & mask_of(child)) != 0) {
        const auto member = in.getSchema().getFieldByName(child.key.c_str());
        out.push_back(
            {child.key, read_value(child, in.get(member), child_pointer(pointer, child.key))});
      }
    }
    return Value(std::move(out));
  }

 private:
  void fault(const std::string& pointer, std::string why) {
    violations_.push_back({Refusal::kMalformed, pointer, std::move(why)});
  }

  void check_masks(const Field& field, std::uint64_t present, std::uint64_t nulls,
                   const std::string& pointer) {
    std::uint64_t allowed = 0;
    std::uint64_t nullable = 0;
    for (const Field& child : field.children) {
      if (!child.is_in(section_)) continue;
      allowed |= mask_of(child);
      if (child.presence == Presence::kNullable) nullable |= mask_of(child);
    }
    if ((present & ~allowed) != 0 || (nulls & ~nullable) != 0 || (present & nulls) != 0) {
      fault(pointer, "holds what this section may not hold");
    }
  }

  Value read_value(const Field& field, const DynamicValue::Reader& in, const std::string& pointer) {
    if (field.type == FieldType::kObject)
      return read_object(field, in.as<DynamicStruct>(), pointer);
    if (field.type == FieldType::kList) return read_list(field, in.as<DynamicList>(), pointer);
    Value value = read_leaf(field, in);
    check_leaf(field, value, pointer, violations_);
    return value;
  }

  static Value read_leaf(const Field& field, const DynamicValue::Reader& in) {
    switch (in.getType()) {
      case DynamicValue::BOOL:
        return Value(in.as<bool>());
      case DynamicValue::INT:
        return Value(in.as<std::int64_t>());
      case DynamicValue::ENUM: {
        const std::uint16_t number = in.as<DynamicEnum>().getRaw();
        return Value(number < field.words.size() ? field.words[number] : std::string());
      }
      case DynamicValue::TEXT:
        return Value(std::string(flat::text_of(in.as<capnp::Text>())));
      case DynamicValue::UNKNOWN:
      case DynamicValue::VOID:
      case DynamicValue::UINT:
      case DynamicValue::FLOAT:
      case DynamicValue::DATA:
      case DynamicValue::LIST:
      case DynamicValue::STRUCT:
      case DynamicValue::CAPABILITY:
      case DynamicValue::ANY_POINTER:
        break;
    }
    return {};
  }

  Value read_list(const Field& field, DynamicList::Reader in, const std::string& pointer) {
    if (in.size() > kMaxListSize) {
      fault(pointer, "has too many elements");
      return Value(Value::List());
    }
    Value::List out;
    for (unsigned i = 0; i < in.size(); ++i) {
      out.push_back(read_value(field.children.front(), in[i], child_pointer(pointer, i)));
    }
    return Value(std::move(out));
  }

  Section section_;
  Violations& violations_;
};

/// A generous guess, so that the builder needs one segment and the bytes have one form.
unsigned words_for(const Value& value) {
  constexpr unsigned words_per_value = 16;
  unsigned words = words_per_value;
  if (const auto* text = value.as_text(); text != nullptr) {
    words += static_cast<unsigned>(text->size() / sizeof(capnp::word));
  }
  if (const auto* list = value.as_list(); list != nullptr) {
    for (const Value& item : *list) words += words_for(item);
  }
  if (const auto* object = value.as_object(); object != nullptr) {
    for (const auto& member : *object) words += words_for(member.value);
  }
  return words;
}

}  // namespace

Bytes encode_section(const FieldMap& map, Section section, const Value& document) {
  const Registered* const registered = find_registered(map.kind);
  base::check(registered != nullptr, "a kind with a map is registered");
  capnp::MallocMessageBuilder message(words_for(document));
  write_object(map.root, document, section, message.initRoot<DynamicStruct>(registered->schema));
  return flat::to_bytes(message);
}

std::optional<Value> decode_section(const FieldMap& map, Section section, ByteView bytes,
                                    Violations& violations) {
  const Registered* const registered = find_registered(map.kind);
  base::check(registered != nullptr, "a kind with a map is registered");
  const std::size_t before = violations.size();
  Value document;
  const auto read = [&](capnp::AnyPointer::Reader root) -> base::Result<Done> {
    SectionReader reader(section, violations);
    document = reader.read_object(map.root, root.getAs<DynamicStruct>(registered->schema), "");
    return Done{};
  };
  if (!flat::read_bytes<capnp::AnyPointer>(bytes, kMaxSectionSize, read)) {
    violations.push_back({Refusal::kMalformed, "", "a section breaks the Cap'n Proto encoding"});
  }
  if (violations.size() != before) return std::nullopt;
  return document;
}

}  // namespace gateway::kinds
