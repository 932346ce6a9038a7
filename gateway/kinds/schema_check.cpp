#include "gateway/kinds/schema_check.h"

#include "gateway/base/name.h"
#include "gateway/base/text.h"
#include "gateway/base/time.h"
#include "gateway/kinds/json_reader.h"
#include "gateway/model/ids.h"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace gateway::kinds {
namespace {

using model::Refusal;

constexpr std::size_t kMaxWord = 64;
constexpr std::int64_t kMaxInteger = 1'000'000;
constexpr std::string_view kVersion = "1.0";

bool is_word(std::string_view text) {
  return !text.empty() && text.size() <= kMaxWord && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("_-./").find(c) != std::string_view::npos;
  });
}

bool is_name(std::string_view text) { return model::PartnerName::parse(text).has_value(); }

/// "partner", "partner/unit" or "partner:ROLE"
bool is_party(std::string_view text) {
  const std::size_t at = text.find_first_of("/:");
  if (at == std::string_view::npos) return is_name(text);
  const std::string_view rest = text.substr(at + 1);
  const bool good_rest = text[at] == '/' ? model::UnitName::parse(rest).has_value()
                                         : base::value_in(model::kRoleTexts, rest).has_value();
  return is_name(text.substr(0, at)) && good_rest;
}

/// base::parse_date begins in 1970; people were born before.
bool is_date(std::string_view text) {
  constexpr std::size_t date_size = 10;
  if (text.size() != date_size || text[4] != '-' || text[7] != '-') return false;
  const auto number = [&](std::size_t at, std::size_t size) {
    int value = 0;
    for (const char c : text.substr(at, size)) {
      value = c >= '0' && c <= '9' && value >= 0 ? value * 10 + (c - '0') : -1;
    }
    return value;
  };
  const int year = number(0, 4);
  const int month = number(5, 2);
  const int day = number(8, 2);
  if (year < 1900 || year > 2200 || month < 1 || day < 1) return false;
  return std::chrono::year_month_day(std::chrono::year(year),
                                     std::chrono::month(static_cast<unsigned>(month)),
                                     std::chrono::day(static_cast<unsigned>(day)))
      .ok();
}

bool is_sha256(std::string_view text) {
  const auto bytes = base::from_hex(text);
  return bytes && bytes->size() == base::Digest::kSize;
}

std::size_t length_of(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U;  // Not a continuation byte.
  }));
}

bool text_fits(const Field& field, std::string_view text) {
  switch (field.type) {
    case FieldType::kText:
      return true;
    case FieldType::kName:
      return is_name(text);
    case FieldType::kParty:
      return is_party(text);
    case FieldType::kWord:
      return is_word(text);
    case FieldType::kDate:
      return is_date(text);
    case FieldType::kTime:
      return base::parse_time(text).has_value();
    case FieldType::kUuid:
      return model::parse_message_id(text).has_value();
    case FieldType::kSha256:
      return is_sha256(text);
    case FieldType::kVersion:
      return text == kVersion;
    case FieldType::kCode:
      return !text.empty() && std::ranges::find(field.words, text) != field.words.end();
    case FieldType::kObject:
    case FieldType::kList:
    case FieldType::kBool:
    case FieldType::kInteger:
      return false;
  }
  return false;
}

std::string_view expected(FieldType type) {
  switch (type) {
    case FieldType::kObject:
      return "must be an object";
    case FieldType::kList:
      return "must be a list";
    case FieldType::kText:
      return "must be text";
    case FieldType::kName:
      return "must be a name of a-z, 0-9 and '-'";
    case FieldType::kParty:
      return "must be partner, partner/unit or partner:ROLE";
    case FieldType::kWord:
      return "must be a word of letters, digits, '_', '-', '.', '/'";
    case FieldType::kDate:
      return "must be a date that exists, as YYYY-MM-DD";
    case FieldType::kTime:
      return "must be a time that exists, as YYYY-MM-DDTHH:MM:SSZ";
    case FieldType::kUuid:
      return "must be a lower-case UUID";
    case FieldType::kSha256:
      return "must be 64 lower-case hex digits";
    case FieldType::kVersion:
      return "must be a version this program knows";
    case FieldType::kCode:
      return "must be a code of its list";
    case FieldType::kBool:
      return "must be true or false";
    case FieldType::kInteger:
      return "must be a whole number from 0 to 1000000";
  }
  return "has a type this program does not know";
}

