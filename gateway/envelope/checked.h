#pragma once

#include "gateway/base/check.h"
#include "gateway/model/refusal.h"

#include <utility>
#include <variant>

namespace gateway::envelope {

/// A T that passed every check, or the refusal of the first check it did not pass. Like
/// base::Result, with the public code that the sender is told and the log keeps.
template <class T>
class [[nodiscard]] Checked {
 public:
  // NOLINTBEGIN(google-explicit-constructor): `return value;` and `return Refusal::kX;` must read
  // plainly at every return.
  Checked(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Checked(model::Refusal refusal) : state_(std::in_place_index<1>, refusal) {}
  // NOLINTEND(google-explicit-constructor)

  [[nodiscard]] bool has_value() const { return state_.index() == 0; }
  explicit operator bool() const { return has_value(); }

  const T& operator*() const& { return value_of(state_); }
  T& operator*() & { return value_of(state_); }
  T&& operator*() && { return std::move(value_of(state_)); }
  const T* operator->() const { return &value_of(state_); }
  T* operator->() { return &value_of(state_); }

  [[nodiscard]] model::Refusal refusal() const {
    base::check(!has_value(), "refusal() is read only after has_value() said no");
    return *std::get_if<1>(&state_);
  }

 private:
  template <class State>
  static auto& value_of(State& state) {
    base::check(state.index() == 0, "a Checked is read only after it was seen to hold a value");
    return *std::get_if<0>(&state);
  }

  std::variant<T, model::Refusal> state_;
};

}  // namespace gateway::envelope
