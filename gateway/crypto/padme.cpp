#include "gateway/crypto/padme.h"

#include <bit>
#include <limits>

namespace gateway::crypto {
namespace {

constexpr std::uint64_t kPadmeMost = std::numeric_limits<std::uint64_t>::max();

}  // namespace

std::uint64_t padme(std::uint64_t size) {
  if (size < 2) return size;
  const auto exponent = static_cast<unsigned>(std::bit_width(size) - 1);   // E = floor(log2 L)
  const auto kept = static_cast<unsigned>(std::bit_width(exponent));       // S = floor(log2 E)+1
  const std::uint64_t mask = (std::uint64_t{1} << (exponent - kept)) - 1;  // low E-S bits
  return size > kPadmeMost - mask ? kPadmeMost : (size + mask) & ~mask;
}

}  // namespace gateway::crypto
