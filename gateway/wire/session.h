#pragma once

#include "gateway/base/bytes.h"
#include "gateway/base/result.h"
#include "gateway/base/time.h"
#include "gateway/crypto/agreement_key.h"
#include "gateway/crypto/random.h"
#include "gateway/crypto/secret_bytes.h"
#include "gateway/crypto/signing_key.h"
#include "gateway/wire/messages.h"

#include <cstdint>
#include <vector>

namespace gateway::wire {

inline constexpr std::uint16_t kProtocolVersion = 1;

struct Hello {
  model::UnitRef unit;
  model::KeyId key_id;
  crypto::AgreementPublicKey ephemeral;
  Nonce nonce;
  CurvePublicKey curve_key;
  base::Time time;
  std::uint64_t head_size = 0;
  std::uint32_t directory_version = 0;
};

struct Welcome {
  SessionId session;
  crypto::AgreementPublicKey ephemeral;
  base::Time time;
  std::uint32_t directory_version = 0;
  base::Digest directory_hash;
  base::Digest policy_digest;
  LogHead head;
};

/// A signed hello or welcome as it travels: the exact bytes, and the signature over them.
struct Signed {
  base::Bytes bytes;
  crypto::Signature signature;
};

Signed sign_hello(const Hello& hello, const crypto::SigningKey& key);
/// Parses without believing: the caller looks the key up and then asks verify_hello.
base::Result<Hello> parse_hello(const Signed& hello);
[[nodiscard]] bool verify_hello(const Signed& hello, const crypto::PublicKey& key);

/// The welcome is signed together with the hello it answers.
Signed sign_welcome(const Welcome& welcome, const Signed& hello, const crypto::SigningKey& key);
base::Result<Welcome> open_welcome(const Signed& welcome, const Signed& hello,
                                   const crypto::PublicKey& gateway_session_key);

/// The two keys of a session; each direction has its own.
struct SessionKeys {
  crypto::SecretBytes<32> to_gateway;
  crypto::SecretBytes<32> to_client;
};
/// Both sides get the same keys from their own ephemeral and the other's public one.
/// kUnauthenticated for a low-order point.
base::Result<SessionKeys> derive_session_keys(const crypto::AgreementKey& own,
                                              const crypto::AgreementPublicKey& other,
                                              const Signed& hello, const Signed& welcome);

}  // namespace gateway::wire
