#pragma once

#include "gateway/base/bytes.h"
#include "gateway/crypto/secret_bytes.h"

#include <cstddef>
#include <initializer_list>
#include <span>

namespace gateway::crypto {

using Mac = base::FixedBytes<struct MacTag, 32>;

/// HMAC-SHA256 (RFC 2104) over the parts one after the other; a key of any length.
Mac hmac_sha256(base::ByteView key, std::initializer_list<base::ByteView> parts);

/// Compares in time that does not depend on where they differ.
[[nodiscard]] bool equal(const Mac& a, const Mac& b);
[[nodiscard]] bool equal(base::ByteView a, base::ByteView b);

/// RFC 5869. `out` is at most 255 * 32 bytes.
void hkdf_extract(base::ByteView salt, base::ByteView input, std::span<std::uint8_t, 32> out);
void hkdf_expand(base::ByteView pseudorandom_key, base::ByteView info, std::span<std::uint8_t> out);

/// A fast keyed hash (BLAKE2b-128, keyed) for records on our own disk: finds rot and tampering, is
/// not part of any public format. Each part counts with its length.
using RecordTag = base::FixedBytes<struct RecordTagTag, 16>;
using RecordKey = SecretBytes<32>;
RecordTag record_tag(const RecordKey& key, std::initializer_list<base::ByteView> parts);

}  // namespace gateway::crypto
