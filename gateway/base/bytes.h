#pragma once

#include "gateway/base/result.h"

#include <algorithm>
#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace gateway::base {

/// Bytes owned by somebody else, valid until the call that receives them returns.
using ByteView = std::span<const std::uint8_t>;

/// Bytes owned by whoever holds them. For public data only; secrets live in crypto::SecretBytes.
using Bytes = std::vector<std::uint8_t>;

inline Bytes to_bytes(ByteView view) { return {view.begin(), view.end()}; }

/// The bytes of a text as they stand, for hashing and signing.
inline ByteView bytes_of(std::string_view text) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): char may be viewed as bytes.
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
inline std::string_view text_of(ByteView bytes) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes may be viewed as char.
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// N public bytes that mean exactly one thing. Tag is never defined; it only keeps a PublicKey from
/// being passed where a Signature is wanted. Secrets live in crypto::SecretBytes instead.
template <class Tag, std::size_t N>
class FixedBytes {
 public:
  static constexpr std::size_t kSize = N;

  /// All zero: stands for "none" where a format says so, and never verifies or opens anything.
  constexpr FixedBytes() = default;
  constexpr explicit FixedBytes(const std::array<std::uint8_t, N>& bytes) : bytes_(bytes) {}

  /// The way in from the wire: any length but N is kMalformed.
  static Result<FixedBytes> from(ByteView bytes) {
    if (bytes.size() != N) return fail(ErrorCode::kMalformed, "wrong number of bytes");
    std::array<std::uint8_t, N> copy{};
    std::copy(bytes.begin(), bytes.end(), copy.begin());
    return FixedBytes(copy);
  }

  [[nodiscard]] std::span<const std::uint8_t, N> bytes() const { return bytes_; }

  [[nodiscard]] bool is_zero() const { return *this == FixedBytes(); }

  friend auto operator<=>(const FixedBytes&, const FixedBytes&) = default;

 private:
  std::array<std::uint8_t, N> bytes_{};
};

/// A SHA-256 value.
using Digest = FixedBytes<struct DigestTag, 32>;

}  // namespace gateway::base
