#include "gateway/bundle/zip.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>
#include <utility>

namespace gateway::bundle {
namespace {

using base::ErrorCode;
using base::fail;

constexpr std::uint32_t kLocal = 0x04034B50;
constexpr std::uint32_t kCentral = 0x02014B50;
constexpr std::uint32_t kEnd = 0x06054B50;
constexpr std::uint16_t kVersion = 10;       // Stored files need no more.
constexpr std::uint16_t kMadeBy = 0x0314;    // Unix, so that the mode below is understood.
constexpr std::uint16_t kFirstDay = 0x0021;  // 1980-01-01, the first that zip knows.
constexpr std::uint32_t kMode = 0x81A40000;  // A regular file, 0644.
constexpr std::size_t kEndSize = 22;
constexpr std::size_t kNamesOffset = 46;  // In a central header.

// Zip is little-endian; all our own formats are not.
class Writer {
 public:
  template <class T>
  Writer& number(T value) {
    for (std::size_t i = 0; i < sizeof(T); ++i) {
      bytes_.push_back(static_cast<std::uint8_t>(std::uint64_t{value} >> (8 * i)));
    }
    return *this;
  }
  Writer& raw(base::ByteView bytes) {
    bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
    return *this;
  }
  [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(bytes_.size()); }
  [[nodiscard]] const base::Bytes& bytes() const { return bytes_; }

 private:
  base::Bytes bytes_;
};

std::uint32_t number_at(base::ByteView bytes, std::size_t at, std::size_t size) {
  std::uint32_t value = 0;
  for (std::size_t i = size; i-- > 0;) value = (value << 8U) | bytes[at + i];
  return value;
}

std::array<std::uint32_t, 256> make_crc_table() {
  constexpr std::uint32_t kPolynomial = 0xEDB88320;
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < table.size(); ++i) {
    std::uint32_t value = i;
    for (int bit = 0; bit < 8; ++bit) value = (value >> 1U) ^ ((value & 1U) * kPolynomial);
    table[i] = value;
  }
  return table;
}

std::uint32_t crc32(base::ByteView bytes) {
  static const std::array<std::uint32_t, 256> table = make_crc_table();
  std::uint32_t value = 0xFFFFFFFF;
  for (const std::uint8_t byte : bytes) value = (value >> 8U) ^ table[(value ^ byte) & 0xFFU];
  return ~value;
}

// What both headers of a file say of it.
void write_common(Writer& out, base::ByteView bytes, std::uint32_t crc, std::string_view name) {
  const auto size = static_cast<std::uint32_t>(bytes.size());
  out.number(kVersion).number(std::uint16_t{0}).number(std::uint16_t{0});  // No flags; stored.
  out.number(std::uint16_t{0}).number(kFirstDay);
  out.number(crc).number(size).number(size);
  out.number(static_cast<std::uint16_t>(name.size())).number(std::uint16_t{0});
}

}  // namespace

base::Bytes to_zip(const Files& files) {
  Writer out;
  Writer central;
  for (const auto& [name, bytes] : files) {
    const std::uint32_t crc = crc32(bytes);
    central.number(kCentral).number(kMadeBy);
    write_common(central, bytes, crc, name);
    central.number(std::uint16_t{0}).number(std::uint16_t{0}).number(std::uint16_t{0});
    central.number(kMode).number(out.size()).raw(base::bytes_of(name));
    out.number(kLocal);
    write_common(out, bytes, crc, name);
    out.raw(base::bytes_of(name)).raw(bytes);
  }
  const auto count = static_cast<std::uint16_t>(files.size());
  const std::uint32_t offset = out.size();
  out.raw(central.bytes()).number(kEnd).number(std::uint32_t{0}).number(count).number(count);
  out.number(central.size()).number(offset).number(std::uint16_t{0});
  return out.bytes();
}

// The central headers say where the files are; written again, all of it must be the same.
base::Result<Files> from_zip(base::ByteView bytes) {
  const auto malformed = fail(ErrorCode::kMalformed, "not a zip in the form of a bundle");
  if (bytes.size() > kMaxBundle) return fail(ErrorCode::kTooLarge, "the zip is too large");
  if (bytes.size() < kEndSize) return malformed;
  const std::size_t end = bytes.size() - kEndSize;
  const std::uint32_t count = number_at(bytes, end + 10, 2);
  std::size_t at = number_at(bytes, end + 16, 4);
  if (count > kMaxFiles) return fail(ErrorCode::kTooLarge, "the zip has too many files");
  Files files;
  for (std::uint32_t i = 0; i < count; ++i) {
    if (at > end || end - at < kNamesOffset) return malformed;
    const std::size_t size = number_at(bytes, at + 24, 4);
    const std::size_t name_size = number_at(bytes, at + 28, 2);
    const std::size_t local = number_at(bytes, at + 42, 4);
    const std::size_t begin = local + 30 + name_size;
    if (end - at - kNamesOffset < name_size || begin > end || end - begin < size) return malformed;
    files.emplace(base::text_of(bytes.subspan(at + kNamesOffset, name_size)),
                  base::to_bytes(bytes.subspan(begin, size)));
    at += kNamesOffset + name_size;
  }
  if (!std::ranges::equal(to_zip(files), bytes)) return malformed;
  return files;
}

}  // namespace gateway::bundle
