#include "gateway/crypto/hpke.h"

#include "gateway/base/byte_codec.h"
#include "gateway/base/check.h"
#include "gateway/crypto/hmac_parts.h"
#include "gateway/crypto/mac.h"
#include "gateway/crypto/sodium_support.h"
#include "gateway/crypto/x25519.h"

#include <algorithm>
#include <array>
#include <limits>
#include <string_view>

#include <sodium.h>

namespace gateway::crypto {
namespace {

constexpr std::size_t kKeySize = crypto_aead_chacha20poly1305_ietf_KEYBYTES;
constexpr std::size_t kSealNonceSize = crypto_aead_chacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTagSize = crypto_aead_chacha20poly1305_ietf_ABYTES;
constexpr std::size_t kKeysSize = kKeySize + kSealNonceSize + 32;
using Keys = std::span<const std::uint8_t, kKeysSize>;
using Nonce = std::array<std::uint8_t, kSealNonceSize>;

// Suite ids of RFC 9180 sections 4.1 and 5.1: KEM 0x0020, KDF 0x0001, AEAD 0x0003.
constexpr std::string_view kKemSuite("KEM\x00\x20", 5);
constexpr std::string_view kSuite("HPKE\x00\x20\x00\x01\x00\x03", 10);
constexpr std::string_view kVersion = "HPKE-v1";
constexpr std::uint8_t kBaseMode = 0;

// A suite and what a value is for, which RFC 9180 puts before every input.
struct Label {
  std::string_view suite;
  std::string_view text;
};

void labeled_extract(const Label& label, base::ByteView salt, base::ByteView input,
                     std::span<std::uint8_t, 32> out) {
  hmac_into(
      salt,
      {base::bytes_of(kVersion), base::bytes_of(label.suite), base::bytes_of(label.text), input},
      out);
}

void labeled_expand(const Label& label, base::ByteView key, base::ByteView info,
                    std::span<std::uint8_t> out) {
  base::ByteWriter labeled;
  labeled.number(static_cast<std::uint16_t>(out.size())).text(kVersion).text(label.suite);
  hkdf_expand(key, labeled.text(label.text).raw(info).bytes(), out);
}

// DHKEM's ExtractAndExpand (section 4.1).
void shared_secret(base::ByteView agreed, const EncapsulatedKey& encapsulated,
                   const AgreementPublicKey& recipient, std::span<std::uint8_t, 32> out) {
  StackSecret<32> extracted;
  labeled_extract({kKemSuite, "eae_prk"}, {}, agreed, extracted.writable());
  const auto context = base::ByteWriter().raw(encapsulated.bytes()).raw(recipient.bytes()).bytes();
  labeled_expand({kKemSuite, "shared_secret"}, extracted.bytes(), context, out);
}

// KeySchedule with neither a pre-shared key nor an identity (section 5.1).
void key_schedule(std::span<const std::uint8_t, 32> shared, base::ByteView info,
                  std::span<std::uint8_t, kKeysSize> out) {
  std::array<std::uint8_t, 32> no_identity{};
  std::array<std::uint8_t, 32> info_hash{};
  StackSecret<32> secret;
  labeled_extract({kSuite, "psk_id_hash"}, {}, {}, no_identity);
  labeled_extract({kSuite, "info_hash"}, {}, info, info_hash);
  labeled_extract({kSuite, "secret"}, shared, {}, secret.writable());
  const auto context = base::ByteWriter().number(kBaseMode).raw(no_identity).raw(info_hash).bytes();
  labeled_expand({kSuite, "key"}, secret.bytes(), context, out.first<kKeySize>());
  labeled_expand({kSuite, "base_nonce"}, secret.bytes(), context,
                 out.subspan<kKeySize, kSealNonceSize>());
  labeled_expand({kSuite, "exp"}, secret.bytes(), context, out.last<32>());
}

base::Result<base::Done> sender_keys(const AgreementPublicKey& recipient, base::ByteView info,
                                     Random& random, EncapsulatedKey& encapsulated,
                                     std::span<std::uint8_t, kKeysSize> out) {
  StackSecret<32> ephemeral;
  random.fill(ephemeral.writable());
  StackSecret<32> agreed;
  const auto agreement = x25519(ephemeral.bytes(), recipient, agreed.writable());
  if (!agreement) return agreement.error();

  std::array<std::uint8_t, EncapsulatedKey::kSize> copy{};
  std::ranges::copy(x25519_public(ephemeral.bytes()).bytes(), copy.begin());
  encapsulated = EncapsulatedKey(copy);
  StackSecret<32> shared;
  shared_secret(agreed.bytes(), encapsulated, recipient, shared.writable());
  key_schedule(shared.bytes(), info, out);
  return base::Done{};
}

base::Result<base::Done> recipient_keys(const AgreementKey& recipient,
                                        const EncapsulatedKey& encapsulated, base::ByteView info,
                                        std::span<std::uint8_t, kKeysSize> out) {
  StackSecret<32> agreed;
  const auto agreement =
      recipient.agree(*AgreementPublicKey::from(encapsulated.bytes()), agreed.writable());
  if (!agreement) return agreement.error();

  StackSecret<32> shared;
  shared_secret(agreed.bytes(), encapsulated, recipient.public_key(), shared.writable());
  key_schedule(shared.bytes(), info, out);
  return base::Done{};
}

Nonce nonce_of(Keys keys, std::uint64_t sequence) {
  base::check(sequence < std::numeric_limits<std::uint64_t>::max(), "a sequence of HPKE ends");
  Nonce nonce{};
  std::ranges::copy(keys.subspan<kKeySize, kSealNonceSize>(), nonce.begin());
  for (std::size_t i = 0; i < sizeof sequence; ++i) {
    nonce.at(kSealNonceSize - 1 - i) ^= static_cast<std::uint8_t>(sequence >> (8U * i));
  }
  return nonce;
}

base::Bytes seal_with(Keys keys, std::uint64_t sequence, base::ByteView aad,
                      base::ByteView plaintext) {
  const Nonce nonce = nonce_of(keys, sequence);
  base::Bytes out(plaintext.size() + kTagSize);
  const int failed = crypto_aead_chacha20poly1305_ietf_encrypt(
      out.data(), nullptr, pointer_to(plaintext), plaintext.size(), pointer_to(aad), aad.size(),
      nullptr, nonce.data(), keys.data());
  base::check(failed == 0, "ChaCha20-Poly1305 seals every message");
  return out;
}

base::Result<base::Done> open_with(Keys keys, std::uint64_t sequence, base::ByteView aad,
                                   base::ByteView ciphertext, std::span<std::uint8_t> plaintext) {
  const Nonce nonce = nonce_of(keys, sequence);
  std::uint8_t nothing = 0;  // A null output would mean "verify only" to libsodium.
  const bool opened =
      ciphertext.size() >= kTagSize && ciphertext.size() - kTagSize == plaintext.size() &&
      crypto_aead_chacha20poly1305_ietf_decrypt(
          plaintext.empty() ? &nothing : plaintext.data(), nullptr, nullptr, ciphertext.data(),
          ciphertext.size(), pointer_to(aad), aad.size(), nonce.data(), keys.data()) == 0;
  if (opened) return base::Done{};
  wipe(plaintext);
  return base::fail(base::ErrorCode::kUnauthenticated, "an HPKE ciphertext does not open");
}

}  // namespace

base::Result<HpkeContext> HpkeContext::to(const AgreementPublicKey& recipient, base::ByteView info,
                                          Random& random, EncapsulatedKey& encapsulated) {
  SecretBytes<kKeysSize> keys;
  const auto derived = sender_keys(recipient, info, random, encapsulated, keys.writable());
  if (!derived) return derived.error();
  return HpkeContext(std::move(keys));
}

base::Result<HpkeContext> HpkeContext::from(const AgreementKey& recipient,
                                            const EncapsulatedKey& encapsulated,
                                            base::ByteView info) {
  SecretBytes<kKeysSize> keys;
  const auto derived = recipient_keys(recipient, encapsulated, info, keys.writable());
  if (!derived) return derived.error();
  return HpkeContext(std::move(keys));
}

base::Bytes HpkeContext::seal(base::ByteView aad, base::ByteView plaintext) {
  base::Bytes sealed = seal_with(keys_.bytes(), sequence_, aad, plaintext);
  ++sequence_;
  return sealed;
}

base::Result<base::Done> HpkeContext::open(base::ByteView aad, base::ByteView ciphertext,
                                           std::span<std::uint8_t> plaintext) {
  auto opened = open_with(keys_.bytes(), sequence_, aad, ciphertext, plaintext);
  if (opened) ++sequence_;
  return opened;
}

void HpkeContext::export_secret(base::ByteView exporter_context,
                                std::span<std::uint8_t> out) const {
  labeled_expand({kSuite, "sec"}, keys_.bytes().last<32>(), exporter_context, out);
}

// The parameters stand in the order of RFC 9180.
// NOLINTBEGIN(bugprone-easily-swappable-parameters)
base::Result<HpkeSealed> hpke_seal(const AgreementPublicKey& recipient, base::ByteView info,
                                   base::ByteView aad, base::ByteView plaintext, Random& random) {
  HpkeSealed sealed;
  StackSecret<kKeysSize> keys;
  const auto derived = sender_keys(recipient, info, random, sealed.encapsulated, keys.writable());
  if (!derived) return derived.error();
  sealed.ciphertext = seal_with(keys.bytes(), 0, aad, plaintext);
  return sealed;
}

base::Result<base::Done> hpke_open(const AgreementKey& recipient, const HpkeSealed& sealed,
                                   base::ByteView info, base::ByteView aad,
                                   std::span<std::uint8_t> plaintext) {
  StackSecret<kKeysSize> keys;
  const auto derived = recipient_keys(recipient, sealed.encapsulated, info, keys.writable());
  if (!derived) {
    wipe(plaintext);
    return derived.error();
  }
  return open_with(keys.bytes(), 0, aad, sealed.ciphertext, plaintext);
}
// NOLINTEND(bugprone-easily-swappable-parameters)

}  // namespace gateway::crypto
