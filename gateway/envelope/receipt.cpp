#include "gateway/envelope/receipt.h"

#include "gateway/base/byte_codec.h"
#include "gateway/base/check.h"
#include "gateway/base/text.h"
#include "gateway/crypto/batch_signature.h"
#include "gateway/crypto/digest.h"
#include "gateway/crypto/key_ids.h"
#include "gateway/envelope/head.h"

#include <utility>

namespace gateway::envelope {
namespace {

using model::Refusal;

constexpr std::uint16_t kReceiptVersion = 1;
// In milliseconds: as far as the minutes of heads reach.
constexpr std::uint64_t kLatestTime = std::uint64_t{0xFFFF'FFFF} * 60'000;

base::Bytes encode(const Receipt& receipt) {
  return base::ByteWriter()
      .number(kReceiptVersion)
      .raw(receipt.envelope.bytes())
      .raw(receipt.row_commitment.bytes())
      .number(static_cast<std::uint8_t>(receipt.stage))
      .number(base::unix_millis(receipt.time))
      .number(receipt.sections)
      .number(static_cast<std::uint32_t>(receipt.unit.partner))
      .sized(base::bytes_of(receipt.unit.unit))
      .raw(receipt.key.bytes())
      .bytes();
}

bool is_plausible(const Receipt& receipt) {
  const bool names_sections = receipt.sections != 0;
  return is_known(receipt.stage) && names_sections == (receipt.stage == ReceiptStage::kOpened) &&
         receipt.sections >> kMaxSections == 0 && base::unix_millis(receipt.time) <= kLatestTime &&
         receipt.unit.partner != model::PartnerNumber::kNobody &&
         model::UnitName::parse(receipt.unit.unit).has_value();
}

std::string receipt_context(const model::UnitRef& unit, const model::KeyId& key) {
  return "safeconduct-receipt/v1\nunit " +
         std::to_string(static_cast<std::uint32_t>(unit.partner)) + " " + unit.unit + " " +
         base::to_hex(key.bytes());
}

}  // namespace

std::vector<SignedReceipt> sign_receipts(std::span<const Receipt> receipts,
                                         const crypto::SigningKey& key, crypto::Random& random) {
  base::check(!receipts.empty() && receipts.size() <= crypto::kMaxBatch,
              "a batch of receipts has 1 to 256");
  const model::KeyId key_id = key_id_of(key.public_key());
  std::vector<SignedReceipt> result;
  std::vector<base::Digest> digests;
  for (const Receipt& receipt : receipts) {
    base::check(
        is_plausible(receipt) && receipt.key == key_id && receipt.unit == receipts.front().unit,
        "receipts of one batch are complete and name the one key that signs them");
    result.push_back({encode(receipt), {}});
    digests.push_back(receipt_digest(result.back().receipt));
  }
  const auto signatures =
      crypto::sign_batch(key, receipt_context(receipts.front().unit, key_id), digests, random);
  for (std::size_t i = 0; i < result.size(); ++i) {
    result[i].signature = crypto::encode(signatures[i]);
  }
  return result;
}

Checked<Receipt> parse_receipt(base::ByteView bytes) {
  base::ByteReader reader(bytes);
  if (reader.number<std::uint16_t>() != kReceiptVersion) return Refusal::kEnvelopeMalformed;
  Receipt receipt;
  receipt.envelope = reader.fixed<model::EnvelopeId>();
  receipt.row_commitment = reader.fixed<base::Digest>();
  receipt.stage = static_cast<ReceiptStage>(reader.number<std::uint8_t>());
  receipt.time = base::from_unix_millis(reader.number<std::uint64_t>());
  receipt.sections = reader.number<std::uint32_t>();
  receipt.unit.partner = static_cast<model::PartnerNumber>(reader.number<std::uint32_t>());
  receipt.unit.unit = base::text_of(reader.sized());
  receipt.key = reader.fixed<model::KeyId>();
  if (!reader.done() || !is_plausible(receipt)) return Refusal::kEnvelopeMalformed;
  return receipt;
}

base::Digest receipt_digest(base::ByteView receipt) {
  return crypto::digest_of("safeconduct receipt v1", {receipt});
}

bool verify_receipt(const SignedReceipt& receipt, const crypto::PublicKey& signer) {
  const auto parsed = parse_receipt(receipt.receipt);
  const auto signature = crypto::decode_batch_signature(receipt.signature);
  return parsed && signature && key_id_of(signer) == parsed->key &&
         crypto::verify_batch(signer, receipt_context(parsed->unit, parsed->key),
                              receipt_digest(receipt.receipt), *signature);
}

}  // namespace gateway::envelope
