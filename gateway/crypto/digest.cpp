#include "gateway/crypto/digest.h"

#include "gateway/crypto/length_prefix.h"
#include "gateway/crypto/sodium_support.h"

#include <array>
#include <cstdint>

#include <openssl/evp.h>

namespace gateway::crypto {
namespace {

constexpr std::array<std::uint8_t, 1> kEndOfContext = {0};

struct FreeAlgorithm {
  void operator()(EVP_MD* algorithm) const noexcept { EVP_MD_free(algorithm); }
};
struct FreeContext {
  void operator()(EVP_MD_CTX* context) const noexcept { EVP_MD_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_MD_CTX, FreeContext>;

// Fetching costs three times what hashing a tree node does, so it is done once.
const EVP_MD* sha256_algorithm() {
  static const std::unique_ptr<EVP_MD, FreeAlgorithm> algorithm(
      EVP_MD_fetch(nullptr, "SHA256", nullptr));
  base::check(algorithm != nullptr, "OpenSSL offers SHA-256");
  return algorithm.get();
}

Context new_context() {
  Context context(EVP_MD_CTX_new());
  base::check(context != nullptr, "a hash context is available");
  return context;
}

// Only ever between start() and finish() of one call, so no call sees another's bytes.
EVP_MD_CTX* thread_context() {
  thread_local const Context context = new_context();
  return context.get();
}

void start(EVP_MD_CTX* context) {
  base::check(EVP_DigestInit_ex2(context, sha256_algorithm(), nullptr) == 1, "SHA-256 starts");
}

void add(EVP_MD_CTX* context, base::ByteView bytes) {
  base::check(EVP_DigestUpdate(context, pointer_to(bytes), bytes.size()) == 1,
              "SHA-256 takes every input");
}

Digest end(EVP_MD_CTX* context) {
  std::array<std::uint8_t, Digest::kSize> bytes{};
  unsigned int size = 0;
  const int ended = EVP_DigestFinal_ex(context, bytes.data(), &size);
  base::check(ended == 1 && size == bytes.size(), "SHA-256 ends");
  return Digest(bytes);
}

}  // namespace

Digest sha256(base::ByteView bytes) {
  EVP_MD_CTX* const context = thread_context();
  start(context);
  add(context, bytes);
  return end(context);
}

Digest sha256(std::initializer_list<base::ByteView> parts) {
  EVP_MD_CTX* const context = thread_context();
  start(context);
  for (const base::ByteView part : parts) add(context, part);
  return end(context);
}

Digest digest_of(base::Literal context, std::initializer_list<base::ByteView> parts) {
  EVP_MD_CTX* const hash = thread_context();
  start(hash);
  add(hash, base::bytes_of(context.view()));
  add(hash, kEndOfContext);
  for (const base::ByteView part : parts) {
    const auto length = length_prefix(part);
    add(hash, length);
    add(hash, part);
  }
  return end(hash);
}

struct Sha256::State {
  Context context = new_context();
};

Sha256::Sha256() : state_(std::make_unique<State>()) { start(state_->context.get()); }
Sha256::Sha256(Sha256&& other) noexcept = default;
Sha256& Sha256::operator=(Sha256&& other) noexcept = default;
Sha256::~Sha256() = default;

Sha256& Sha256::update(base::ByteView bytes) {
  add(state_->context.get(), bytes);
  return *this;
}

Digest Sha256::finish() {
  const Digest digest = end(state_->context.get());
  start(state_->context.get());
  return digest;
}

}  // namespace gateway::crypto
