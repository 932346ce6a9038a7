#pragma once

#include "gateway/base/check.h"

#include <utility>
#include <variant>

namespace gateway::base {

/// What the caller can do about a failure; callers branch on this and never on the text.
enum class ErrorCode {
  kMalformed,        ///< The input breaks its format. Drop it; retrying cannot help.
  kUnauthenticated,  ///< A signature, tag or proof does not verify. Drop it and count it.
  kUnavailable,      ///< Storage or network is away for now. Retry with back-off.
  kNotFound,         ///< What was asked for is not there (or may not be named).
  kTooLarge,         ///< A size, count or nesting limit is exceeded. Send less.
  kUnsupported,      ///< A version, suite, kind or option we do not know. Refused, never guessed.
};

struct Error {
  ErrorCode code;
  Literal what;

  friend bool operator==(const Error&, const Error&) = default;
};

/// `return fail(ErrorCode::kMalformed, "a seed is 32 bytes");`
inline Error fail(ErrorCode code, Literal what) { return Error{code, what}; }

/// A T, or the reason there is none. A part of C++23's std::expected<T, Error>, which replaces it
/// once the compiler allows (fail() then returns std::unexpected). Until then it is stricter:
/// dropping a Result does not compile, and reading the side that is not there ends the process.
template <class T>
class [[nodiscard]] Result {
 public:
  // NOLINTBEGIN(google-explicit-constructor): `return value;` and `return fail(...);` must read
  // plainly at every return.
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, error) {}
  // NOLINTEND(google-explicit-constructor)

  [[nodiscard]] bool has_value() const { return state_.index() == 0; }
  explicit operator bool() const { return has_value(); }

  const T& operator*() const& { return value_of(state_); }
  T& operator*() & { return value_of(state_); }
  T&& operator*() && { return std::move(value_of(state_)); }
  const T* operator->() const { return &value_of(state_); }
  T* operator->() { return &value_of(state_); }

  [[nodiscard]] const Error& error() const {
    check(!has_value(), "error() is read only after has_value() said no");
    return *std::get_if<1>(&state_);
  }

 private:
  template <class State>
  static auto& value_of(State& state) {
    check(state.index() == 0, "a Result is read only after it was seen to hold a value");
    return *std::get_if<0>(&state);
  }

  std::variant<T, Error> state_;
};

/// Success that carries nothing: `Result<Done> f() { ...; return Done{}; }`
struct Done {
  friend bool operator==(Done, Done) = default;
};

}  // namespace gateway::base
