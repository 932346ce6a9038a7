#pragma once

#include "gateway/base/bytes.h"
#include "gateway/base/result.h"

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

namespace gateway::base {

/// Appends big-endian integers and bytes to a buffer: the one way our own fixed layouts are
/// written.
class ByteWriter {
 public:
  template <std::unsigned_integral T>
  ByteWriter& number(T value) {
    for (std::size_t i = sizeof(T); i-- > 0;) {
      bytes_.push_back(static_cast<std::uint8_t>(value >> (8U * i)));
    }
    return *this;
  }
  ByteWriter& raw(ByteView bytes) {
    bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
    return *this;
  }
  ByteWriter& text(std::string_view text) { return raw(bytes_of(text)); }
  /// A u32 length, then the bytes: use it wherever two variable parts follow each other.
  ByteWriter& sized(ByteView bytes) {
    return number(static_cast<std::uint32_t>(bytes.size())).raw(bytes);
  }

  [[nodiscard]] const Bytes& bytes() const& { return bytes_; }
  [[nodiscard]] Bytes bytes() && { return std::move(bytes_); }

 private:
  Bytes bytes_;
};

/// Reads what ByteWriter wrote. Reading past the end turns the reader bad and yields zeros; ask
/// done() once at the end, which is true only when everything was there and nothing is left over.
class ByteReader {
 public:
  explicit ByteReader(ByteView bytes) : rest_(bytes) {}

  template <std::unsigned_integral T>
  T number() {
    T value = 0;
    for (const std::uint8_t byte : raw(sizeof(T))) {
      value = static_cast<T>(static_cast<T>(value << 8U) | byte);
    }
    return value;
  }
  /// A view into the input, empty when there are fewer than `size` bytes left.
  ByteView raw(std::size_t size) {
    if (size > rest_.size()) {
      good_ = false;
      rest_ = {};
      return {};
    }
    const ByteView taken = rest_.first(size);
    rest_ = rest_.subspan(size);
    return taken;
  }
  template <class Fixed>
  Fixed fixed() {
    const auto parsed = Fixed::from(raw(Fixed::kSize));
    return parsed ? *parsed : Fixed();
  }
  ByteView sized() { return raw(number<std::uint32_t>()); }

  [[nodiscard]] bool good() const { return good_; }
  [[nodiscard]] bool done() const { return good_ && rest_.empty(); }
  [[nodiscard]] ByteView rest() const { return rest_; }

 private:
  ByteView rest_;
  bool good_ = true;
};

}  // namespace gateway::base
