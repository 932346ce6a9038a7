#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace gateway::kinds {

/// A tree of interchange data: what JSON can say, as far as our kinds use it. Objects keep the
/// order of their members. Numbers are whole; any other number is kept only as "some number".
class Value {
 public:
  struct Member;
  using List = std::vector<Value>;
  using Object = std::vector<Member>;
  struct Fraction {
    friend bool operator==(Fraction, Fraction) = default;
  };

  Value();  ///< null
  Value(const Value& other);
  Value(Value&& other) noexcept;
  Value& operator=(const Value& other);
  Value& operator=(Value&& other) noexcept;
  ~Value();
  explicit Value(bool value);
  explicit Value(std::int64_t value);
  explicit Value(std::string value);
  explicit Value(List value);
  explicit Value(Object value);
  explicit Value(Fraction value);

  [[nodiscard]] bool is_null() const { return std::holds_alternative<std::monostate>(data_); }
  /// The data when it is of that type, else null.
  [[nodiscard]] const bool* as_bool() const { return std::get_if<bool>(&data_); }
  [[nodiscard]] const std::int64_t* as_integer() const { return std::get_if<std::int64_t>(&data_); }
  [[nodiscard]] const std::string* as_text() const { return std::get_if<std::string>(&data_); }
  [[nodiscard]] const List* as_list() const { return std::get_if<List>(&data_); }
  [[nodiscard]] const Object* as_object() const { return std::get_if<Object>(&data_); }
  [[nodiscard]] std::string* as_text() { return std::get_if<std::string>(&data_); }
  [[nodiscard]] List* as_list() { return std::get_if<List>(&data_); }
  [[nodiscard]] Object* as_object() { return std::get_if<Object>(&data_); }

  /// The member of this object, null when there is none or this is no object.
  [[nodiscard]] const Value* member(std::string_view key) const;
  [[nodiscard]] Value* member(std::string_view key);

  /// Follows a JSON pointer ("/body/items/0/text"); null when nothing is there.
  [[nodiscard]] const Value* find(std::string_view pointer) const;
  /// The text there; null when there is none or it is no text.
  [[nodiscard]] const std::string* text_at(std::string_view pointer) const;
  /// True when something other than null is there.
  [[nodiscard]] bool has(std::string_view pointer) const;
  /// The list there; an empty one when there is none.
  [[nodiscard]] const List& list_at(std::string_view pointer) const;

  friend bool operator==(const Value& a, const Value& b);

 private:
  std::variant<std::monostate, bool, std::int64_t, std::string, List, Object, Fraction> data_;
};

struct Value::Member {
  std::string key;
  Value value;

  friend bool operator==(const Member&, const Member&) = default;
};

/// `pointer` + "/" + `key`, escaped as RFC 6901 says.
std::string child_pointer(std::string_view pointer, std::string_view key);
std::string child_pointer(std::string_view pointer, std::size_t index);

}  // namespace gateway::kinds
