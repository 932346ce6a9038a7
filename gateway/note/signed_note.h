#pragma once

#include "gateway/base/result.h"
#include "gateway/base/time.h"
#include "gateway/crypto/signing_key.h"
#include "gateway/note/verifier_key.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gateway::note {

inline constexpr std::size_t kMaxNote = std::size_t{4} << 20U;  ///< Bytes; callers may allow less.
inline constexpr std::size_t kMaxSignatures = 64;

/// One signature line: "— NAME BASE64(id, bytes)".
struct SignatureLine {
  std::string name;
  std::uint32_t id = 0;
  base::Bytes bytes;  ///< 64 for a note signature; 8 bytes of time more for a cosignature.

  friend bool operator==(const SignatureLine&, const SignatureLine&) = default;
};

/// A text and who says they signed it (C2SP signed-note). Reading one believes nothing yet.
struct SignedNote {
  std::string text;  ///< Ends with a newline.
  std::vector<SignatureLine> signatures;

  friend bool operator==(const SignedNote&, const SignedNote&) = default;
};

/// Accepts exactly what to_text writes: text ending in a newline, an empty line, 1 to
/// kMaxSignatures signature lines. kTooLarge over `max_size`; kMalformed for invalid UTF-8, control
/// characters but newline, base64 that is not canonical, and names that are not valid.
base::Result<SignedNote> parse_note(std::string_view bytes, std::size_t max_size = kMaxNote);
std::string to_text(const SignedNote& note);

/// UTF-8 without control characters but newline, ending in a newline: what may be signed.
[[nodiscard]] bool is_note_text(std::string_view text);

/// Adds the signature of the key under this name. is_note_text(note.text) holds.
void sign(SignedNote& note, std::string_view name, const crypto::SigningKey& key);
/// Adds a cosignature made at `time` (whole seconds).
void cosign(SignedNote& note, std::string_view name, const crypto::SigningKey& key,
            base::Time time);

/// Whether one of the lines with this key's name and id is its good signature, and none is a bad
/// one: a known key with a wrong signature spoils the note for that key.
[[nodiscard]] bool is_signed_by(const SignedNote& note, const VerifierKey& key);

/// The time of this cosigner's good signature; nothing without one.
[[nodiscard]] std::optional<base::Time> cosigned_at(const SignedNote& note, const VerifierKey& key);

struct Cosignature {
  VerifierKey witness;
  base::Time time;  ///< As the witness claims.

  friend bool operator==(const Cosignature&, const Cosignature&) = default;
};

/// A text with those who vouch for it.
struct VerifiedNote {
  std::string text;
  std::vector<VerifierKey> signers;       ///< Of type kNote, each public key once.
  std::vector<Cosignature> cosignatures;  ///< Each public key once, with its latest time.
};

/// Who of `known` signed. Lines of unknown keys are ignored. kUnauthenticated when a line with the
/// name and id of a known key does not verify, and when no known key signed at all.
base::Result<VerifiedNote> verify(const SignedNote& note, std::span<const VerifierKey> known);

/// How many distinct public keys of `keys` signed. Not signatures, not names, not ids. 0 when any
/// of the keys has a bad signature in the note.
[[nodiscard]] std::size_t count_signers(const SignedNote& note, std::span<const VerifierKey> keys);

}  // namespace gateway::note