std::optional<Value> check_object(const Field& field, const Value& value,
                                  const std::string& pointer, Violations& violations) {
  Value::Object out;
  for (const auto& [key, member] : *value.as_object()) {
    if (field.child(key) != nullptr) continue;
    const bool nameable = is_nameable(key);
    violations.push_back(
        {Refusal::kMalformed, nameable ? child_pointer(pointer, key) : pointer,
         nameable ? "is not known in this kind" : "has a member that is not known"});
  }
  for (const Field& child : field.children) {
    const Value* const member = value.member(child.key);
    const std::string at = child_pointer(pointer, child.key);
    if (member == nullptr) {
      if (child.presence == Presence::kRequired || child.presence == Presence::kNullable) {
        violations.push_back({child.if_missing, at, "is missing"});
      }
    } else if (child.presence == Presence::kRefused) {
      violations.push_back({child.if_wrong, at, "is never accepted in this kind"});
    } else if (member->is_null() && child.presence == Presence::kNullable) {
      out.push_back({child.key, Value()});
    } else if (auto checked = check_value(child, *member, at, violations)) {
      out.push_back({child.key, std::move(*checked)});
    }
  }
  return Value(std::move(out));
}

std::optional<Value> check_list(const Field& field, const Value& value, const std::string& pointer,
                                Violations& violations) {
  const Value::List& list = *value.as_list();
  if (list.size() > kMaxListSize) {
    violations.push_back({Refusal::kMalformed, pointer, "has too many elements"});
    return std::nullopt;
  }
  Value::List out;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const std::string at = child_pointer(pointer, i);
    auto checked = check_value(field.children.front(), list[i], at, violations);
    // Keeps its place, so that pointers into the copy mean the same as into the file.
    out.push_back(checked ? std::move(*checked) : Value());
  }
  return Value(std::move(out));
}

}  // namespace

bool check_leaf(const Field& field, const Value& value, const std::string& pointer,
                Violations& violations) {
  const auto say = [&](Refusal rule, std::string_view why) {
    violations.push_back({rule, pointer, std::string(why)});
    return false;
  };
  if (field.type == FieldType::kBool) {
    return value.as_bool() != nullptr || say(field.if_wrong, expected(field.type));
  }
  if (field.type == FieldType::kInteger) {
    const auto* const number = value.as_integer();
    const bool fits = number != nullptr && *number >= 0 && *number <= kMaxInteger;
    return fits || say(field.if_wrong, expected(field.type));
  }
  const std::string* const text = value.as_text();
  if (text == nullptr) return say(field.if_wrong, expected(field.type));
  if (!base::is_valid_utf8(*text)) return say(Refusal::kMalformed, "must be UTF-8 without NUL");
  if (length_of(*text) > kMaxTextLength) {
    return say(Refusal::kFieldTooLong, "is over 15000 characters");
  }
  return text_fits(field, *text) || say(field.if_wrong, expected(field.type));
}

std::optional<Value> check_value(const Field& field, const Value& value, const std::string& pointer,
                                 Violations& violations) {
  if (field.is_leaf()) {
    if (!check_leaf(field, value, pointer, violations)) return std::nullopt;
    return value;
  }
  const bool object = field.type == FieldType::kObject;
  if (object ? value.as_object() == nullptr : value.as_list() == nullptr) {
    violations.push_back({Refusal::kMalformed, pointer, std::string(expected(field.type))});
    return std::nullopt;
  }
  return object ? check_object(field, value, pointer, violations)
                : check_list(field, value, pointer, violations);
}

}  // namespace gateway::kinds
