#include "gateway/crypto/key_text.h"

#include "gateway/base/byte_codec.h"
#include "gateway/base/check.h"
#include "gateway/base/enum_text.h"
#include "gateway/base/text.h"
#include "gateway/crypto/aead.h"
#include "gateway/crypto/sodium_support.h"

#include <algorithm>
#include <array>
#include <optional>

#include <sodium.h>

namespace gateway::crypto {
namespace {

using base::ErrorCode;
using base::fail;

constexpr std::array<base::EnumText<KeyUse>, 8> kWords = {{
    {KeyUse::kSigning, "sign"},
    {KeyUse::kPrekey, "prekey"},
    {KeyUse::kCurve, "curve"},
    {KeyUse::kLog, "log"},
    {KeyUse::kRelease, "release"},
    {KeyUse::kSession, "session"},
    {KeyUse::kStore, "store"},
    {KeyUse::kDecide, "decide"},
}};

constexpr std::string_view kPublic = "pub";
constexpr std::string_view kPlain = "secret-plain";
constexpr std::string_view kArgon2id = "secret-argon2id";

// u32 passes, u32 KiB, salt, nonce, sealed key.
constexpr std::size_t kSaltSize = crypto_pwhash_SALTBYTES;
constexpr std::size_t kNonceSize = 24;
constexpr std::size_t kSealedSize = 32 + kAeadTagSize;
constexpr std::size_t kBlobSize = 4 + 4 + kSaltSize + kNonceSize + kSealedSize;
static_assert(kBlobSize == 96);
constexpr int kBase64 = sodium_base64_VARIANT_ORIGINAL;

// What a file may make us spend: a planted key file must not stall or starve the machine.
constexpr PassphraseCost kLeast = {crypto_pwhash_argon2id_OPSLIMIT_MIN,
                                   crypto_pwhash_argon2id_MEMLIMIT_MIN / 1024};
constexpr PassphraseCost kMost = {10, 1024 * 1024};

// More than any prefix of ours has, now or later.
constexpr std::size_t kLongestPrefix = 64;

std::string prefix_of(KeyUse use, std::string_view form) {
  base::check(base::known_in(kWords, use), "a key has a known use");
  return "sc-" + std::string(base::text_in(kWords, use)) + "-" + std::string(form) + ":";
}

// What follows `prefix`, or nothing.
std::optional<std::string_view> after(std::string_view prefix, std::string_view text) {
  if (!text.starts_with(prefix)) return std::nullopt;
  return text.substr(prefix.size());
}

bool derive_key(std::string_view passphrase, base::ByteView salt, PassphraseCost cost,
                std::span<std::uint8_t, 32> out) {
  return crypto_pwhash(out.data(), out.size(), passphrase.data(), passphrase.size(), salt.data(),
                       cost.passes, std::size_t{cost.memory_kib} * 1024,
                       crypto_pwhash_ALG_ARGON2ID13) == 0;
}

// base::to_base64 is for public bytes; this one leaves no copy behind but the result.
std::string secret_base64(base::ByteView secret) {
  std::string text(sodium_base64_encoded_len(secret.size(), kBase64), '\0');
  sodium_bin2base64(text.data(), text.size(), secret.data(), secret.size(), kBase64);
  text.pop_back();  // The terminator that libsodium counts.
  return text;
}

base::Result<SecretBytes<32>> parse_plain(std::string_view text) {
  SecretBytes<32> secret;
  std::size_t size = 0;
  const int failed = sodium_base642bin(secret.writable().data(), SecretBytes<32>::kSize,
                                       text.data(), text.size(), nullptr, &size, nullptr, kBase64);
  if (failed != 0 || size != SecretBytes<32>::kSize) {
    return fail(ErrorCode::kMalformed, "not a secret key text");
  }
  return secret;
}

// A text and its passphrase have no better type than text.
// NOLINTNEXTLINE(bugprone-easily-swappable-parameters)
base::Result<SecretBytes<32>> parse_sealed(std::string_view prefix, std::string_view text,
                                           std::string_view passphrase) {
  const auto blob = base::from_base64(text);
  if (!blob || blob->size() != kBlobSize) {
    return fail(ErrorCode::kMalformed, "not a secret key text");
  }
  base::ByteReader in(*blob);
  PassphraseCost cost;
  cost.passes = in.number<std::uint32_t>();
  cost.memory_kib = in.number<std::uint32_t>();
  if (cost.passes > kMost.passes || cost.memory_kib > kMost.memory_kib) {
    return fail(ErrorCode::kTooLarge, "a key file asks for too much time or memory");
  }
  if (cost.passes < kLeast.passes || cost.memory_kib < kLeast.memory_kib) {
    return fail(ErrorCode::kMalformed, "not a secret key text");
  }
  if (passphrase.empty()) {
    return fail(ErrorCode::kUnauthenticated, "a key file needs its passphrase");
  }

  const auto salt = in.raw(kSaltSize);
  const auto nonce = in.raw(kNonceSize).first<kNonceSize>();
  SecretBytes<32> secret;
  StackSecret<32> key;
  if (!derive_key(passphrase, salt, cost, key.writable())) {
    return fail(ErrorCode::kUnavailable, "not enough memory to open a key file");
  }
  const auto opened = xchacha_open(key.bytes(), nonce, base::bytes_of(prefix), in.raw(kSealedSize),
                                   secret.writable());
  if (!opened) return fail(ErrorCode::kUnauthenticated, "a passphrase does not open a key file");
  return secret;
}

}  // namespace

std::string public_key_text(KeyUse use, base::ByteView key) {
  base::check(use != KeyUse::kStore, "a symmetric key is never written as a public one");
  base::check(key.size() == 32, "a public key is 32 bytes");
  return prefix_of(use, kPublic) + base::to_base64(key);
}

base::Result<base::FixedBytes<struct AnyPublicKeyTag, 32>> parse_public_key_text(
    KeyUse use, std::string_view text) {
  using AnyPublicKey = base::FixedBytes<AnyPublicKeyTag, 32>;
  const auto encoded = after(prefix_of(use, kPublic), text);
  if (!encoded || use == KeyUse::kStore) {
    return fail(ErrorCode::kMalformed, "not a public key text of this use");
  }
  const auto bytes = base::from_base64(*encoded);
  if (!bytes) return bytes.error();
  return AnyPublicKey::from(*bytes);
}

bool looks_like_secret(std::string_view text) {
  const std::size_t start = text.find_first_not_of(" \t\r\n");
  if (start == std::string_view::npos) return false;
  const std::string_view head = text.substr(start, kLongestPrefix);
  return head.starts_with("sc-") && head.find("-secret") != std::string_view::npos;
}

std::string secret_key_text(KeyUse use, const SecretBytes<32>& secret, std::string_view passphrase,
                            Random& random, PassphraseCost cost) {
  if (passphrase.empty()) return prefix_of(use, kPlain) + secret_base64(secret.bytes());

  base::check(cost.passes >= kLeast.passes && cost.passes <= kMost.passes &&
                  cost.memory_kib >= kLeast.memory_kib && cost.memory_kib <= kMost.memory_kib,
              "a key file is written at a cost that can be read back");
  const std::string prefix = prefix_of(use, kArgon2id);
  std::array<std::uint8_t, kSaltSize> salt{};
  std::array<std::uint8_t, kNonceSize> nonce{};
  std::array<std::uint8_t, kSealedSize> sealed{};
  random.fill(salt);
  random.fill(nonce);
  StackSecret<32> key;
  base::check(derive_key(passphrase, salt, cost, key.writable()), "memory for Argon2id is there");
  xchacha_seal(key.bytes(), nonce, base::bytes_of(prefix), secret.bytes(), sealed);

  base::ByteWriter blob;
  blob.number(cost.passes).number(cost.memory_kib).raw(salt).raw(nonce).raw(sealed);
  return prefix + base::to_base64(blob.bytes());
}

// NOLINTNEXTLINE(bugprone-easily-swappable-parameters): as above.
base::Result<SecretBytes<32>> parse_secret_key_text(KeyUse use, std::string_view text,
                                                    std::string_view passphrase) {
  if (text.ends_with('\n')) text.remove_suffix(1);
  if (const auto plain = after(prefix_of(use, kPlain), text)) return parse_plain(*plain);
  const std::string prefix = prefix_of(use, kArgon2id);
  if (const auto sealed = after(prefix, text)) return parse_sealed(prefix, *sealed, passphrase);
  return fail(ErrorCode::kMalformed, "not a secret key text of this use");
}

AgreementKey generate_curve_key(Random& random) { return AgreementKey::generate(random); }

}  // namespace gateway::crypto
