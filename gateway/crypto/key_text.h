#pragma once

#include "gateway/base/bytes.h"
#include "gateway/base/result.h"
#include "gateway/crypto/agreement_key.h"
#include "gateway/crypto/random.h"
#include "gateway/crypto/signing_key.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace gateway::crypto {

/// What a key is for. Each has a text prefix of its own, so that a key, and above all a secret,
/// pasted in the wrong place is recognised and refused.
enum class KeyUse : std::uint8_t {
  kSigning = 1,  ///< Ed25519: units, trustees
  kPrekey = 2,   ///< X25519: what envelopes are wrapped to
  kCurve = 3,    ///< X25519 for CurveZMQ: the connection
  kLog = 4,      ///< Ed25519: checkpoints
  kRelease = 5,  ///< X25519: second halves of section keys
  kSession = 6,  ///< Ed25519: the gateway's answers to a hello
  kStore = 7,    ///< symmetric: keyed hashes on the gateway's disk
  kDecide = 8,   ///< Ed25519: a person who decides for a partner, never a unit's
};

/// "sc-sign-pub:", base64 of the 32 bytes. Words: sign, prekey, curve, log, release, session,
/// store, decide (a store key is symmetric and has no public text: nothing may ask for one).
std::string public_key_text(KeyUse use, base::ByteView key);
/// Refuses another use, a secret, a store key, and anything that is not exactly a public key text
/// (kMalformed).
base::Result<base::FixedBytes<struct AnyPublicKeyTag, 32>> parse_public_key_text(
    KeyUse use, std::string_view text);

/// True when the text begins like a secret key of ours, of whatever use, known to us or not, after
/// any white space: never log or echo it.
bool looks_like_secret(std::string_view text);

/// How hard a passphrase is to guess: Argon2id passes and memory. The default is libsodium's
/// MODERATE (about a second); only tests ask for less.
struct PassphraseCost {
  std::uint32_t passes = 3;
  std::uint32_t memory_kib = 256 * 1024;
};

/// The content of a secret key file, one line without its end: "sc-sign-secret-plain:BASE64" or,
/// with a passphrase, "sc-sign-secret-argon2id:BASE64". Format: FORMAT.md.
std::string secret_key_text(KeyUse use, const SecretBytes<32>& secret, std::string_view passphrase,
                            Random& random, PassphraseCost cost = {});
/// Takes one line end after the line. An empty passphrase opens only plain files. kUnauthenticated
/// for a wrong passphrase, kMalformed for another use or a damaged text, kTooLarge for a cost
/// beyond 10 passes or 1 GiB (refused before anything is computed), kUnavailable when memory is
/// short.
base::Result<SecretBytes<32>> parse_secret_key_text(KeyUse use, std::string_view text,
                                                    std::string_view passphrase);

/// CurveZMQ key pair from libsodium, and the Z85 text libzmq wants (40 characters for 32 bytes).
AgreementKey generate_curve_key(Random& random);
/// ZeroMQ RFC 32; a multiple of four bytes.
std::string to_z85(base::ByteView key);
/// Anything that to_z85 does not produce is kMalformed.
base::Result<base::Bytes> from_z85(std::string_view text);

}  // namespace gateway::crypto
