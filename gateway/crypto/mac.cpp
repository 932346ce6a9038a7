#include "gateway/crypto/mac.h"

#include "gateway/base/check.h"
#include "gateway/crypto/hmac_parts.h"
#include "gateway/crypto/length_prefix.h"
#include "gateway/crypto/sodium_support.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include <sodium.h>

namespace gateway::crypto {

static_assert(Mac::kSize == crypto_auth_hmacsha256_BYTES);

void hmac_into(base::ByteView key, std::initializer_list<base::ByteView> parts,
               std::span<std::uint8_t, Mac::kSize> out) {
  ensure_sodium();
  crypto_auth_hmacsha256_state state;
  bool good = crypto_auth_hmacsha256_init(&state, pointer_to(key), key.size()) == 0;
  for (const base::ByteView part : parts) {
    good = crypto_auth_hmacsha256_update(&state, pointer_to(part), part.size()) == 0 && good;
  }
  good = crypto_auth_hmacsha256_final(&state, out.data()) == 0 && good;
  sodium_memzero(&state, sizeof state);
  base::check(good, "HMAC-SHA256 takes every input");
}

Mac hmac_sha256(base::ByteView key, std::initializer_list<base::ByteView> parts) {
  std::array<std::uint8_t, Mac::kSize> mac{};
  hmac_into(key, parts, mac);
  return Mac(mac);
}

bool equal(const Mac& a, const Mac& b) { return equal(a.bytes(), b.bytes()); }

bool equal(base::ByteView a, base::ByteView b) {
  return a.size() == b.size() && sodium_memcmp(pointer_to(a), pointer_to(b), a.size()) == 0;
}

void hkdf_extract(base::ByteView salt, base::ByteView input, std::span<std::uint8_t, 32> out) {
  hmac_into(salt, {input}, out);
}

void hkdf_expand(base::ByteView pseudorandom_key, base::ByteView info,
                 std::span<std::uint8_t> out) {
  base::check(out.size() <= 255 * Mac::kSize, "HKDF gives at most 255 blocks");
  StackSecret<Mac::kSize> block;
  base::ByteView previous;
  for (std::uint8_t count = 1; !out.empty(); ++count) {
    const std::array<std::uint8_t, 1> counter = {count};
    hmac_into(pseudorandom_key, {previous, info, counter}, block.writable());
    previous = block.bytes();
    const std::size_t taken = std::min(out.size(), Mac::kSize);
    std::copy_n(previous.begin(), taken, out.begin());
    out = out.subspan(taken);
  }
}

RecordTag record_tag(const RecordKey& key, std::initializer_list<base::ByteView> parts) {
  std::array<std::uint8_t, RecordTag::kSize> tag{};
  crypto_generichash_state state;
  bool good =
      crypto_generichash_init(&state, key.bytes().data(), RecordKey::kSize, tag.size()) == 0;
  for (const base::ByteView part : parts) {
    const auto length = length_prefix(part);
    good = crypto_generichash_update(&state, length.data(), length.size()) == 0 && good;
    good = crypto_generichash_update(&state, pointer_to(part), part.size()) == 0 && good;
  }
  good = crypto_generichash_final(&state, tag.data(), tag.size()) == 0 && good;
  sodium_memzero(&state, sizeof state);
  base::check(good, "BLAKE2b takes every input");
  return RecordTag(tag);
}

}  // namespace gateway::crypto
