#include "gateway/base/check.h"
#include "gateway/crypto/key_text.h"

#include <array>
#include <cstddef>
#include <limits>

namespace gateway::crypto {
namespace {

// ZeroMQ RFC 32: four bytes, big-endian, as five digits to the base of 85.
constexpr std::string_view kDigits =
    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#";
static_assert(kDigits.size() == 85);

}  // namespace

std::string to_z85(base::ByteView key) {
  base::check(key.size() % 4 == 0, "Z85 is for whole groups of four bytes");
  std::string text;
  text.reserve(key.size() / 4 * 5);
  for (; !key.empty(); key = key.subspan(4)) {
    std::uint32_t value = 0;
    for (const std::uint8_t byte : key.first(4)) value = (value << 8U) | byte;
    std::array<char, 5> group{};
    for (std::size_t i = group.size(); i-- > 0;) {
      group.at(i) = kDigits[value % 85];
      value /= 85;
    }
    text.append(group.data(), group.size());
  }
  return text;
}

base::Result<base::Bytes> from_z85(std::string_view text) {
  const auto refusal = base::fail(base::ErrorCode::kMalformed, "not a Z85 text");
  if (text.size() % 5 != 0) return refusal;
  base::Bytes bytes;
  bytes.reserve(text.size() / 5 * 4);
  for (; !text.empty(); text.remove_prefix(5)) {
    std::uint64_t value = 0;
    for (const char c : text.substr(0, 5)) {
      const std::size_t digit = kDigits.find(c);
      if (digit == std::string_view::npos) return refusal;
      value = value * 85 + digit;
    }
    if (value > std::numeric_limits<std::uint32_t>::max()) return refusal;
    for (const unsigned shift : {24U, 16U, 8U, 0U}) {
      bytes.push_back(static_cast<std::uint8_t>(value >> shift));
    }
  }
  return bytes;
}

}  // namespace gateway::crypto
