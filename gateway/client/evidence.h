#pragma once

#include "gateway/base/result.h"
#include "gateway/client/log_guard.h"
#include "gateway/crypto/random.h"
#include "gateway/crypto/secret_bytes.h"
#include "gateway/envelope/receipt.h"
#include "gateway/envelope/recipient_view.h"
#include "gateway/envelope/seal.h"
#include "gateway/model/ids.h"
#include "gateway/wire/messages.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gateway::client {

/// Content keys by section index.
using KeptKeys = std::map<std::size_t, crypto::SecretBytes<envelope::kContentKeySize>>;

/// What a unit has kept about one envelope.
struct KeptEvidence {
  std::vector<std::string> proofs;  ///< C2SP tlog-proofs with evidence, in no order.
  std::vector<envelope::SignedReceipt> receipts;
  KeptKeys keys;
};

/// What a unit keeps of each message so that it can show it to a third person years later: proofs
/// of leaves, its receipts, and, only under an evidence key, content keys. One folder an envelope,
/// files of mode 0600. Layout: EVIDENCE.md.
class EvidenceFolder {
 public:
  /// `key` may be null: then no content key is ever kept. It outlives this.
  EvidenceFolder(std::filesystem::path folder, const crypto::SecretBytes<32>* key)
      : folder_(std::move(folder)), key_(key) {}

  /// A proof text of this envelope; one for the same leaf is replaced.
  base::Result<base::Done> keep_proof(const model::EnvelopeId& envelope,
                                      std::string_view text) const;
  base::Result<base::Done> keep_receipt(const model::EnvelopeId& envelope,
                                        const envelope::SignedReceipt& receipt) const;
  /// Adds to those kept before. Does nothing without an evidence key.
  base::Result<base::Done> keep_keys(const model::EnvelopeId& envelope, KeptKeys keys,
                                     crypto::Random& random) const;
  [[nodiscard]] bool keeps_keys() const { return key_ != nullptr; }

  /// Everything there is; nothing at all is no error. kUnauthenticated when the content keys were
  /// kept under another evidence key, or are damaged.
  [[nodiscard]] base::Result<KeptEvidence> read(const model::EnvelopeId& envelope) const;

 private:
  [[nodiscard]] std::filesystem::path folder_of(const model::EnvelopeId& envelope) const;
  [[nodiscard]] base::Result<KeptKeys> read_keys(const model::EnvelopeId& envelope) const;

  std::filesystem::path folder_;
  const crypto::SecretBytes<32>* key_;
};

/// The leaf and its way to the head believed now, as a file that stands alone. The log guard has
/// said that it proves it.
std::string proof_text(const LogGuard& log, const wire::LeafProof& proof);

/// The content keys that sealing an envelope of so many sections drew.
KeptKeys drawn_keys(const envelope::DrawnKeys& drawn, std::size_t sections);

}  // namespace gateway::client
