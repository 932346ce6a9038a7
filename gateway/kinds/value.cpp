#include "gateway/kinds/value.h"

#include "gateway/base/text.h"

#include <algorithm>
#include <utility>

namespace gateway::kinds {

// Defined here because a variant of containers, copied inline in every file, is slow to compile and
// makes g++ 12 warn of members that are not there.
Value::Value() = default;
Value::Value(const Value& other) = default;
Value::Value(Value&& other) noexcept = default;
Value& Value::operator=(const Value& other) = default;
Value& Value::operator=(Value&& other) noexcept = default;
Value::~Value() = default;

Value::Value(bool value) : data_(value) {}
Value::Value(std::int64_t value) : data_(value) {}
Value::Value(std::string value) : data_(std::move(value)) {}
Value::Value(List value) : data_(std::move(value)) {}
Value::Value(Object value) : data_(std::move(value)) {}
Value::Value(Fraction value) : data_(value) {}

const Value* Value::member(std::string_view key) const {
  const Object* const object = as_object();
  if (object == nullptr) return nullptr;
  const auto found = std::ranges::find(*object, key, &Member::key);
  return found == object->end() ? nullptr : &found->value;
}

Value* Value::member(std::string_view key) {
  Object* const object = as_object();
  if (object == nullptr) return nullptr;
  const auto found = std::ranges::find(*object, key, &Member::key);
  return found == object->end() ? nullptr : &found->value;
}

const Value* Value::find(std::string_view pointer) const {
  if (pointer.empty()) return this;
  pointer.remove_prefix(1);
  const std::size_t end = std::min(pointer.find('/'), pointer.size());
  const std::string_view key = pointer.substr(0, end);
  const Value* next = member(key);
  if (const List* const list = as_list(); list != nullptr) {
    const auto index = base::parse_decimal(key);
    if (index && *index < list->size()) next = &(*list)[*index];
  }
  return next == nullptr ? nullptr : next->find(pointer.substr(end));
}

const std::string* Value::text_at(std::string_view pointer) const {
  const Value* const found = find(pointer);
  return found == nullptr ? nullptr : found->as_text();
}

bool Value::has(std::string_view pointer) const {
  const Value* const found = find(pointer);
  return found != nullptr && !found->is_null();
}

const Value::List& Value::list_at(std::string_view pointer) const {
  static const List none;
  const Value* const found = find(pointer);
  const List* const list = found == nullptr ? nullptr : found->as_list();
  return list == nullptr ? none : *list;
}

bool operator==(const Value& a, const Value& b) { return a.data_ == b.data_; }

std::string child_pointer(std::string_view pointer, std::string_view key) {
  std::string out(pointer);
  out += '/';
  for (const char c : key) {
    if (c == '~') out += "~0";
    if (c == '/') out += "~1";
    if (c != '~' && c != '/') out += c;
  }
  return out;
}

std::string child_pointer(std::string_view pointer, std::size_t index) {
  return std::string(pointer) + "/" + std::to_string(index);
}

}  // namespace gateway::kinds
