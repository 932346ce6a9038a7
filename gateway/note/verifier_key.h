#pragma once

#include "gateway/base/result.h"
#include "gateway/crypto/signing_key.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace gateway::note {

/// What a key signs (C2SP signed-note v1.0.0, tlog-cosignature v1.1). Part of the key's id: one
/// public key in two uses is two keys.
enum class KeyType : std::uint8_t {
  kNone = 0,
  kNote = 1,         ///< 0x01: Ed25519 over the note's text.
  kCosignature = 4,  ///< 0x04: Ed25519 over "cosignature/v1", a time and the note's text.
};

/// Whom to believe: a name, a key, and the 4-byte id that signature lines carry.
struct VerifierKey {
  std::string name;
  std::uint32_t id = 0;
  crypto::PublicKey key;
  KeyType type = KeyType::kNote;

  friend bool operator==(const VerifierKey&, const VerifierKey&) = default;
};

/// Non-empty, at most 255 bytes of UTF-8, no white space or control character, no '+'.
[[nodiscard]] bool is_valid_key_name(std::string_view name);

/// The key of this name; `name` is valid.
VerifierKey verifier_key(std::string_view name, const crypto::PublicKey& key);
VerifierKey cosigner_key(std::string_view name, const crypto::PublicKey& key);

/// "name+hex id+base64 of type and key"
std::string to_text(const VerifierKey& key);
/// Accepts exactly what to_text writes, with the id that name, type and key demand; a key that is
/// not admissible (crypto::is_admissible) is kMalformed, a type that is not known kUnsupported.
base::Result<VerifierKey> parse_verifier_key(std::string_view text);

}  // namespace gateway::note
