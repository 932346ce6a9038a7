#pragma once

#include "gateway/base/bytes.h"
#include "gateway/base/result.h"
#include "gateway/crypto/digest.h"
#include "gateway/crypto/random.h"
#include "gateway/crypto/signing_key.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gateway::crypto {

/// One Ed25519 signature over the Merkle root of 1 to 256 digests, each carrying its own path: the
/// cost of signing and verifying is shared, every member stays provable alone, and the blind keeps
/// the others of the batch hidden from whoever holds one. Format: envelope/FORMAT.md.
inline constexpr std::size_t kMaxBatch = 256;

struct BatchSignature {
  std::uint16_t size = 0;   ///< 1 to 256
  std::uint16_t index = 0;  ///< below size
  base::FixedBytes<struct BlindTag, 16> blind;
  std::vector<Digest> path;
  Signature signature;

  friend bool operator==(const BatchSignature&, const BatchSignature&) = default;
};

/// Bytes: u16 size, u16 index, blind 16, u8 path length, path 32 each, signature 64.
base::Bytes encode(const BatchSignature& signature);
/// Refuses (kMalformed) size 0 or over 256, index >= size, a path length other than the one
/// (index, size) demands, and trailing bytes.
base::Result<BatchSignature> decode_batch_signature(base::ByteView bytes);

/// The text that is signed: `context`, newline, "size N", newline, "root BASE64", newline. The
/// context is one line or more, names what is signed ("safeconduct-batch/v1") and who signs.
std::string batch_text(std::string_view context, std::uint16_t size, const Digest& root);

/// Signs all digests at once; result i belongs to digests[i]. 1 to kMaxBatch digests.
std::vector<BatchSignature> sign_batch(const SigningKey& key, std::string_view context,
                                       std::span<const Digest> digests, Random& random);

/// Root that `signature` claims for `digest` (recomputed along the path).
Digest batch_root(const Digest& digest, const BatchSignature& signature);

[[nodiscard]] bool verify_batch(const PublicKey& signer, std::string_view context,
                                const Digest& digest, const BatchSignature& signature);

}  // namespace gateway::crypto
