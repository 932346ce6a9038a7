#pragma once

#include "gateway/base/bytes.h"
#include "gateway/base/enum_text.h"
#include "gateway/base/time.h"
#include "gateway/crypto/random.h"
#include "gateway/crypto/signing_key.h"
#include "gateway/envelope/checked.h"
#include "gateway/model/ids.h"

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gateway::envelope {

/// How far a recipient got with a message; "stored" is the gateway's own leaf. Stored and signed:
/// add at the end, never renumber.
enum class ReceiptStage : std::uint8_t {
  kNone = 0,  ///< Nothing was said. Never valid from outside.
  kFetched = 1,
  kOpened = 2,
  kActed = 3,
  kRejected = 4,  ///< The recipient's client could not or must not use it: a signed complaint.
};

inline constexpr std::array<base::EnumText<ReceiptStage>, 4> kReceiptStageTexts{{
    {ReceiptStage::kFetched, "fetched"},
    {ReceiptStage::kOpened, "opened"},
    {ReceiptStage::kActed, "acted"},
    {ReceiptStage::kRejected, "rejected"},
}};
constexpr std::string_view to_text(ReceiptStage value) {
  return base::text_in(kReceiptStageTexts, value);
}
constexpr bool is_known(ReceiptStage value) { return base::known_in(kReceiptStageTexts, value); }

struct Receipt {
  model::EnvelopeId envelope;
  base::Digest row_commitment;
  ReceiptStage stage = ReceiptStage::kNone;
  base::Time time;
  std::uint32_t sections = 0;  ///< kOpened: which, as bits over the head's sections. Else zero.
  model::UnitRef unit;         ///< Who says so.
  model::KeyId key;

  friend bool operator==(const Receipt&, const Receipt&) = default;
};

/// The exact bytes and their encoded crypto::BatchSignature.
struct SignedReceipt {
  base::Bytes receipt;
  base::Bytes signature;
};

/// Signs 1 to crypto::kMaxBatch receipts of one unit at once, all naming `key`. Result i belongs to
/// receipts[i].
std::vector<SignedReceipt> sign_receipts(std::span<const Receipt> receipts,
                                         const crypto::SigningKey& key, crypto::Random& random);

/// Parses without believing; kEnvelopeMalformed for anything but the one encoding of a receipt.
Checked<Receipt> parse_receipt(base::ByteView bytes);

/// Names one receipt in answers and leaves.
base::Digest receipt_digest(base::ByteView receipt);

/// Whether `signer` signed exactly this receipt and is the key it names.
[[nodiscard]] bool verify_receipt(const SignedReceipt& receipt, const crypto::PublicKey& signer);

}  // namespace gateway::envelope
