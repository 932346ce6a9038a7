#include "gateway/kinds/json_reader.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

namespace gateway::kinds {
namespace {

using model::Refusal;

constexpr std::size_t kMaxDepth = 16;
constexpr std::size_t kMaxMembers = 256;
constexpr std::size_t kMaxValues = 65'536;

/// Receives the parser's events and builds the tree; returning false ends the parse.
class TreeBuilder {
 public:
  explicit TreeBuilder(Violations& violations) : violations_(violations) {}

  // The names are those the parser calls.
  bool null() { return add(Value()); }
  bool boolean(bool value) { return add(Value(value)); }
  bool number_integer(std::int64_t value) { return add(Value(value)); }
  bool number_unsigned(std::uint64_t value) {
    if (value > std::uint64_t{std::numeric_limits<std::int64_t>::max()}) {
      return add(Value(Value::Fraction{}));
    }
    return add(Value(static_cast<std::int64_t>(value)));
  }
  bool number_float(double /*value*/, const std::string& /*text*/) {
    return add(Value(Value::Fraction{}));
  }
  bool string(std::string& value) { return add(Value(std::move(value))); }
  bool binary(nlohmann::json::binary_t& /*value*/) { return fault("is not JSON"); }
  bool start_object(std::size_t /*size*/) { return open(Value(Value::Object())); }
  bool start_array(std::size_t /*size*/) { return open(Value(Value::List())); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }
  bool key(std::string& key) {
    Frame& frame = frames_.back();
    const bool doubled = frame.value.member(key) != nullptr;
    frame.key = std::move(key);
    if (doubled) return fault("has a key twice");
    if (frame.value.as_object()->size() >= kMaxMembers) return fault("has too many members");
    return true;
  }
  bool parse_error(std::size_t position, const std::string& /*token*/,
                   const nlohmann::detail::exception& /*error*/) {
    return fault("is not JSON in UTF-8 from byte " + std::to_string(position));
  }

  Value take() { return std::move(root_); }

 private:
  struct Frame {
    Value value;
    std::string key = {};
  };

  [[nodiscard]] std::string pointer() const {
    std::string pointer;
    for (const Frame& frame : frames_) {
      if (const auto* const list = frame.value.as_list(); list != nullptr) {
        pointer = child_pointer(pointer, list->size());
      } else if (is_nameable(frame.key)) {
        pointer = child_pointer(pointer, frame.key);
      }
    }
    return pointer;
  }

  bool fault(std::string why) {
    violations_.push_back({Refusal::kMalformed, pointer(), std::move(why)});
    return false;
  }

  bool open(Value container) {
    if (frames_.size() >= kMaxDepth) return fault("is nested too deeply");
    frames_.push_back({std::move(container)});
    return true;
  }

  bool close() {
    Value value = std::move(frames_.back().value);
    frames_.pop_back();
    return add(std::move(value));
  }

  bool add(Value value) {
    if (++values_ > kMaxValues) return fault("holds too many values");
    if (frames_.empty()) {
      root_ = std::move(value);
    } else if (auto* const list = frames_.back().value.as_list(); list != nullptr) {
      list->push_back(std::move(value));
    } else {
      Frame& frame = frames_.back();
      frame.value.as_object()->push_back({std::move(frame.key), std::move(value)});
      frame.key.clear();
    }
    return true;
  }

  Violations& violations_;
  std::vector<Frame> frames_;
  Value root_;
  std::size_t values_ = 0;
};

}  // namespace

bool is_nameable(std::string_view key) {
  constexpr std::size_t max_key = 64;
  return !key.empty() && key.size() <= max_key && std::ranges::all_of(key, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
  });
}

Value read_json_tree(std::string_view text, Violations& violations) {
  if (text.size() > kMaxFileSize) {
    violations.push_back({Refusal::kMalformed, "", "is over 1 MiB"});
    return {};
  }
  TreeBuilder builder(violations);
  const std::size_t before = violations.size();
  const bool good = nlohmann::json::sax_parse(text, &builder);
  if (!good || violations.size() != before) return {};
  return builder.take();
}

}  // namespace gateway::kinds
