#pragma once

#include "gateway/base/bytes.h"
#include "gateway/crypto/random.h"

#include "tests/support/hex.h"
#include "tests/support/shared_data.h"

#include <algorithm>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

namespace gateway::tests {

/// A published vector file; a missing or broken one fails the test.
inline nlohmann::json vector_file(const std::filesystem::path& path) {
  return nlohmann::json::parse(read_file(shared_data() / "vectors" / path));
}

inline base::Bytes hex_field(const nlohmann::json& object, const char* name) {
  return from_hex(object.at(name).get<std::string>());
}

/// The same bytes with one bit turned.
inline base::Bytes with_flipped_bit(base::ByteView bytes, std::size_t bit) {
  base::Bytes damaged = base::to_bytes(bytes);
  damaged.at(bit / 8) ^= static_cast<std::uint8_t>(1U << (bit % 8));
  return damaged;
}

template <class Tag, std::size_t N>
base::FixedBytes<Tag, N> with_flipped_bit(const base::FixedBytes<Tag, N>& value, std::size_t bit) {
  return *base::FixedBytes<Tag, N>::from(with_flipped_bit(base::ByteView(value.bytes()), bit));
}

/// Gives out exactly these bytes, then fails the test: for vectors that state their randomness.
class ScriptedRandom final : public crypto::Random {
 public:
  explicit ScriptedRandom(base::Bytes script) : script_(std::move(script)) {}

  void fill(std::span<std::uint8_t> out) override {
    ASSERT_GE(script_.size(), out.size()) << "more randomness was drawn than the vector has";
    const auto taken = script_.begin() + static_cast<std::ptrdiff_t>(out.size());
    std::copy(script_.begin(), taken, out.begin());
    script_.erase(script_.begin(), taken);
  }

  [[nodiscard]] bool is_used_up() const { return script_.empty(); }

 private:
  base::Bytes script_;
};

}  // namespace gateway::tests
