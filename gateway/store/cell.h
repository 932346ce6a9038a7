#pragma once

#include "gateway/base/bytes.h"
#include "gateway/crypto/mac.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

namespace gateway::store {

/// The value of one column on its way to the disk. Views what it was made from.
class Cell {
 public:
  enum class Type : std::uint8_t { kNull, kNumber, kBlob, kText };

  static Cell null() { return Cell(Type::kNull); }
  static Cell number(std::uint64_t value) {
    Cell cell(Type::kNumber);
    cell.number_ = value;
    for (std::size_t i = 0; i < cell.big_endian_.size(); ++i) {
      cell.big_endian_[i] = static_cast<std::uint8_t>(value >> (56U - 8U * i));
    }
    return cell;
  }
  static Cell blob(base::ByteView bytes) {
    Cell cell(Type::kBlob);
    cell.bytes_ = bytes;
    return cell;
  }
  static Cell text(std::string_view text) {
    Cell cell(Type::kText);
    cell.bytes_ = base::bytes_of(text);
    return cell;
  }

  [[nodiscard]] Type type() const { return type_; }
  [[nodiscard]] std::uint64_t number() const { return number_; }
  /// Bytes of a blob or text, a number as 8 bytes, nothing of null: what is hashed.
  [[nodiscard]] base::ByteView bytes() const {
    return type_ == Type::kNumber ? base::ByteView(big_endian_) : bytes_;
  }

 private:
  explicit Cell(Type type) : type_(type) {}

  Type type_;
  std::uint64_t number_ = 0;
  std::array<std::uint8_t, 8> big_endian_{};
  base::ByteView bytes_;
};

template <std::size_t N>
using Cells = std::array<Cell, N>;

/// The keyed hash that lies beside a record: over its table and all its columns, keys included.
template <std::size_t N>
crypto::RecordTag tag_of(const crypto::RecordKey& key, std::string_view table,
                         const Cells<N>& cells) {
  return [&]<std::size_t... I>(std::index_sequence<I...>) {
    return crypto::record_tag(key, {base::bytes_of(table), cells[I].bytes()...});
  }
  (std::make_index_sequence<N>());
}

}  // namespace gateway::store
