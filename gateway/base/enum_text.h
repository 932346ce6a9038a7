#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gateway::base {

/// One row of the table that gives an enumeration its words.
template <class Enum>
struct EnumText {
  Enum value;
  std::string_view text;
};

/// The word for `value`, or "?" when the table lacks it (a number from outside must be checked with
/// `known` first).
template <class Enum, std::size_t N>
constexpr std::string_view text_in(const std::array<EnumText<Enum>, N>& table, Enum value) {
  for (const auto& row : table) {
    if (row.value == value) return row.text;
  }
  return "?";
}

template <class Enum, std::size_t N>
constexpr std::optional<Enum> value_in(const std::array<EnumText<Enum>, N>& table,
                                       std::string_view text) {
  for (const auto& row : table) {
    if (row.text == text) return row.value;
  }
  return std::nullopt;
}

template <class Enum, std::size_t N>
constexpr bool known_in(const std::array<EnumText<Enum>, N>& table, Enum value) {
  for (const auto& row : table) {
    if (row.value == value) return true;
  }
  return false;
}

/// All words of a table, for "did you mean" and listings.
template <class Enum, std::size_t N>
std::vector<std::string> words_of(const std::array<EnumText<Enum>, N>& table) {
  std::vector<std::string> words;
  words.reserve(N);
  for (const auto& row : table) words.emplace_back(row.text);
  return words;
}

}  // namespace gateway::base
