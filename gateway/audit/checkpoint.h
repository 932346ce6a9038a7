#pragma once

#include "gateway/base/result.h"
#include "gateway/crypto/digest.h"
#include "gateway/crypto/signing_key.h"
#include "gateway/note/signed_note.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

// Heads of a log: C2SP tlog-checkpoint v1.0.0.

namespace gateway::audit {

/// Bytes of a signed checkpoint, at most.
inline constexpr std::size_t kMaxCheckpoint = std::size_t{256} * 1024;

/// What the tree was at one size.
struct Checkpoint {
  std::string origin;  ///< Names the log; also the name of its key (note::is_valid_key_name).
  std::uint64_t size = 0;
  crypto::Digest root;

  friend bool operator==(const Checkpoint&, const Checkpoint&) = default;
};

/// Lines after the third, which nobody audits. Zero refuses them.
enum class ExtensionLines : std::uint8_t { kRefuse = 0, kIgnore = 1 };

/// Three lines: origin, size, root.
std::string to_text(const Checkpoint& checkpoint);
/// Accepts exactly what to_text produces; extension lines are kUnsupported unless ignored.
base::Result<Checkpoint> parse_checkpoint(std::string_view text,
                                          ExtensionLines extensions = ExtensionLines::kRefuse);

/// The checkpoint signed by the log under its origin; witnesses add to it with note::cosign().
note::SignedNote sign_checkpoint(const Checkpoint& checkpoint, const crypto::SigningKey& log);

/// A checkpoint this log signed: kUnauthenticated unless `log` signed it and its origin is, byte
/// for byte, the name of `log`. Says nothing about witnesses: that is verify_head().
base::Result<Checkpoint> verify_checkpoint(std::string_view note, const note::VerifierKey& log);

/// How a head stands to one that was believed before. Zero is the worst.
enum class Succession : std::uint8_t {
  kForked = 0,  ///< Another log, another root at the same size, or a proof that does not hold.
  kShorter =
      1,  ///< Smaller than what was believed: stale, or a restored backup. Not to be believed.
  kSame = 2,
  kExtends = 3,
};

/// `known` was believed, `offered` is signed; `path` is the consistency proof between them, and not
/// looked at unless `offered` is longer and `known` is not empty.
Succession compare(const Checkpoint& known, const Checkpoint& offered,
                   std::span<const crypto::Digest> path);

}  // namespace gateway::audit
