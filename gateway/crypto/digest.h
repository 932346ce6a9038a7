#pragma once

#include "gateway/base/bytes.h"
#include "gateway/base/check.h"

#include <initializer_list>
#include <memory>

namespace gateway::crypto {

using base::Digest;

/// SHA-256 (FIPS 180-4). The only hash of every format here, so that any tool can check them.
Digest sha256(base::ByteView bytes);

/// SHA-256 over the parts one after the other. Only for parts whose lengths are fixed or stated by
/// an earlier part; otherwise use `digest_of`.
Digest sha256(std::initializer_list<base::ByteView> parts);

/// SHA-256 over `context`, a zero byte, and each part with its length as u32 before it: two
/// different lists of parts, or two contexts, never hash the same bytes.
Digest digest_of(base::Literal context, std::initializer_list<base::ByteView> parts);

/// Incremental SHA-256 for input that does not fit in memory.
class Sha256 {
 public:
  Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;
  Sha256(Sha256&& other) noexcept;
  Sha256& operator=(Sha256&& other) noexcept;
  ~Sha256();

  Sha256& update(base::ByteView bytes);
  /// Ends the computation; the object starts afresh.
  Digest finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace gateway::crypto
