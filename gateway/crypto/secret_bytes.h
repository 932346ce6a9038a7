#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace gateway::crypto {

namespace detail {

struct SecretFree {
  void operator()(std::uint8_t* memory) const noexcept;
};
using SecretMemory = std::unique_ptr<std::uint8_t, SecretFree>;

SecretMemory allocate_secret(std::size_t size);

}  // namespace detail

/// N secret bytes between guard pages, kept out of swap and core dumps and wiped on destruction.
/// Move-only, so a secret has one owner; no comparison, no printing, no conversion, on purpose.
/// Costs a few system calls to make: hold long-lived keys in it, not one per message.
template <std::size_t N>
class SecretBytes {
 public:
  static constexpr std::size_t kSize = N;

  /// All zero until written.
  SecretBytes() : memory_(detail::allocate_secret(N)) {}

  /// The caller still owns `bytes`, and wipes them.
  static SecretBytes copy_of(std::span<const std::uint8_t, N> bytes) {
    SecretBytes copy;
    std::ranges::copy(bytes, copy.writable().begin());
    return copy;
  }

  [[nodiscard]] std::span<std::uint8_t, N> writable() {
    return std::span<std::uint8_t, N>(memory_.get(), N);
  }
  [[nodiscard]] std::span<const std::uint8_t, N> bytes() const {
    return std::span<const std::uint8_t, N>(memory_.get(), N);
  }

 private:
  detail::SecretMemory memory_;
};

/// Overwrites memory in a way the compiler may not remove.
void wipe(std::span<std::uint8_t> bytes) noexcept;

/// N secret bytes on the stack, wiped when they leave scope. For the short-lived keys of one call,
/// where guarded memory would cost more than the work itself.
template <std::size_t N>
class StackSecret {
 public:
  StackSecret() = default;
  StackSecret(const StackSecret&) = delete;
  StackSecret& operator=(const StackSecret&) = delete;
  ~StackSecret() { wipe(bytes_); }

  [[nodiscard]] std::span<std::uint8_t, N> writable() { return bytes_; }
  [[nodiscard]] std::span<const std::uint8_t, N> bytes() const { return bytes_; }

 private:
  std::array<std::uint8_t, N> bytes_{};
};

}  // namespace gateway::crypto
