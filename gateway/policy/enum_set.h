#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>

namespace gateway::policy {

/// A set of enumerators with numbers below 64, in one machine word. Empty means none, never all.
template <class Enum>
class EnumSet {
 public:
  constexpr EnumSet() = default;
  constexpr EnumSet(std::initializer_list<Enum> values) {
    for (const Enum value : values) insert(value);
  }

  /// A number of 64 or more is not taken in: it is in no set.
  constexpr void insert(Enum value) { bits_ |= bit(value); }
  constexpr void erase(Enum value) { bits_ &= ~bit(value); }

  [[nodiscard]] constexpr bool contains(Enum value) const { return (bits_ & bit(value)) != 0; }
  [[nodiscard]] constexpr bool empty() const { return bits_ == 0; }
  [[nodiscard]] constexpr std::size_t size() const {
    return static_cast<std::size_t>(__builtin_popcountll(bits_));
  }

  friend constexpr EnumSet operator&(EnumSet a, EnumSet b) { return EnumSet(a.bits_ & b.bits_); }
  friend constexpr EnumSet operator|(EnumSet a, EnumSet b) { return EnumSet(a.bits_ | b.bits_); }
  friend constexpr EnumSet operator-(EnumSet a, EnumSet b) { return EnumSet(a.bits_ & ~b.bits_); }
  friend constexpr bool operator==(EnumSet, EnumSet) = default;

  /// Walks the members in the order of their numbers.
  class Iterator {
   public:
    constexpr explicit Iterator(std::uint64_t rest) : rest_(rest) {}
    constexpr Enum operator*() const { return static_cast<Enum>(__builtin_ctzll(rest_)); }
    constexpr Iterator& operator++() {
      rest_ &= rest_ - 1;
      return *this;
    }
    friend constexpr bool operator==(Iterator, Iterator) = default;

   private:
    std::uint64_t rest_;
  };
  [[nodiscard]] constexpr Iterator begin() const { return Iterator(bits_); }
  [[nodiscard]] constexpr Iterator end() const { return Iterator(0); }

 private:
  constexpr explicit EnumSet(std::uint64_t bits) : bits_(bits) {}

  static constexpr std::uint64_t bit(Enum value) {
    const auto number = static_cast<std::uint64_t>(value);
    return number < 64 ? std::uint64_t{1} << number : 0;
  }

  std::uint64_t bits_ = 0;
};

/// Either everything this version knows (`*`) or exactly what was listed. Nothing until told.
template <class Enum>
struct Choice {
  bool any = false;
  EnumSet<Enum> listed;

  [[nodiscard]] constexpr bool contains(Enum value) const {
    return any ? is_known(value) : listed.contains(value);
  }

  friend constexpr bool operator==(const Choice&, const Choice&) = default;
};

}  // namespace gateway::policy
