#pragma once

#include "gateway/model/refusal.h"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace gateway::kinds {

/// A part of a text, in bytes.
struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;

  friend bool operator==(const Span&, const Span&) = default;
};

/// One thing wrong with a message. Never contains anything the message says.
struct Violation {
  model::Refusal rule = model::Refusal::kUnspecified;
  std::string at;  ///< JSON pointer; "" is the whole file.
  std::string why;
  std::optional<Span> span =
      std::nullopt;  ///< Of the text at `at`, when only a part of it is meant.

  friend bool operator==(const Violation&, const Violation&) = default;
};
using Violations = std::vector<Violation>;

/// Sorts by rule: the first is the primary one. MALFORMED comes last.
void sort_by_rule(Violations& violations);

}  // namespace gateway::kinds
