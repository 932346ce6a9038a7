#pragma once

#include "gateway/base/bytes.h"
#include "gateway/crypto/secret_bytes.h"
#include "gateway/model/ids.h"
#include "gateway/model/section.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace gateway::envelope {

/// Where a section stands: enters its keys and its every chunk.
struct SectionPlace {
  model::MessageId message_id;
  std::uint8_t index = 0;
  model::Section section = model::Section::kNone;
};

/// Key, nonce and commitment that follow from one content key.
class SectionKeys {
 public:
  SectionKeys() = default;
  SectionKeys(std::span<const std::uint8_t, 32> content_key, const SectionPlace& place) {
    derive(content_key, place);
  }

  void derive(std::span<const std::uint8_t, 32> content_key, const SectionPlace& place);

  [[nodiscard]] std::span<const std::uint8_t, 32> key() const {
    return derived_.bytes().first<32>();
  }
  [[nodiscard]] std::span<const std::uint8_t, 24> nonce() const {
    return derived_.bytes().subspan<32, 24>();
  }
  [[nodiscard]] base::Digest commitment() const;

 private:
  crypto::StackSecret<32 + 24 + 32> derived_;
};

/// Length of the plaintext that holds `size` bytes of data.
std::uint64_t padded_length(std::uint64_t size);
/// Whether padded_length gives this for some size.
bool is_padded_length(std::uint64_t length);
/// Length of all chunks with their tags. `padded` is at most kMaxEnvelope.
std::size_t ciphertext_size(std::uint64_t padded);

base::Bytes encrypt_section(const SectionKeys& keys, const base::Digest& head_hash,
                            std::uint8_t index, base::ByteView data);

/// Nothing unless every chunk, the length and the padding are what encrypt_section makes.
std::optional<base::Bytes> decrypt_section(const SectionKeys& keys, const base::Digest& head_hash,
                                           std::uint8_t index, base::ByteView ciphertext);

/// RFC 6962 root over the ciphertext's chunks.
base::Digest section_root(base::ByteView ciphertext);

}  // namespace gateway::envelope
