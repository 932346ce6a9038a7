#include "gateway/envelope/section_cipher.h"

#include "gateway/base/byte_codec.h"
#include "gateway/crypto/aead.h"
#include "gateway/crypto/mac.h"
#include "gateway/crypto/merkle_tree.h"
#include "gateway/crypto/padme.h"

#include <algorithm>
#include <array>
#include <vector>

namespace gateway::envelope {
namespace {

constexpr std::size_t kChunk = std::size_t{64} * 1024;
constexpr std::size_t kSealedChunk = kChunk + crypto::kAeadTagSize;
constexpr std::size_t kLengthSize = 8;
constexpr std::uint64_t kMinPadded = 64;

// Chunk `number` of a section: its place enters nonce and additional data.
struct Chunk {
  const SectionKeys& keys;
  const base::Digest& head_hash;
  std::uint8_t index;
  std::uint64_t number;
  bool last;

  [[nodiscard]] std::array<std::uint8_t, 24> nonce() const {
    std::array<std::uint8_t, 24> nonce{};
    std::ranges::copy(keys.nonce(), nonce.begin());
    for (std::size_t i = 0; i < 8; ++i) {
      nonce[nonce.size() - 1 - i] ^= static_cast<std::uint8_t>(number >> (8 * i));
    }
    return nonce;
  }

  [[nodiscard]] base::Bytes aad() const {
    return base::ByteWriter()
        .raw(head_hash.bytes())
        .number(index)
        .number(number)
        .number(static_cast<std::uint8_t>(last ? 1 : 0))
        .bytes();
  }
};

// The data when length and padding are as encrypt_section writes them.
std::optional<base::Bytes> unpad(base::ByteView plaintext) {
  base::ByteReader reader(plaintext);
  const auto length = reader.number<std::uint64_t>();
  if (length > plaintext.size() - kLengthSize || padded_length(length) != plaintext.size()) {
    return std::nullopt;
  }
  const base::ByteView data = reader.raw(static_cast<std::size_t>(length));
  const auto is_zero = [](std::uint8_t byte) { return byte == 0; };
  if (!std::ranges::all_of(reader.rest(), is_zero)) return std::nullopt;
  return base::to_bytes(data);
}

}  // namespace

void SectionKeys::derive(std::span<const std::uint8_t, 32> content_key, const SectionPlace& place) {
  const base::Bytes info = base::ByteWriter()
                               .text("safeconduct section v1")
                               .raw(place.message_id.bytes())
                               .number(place.index)
                               .number(static_cast<std::uint8_t>(place.section))
                               .bytes();
  crypto::hkdf_expand(content_key, info, derived_.writable());
}

base::Digest SectionKeys::commitment() const {
  return *base::Digest::from(derived_.bytes().last<32>());
}

std::uint64_t padded_length(std::uint64_t size) {
  return std::max(kMinPadded, crypto::padme(kLengthSize + size));
}

bool is_padded_length(std::uint64_t length) {
  return length >= kMinPadded && crypto::padme(length) == length;
}

std::size_t ciphertext_size(std::uint64_t padded) {
  const std::uint64_t chunks = (padded + kChunk - 1) / kChunk;
  return static_cast<std::size_t>(padded + chunks * crypto::kAeadTagSize);
}

base::Bytes encrypt_section(const SectionKeys& keys, const base::Digest& head_hash,
                            std::uint8_t index, base::ByteView data) {
  const auto padded = static_cast<std::size_t>(padded_length(data.size()));
  base::Bytes plaintext = base::ByteWriter().number(std::uint64_t{data.size()}).bytes();
  plaintext.reserve(padded);
  plaintext.insert(plaintext.end(), data.begin(), data.end());
  plaintext.resize(padded);

  base::Bytes ciphertext(ciphertext_size(padded));
  std::uint64_t number = 0;
  for (std::size_t at = 0; at < padded; at += kChunk, ++number) {
    const base::ByteView piece =
        base::ByteView(plaintext).subspan(at, std::min(kChunk, padded - at));
    const Chunk chunk{keys, head_hash, index, number, at + piece.size() == padded};
    const std::span out = std::span(ciphertext)
                              .subspan(static_cast<std::size_t>(number) * kSealedChunk,
                                       piece.size() + crypto::kAeadTagSize);
    crypto::xchacha_seal(keys.key(), chunk.nonce(), chunk.aad(), piece, out);
  }
  crypto::wipe(plaintext);
  return ciphertext;
}

std::optional<base::Bytes> decrypt_section(const SectionKeys& keys, const base::Digest& head_hash,
                                           std::uint8_t index, base::ByteView ciphertext) {
  base::Bytes plaintext(ciphertext.size());
  std::size_t written = 0;
  bool good = true;
  std::uint64_t number = 0;
  for (std::size_t at = 0; good && at < ciphertext.size(); at += kSealedChunk, ++number) {
    const base::ByteView piece =
        ciphertext.subspan(at, std::min(kSealedChunk, ciphertext.size() - at));
    const Chunk chunk{keys, head_hash, index, number, at + piece.size() == ciphertext.size()};
    if (piece.size() <= crypto::kAeadTagSize) {
      good = false;
      break;
    }
    const std::span out =
        std::span(plaintext).subspan(written, piece.size() - crypto::kAeadTagSize);
    good = crypto::xchacha_open(keys.key(), chunk.nonce(), chunk.aad(), piece, out).has_value();
    written += out.size();
  }
  auto data = good && written >= kMinPadded ? unpad(base::ByteView(plaintext).first(written))
                                            : std::optional<base::Bytes>();
  crypto::wipe(plaintext);
  return data;
}

base::Digest section_root(base::ByteView ciphertext) {
  std::vector<base::Digest> leaves;
  for (std::size_t at = 0; at < ciphertext.size(); at += kSealedChunk) {
    leaves.push_back(
        crypto::leaf_hash(ciphertext.subspan(at, std::min(kSealedChunk, ciphertext.size() - at))));
  }
  return crypto::merkle_root(leaves);
}

}  // namespace gateway::envelope
