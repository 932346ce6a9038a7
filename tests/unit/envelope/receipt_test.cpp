#include "gateway/envelope/receipt.h"

#include "tests/unit/envelope/fixture.h"

#include <functional>

namespace gateway::envelope {
namespace {

class ReceiptTest : public EnvelopeTest {
 protected:
  Receipt opened() {
    Receipt receipt;
    receipt.envelope = crypto::random_fixed<model::EnvelopeId>(random_);
    receipt.row_commitment = crypto::random_fixed<base::Digest>(random_);
    receipt.stage = ReceiptStage::kOpened;
    receipt.time = kCreated + base::Millis(1234);
    receipt.sections = 0b11;
    receipt.unit = {model::PartnerNumber{2}, "main"};
    receipt.key = key_id_of(signer_.public_key());
    return receipt;
  }

  SignedReceipt signed_one(const Receipt& receipt) {
    return sign_receipts(std::span(&receipt, 1), signer_, random_).front();
  }
};

TEST_F(ReceiptTest, ComesBackAsItWasSigned) {
  const Receipt receipt = opened();
  const SignedReceipt one = signed_one(receipt);
  const auto parsed = parse_receipt(one.receipt);
  ASSERT_TRUE(parsed);
  EXPECT_EQ(*parsed, receipt);
  EXPECT_TRUE(verify_receipt(one, signer_.public_key()));
  EXPECT_FALSE(verify_receipt(one, crypto::SigningKey::generate(random_).public_key()));
}

TEST_F(ReceiptTest, NoSingleBitCanChange) {
  const SignedReceipt one = signed_one(opened());
  for (std::size_t bit = 0; bit < one.receipt.size() * 8; ++bit) {
    SignedReceipt damaged = one;
    damaged.receipt[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
    ASSERT_FALSE(verify_receipt(damaged, signer_.public_key())) << bit / 8;
  }
  for (std::size_t bit = 0; bit < one.signature.size() * 8; ++bit) {
    SignedReceipt damaged = one;
    damaged.signature[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
    ASSERT_FALSE(verify_receipt(damaged, signer_.public_key())) << bit / 8;
  }
}

TEST_F(ReceiptTest, NoReceiptCanBeCutShortOrLengthened) {
  base::Bytes bytes = signed_one(opened()).receipt;
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(parse_receipt(base::ByteView(bytes).first(size))) << size;
  }
  bytes.push_back(0);
  EXPECT_FALSE(parse_receipt(bytes));
}

TEST_F(ReceiptTest, OnlyAnOpeningNamesSections) {
  base::Bytes bytes = signed_one(opened()).receipt;
  constexpr std::size_t kStage = 2 + 32 + 32;
  constexpr std::size_t kLastOfSections = kStage + 1 + 8 + 3;
  for (std::uint8_t stage = 0; stage < 8; ++stage) {
    bytes[kStage] = stage;
    bytes[kLastOfSections] = 0b11;
    EXPECT_EQ(parse_receipt(bytes).has_value(), stage == 2) << int{stage};
    bytes[kLastOfSections] = 0;
    EXPECT_EQ(parse_receipt(bytes).has_value(), stage == 1 || stage == 3 || stage == 4)
        << int{stage};
  }
}

TEST_F(ReceiptTest, OneSignatureServesMany) {
  std::vector<Receipt> receipts = {opened(), opened(), opened()};
  receipts[0].stage = ReceiptStage::kFetched;
  receipts[0].sections = 0;
  receipts[2].stage = ReceiptStage::kActed;
  receipts[2].sections = 0;
  const auto many = sign_receipts(receipts, signer_, random_);
  ASSERT_EQ(many.size(), 3U);
  for (const SignedReceipt& one : many) EXPECT_TRUE(verify_receipt(one, signer_.public_key()));
  EXPECT_FALSE(verify_receipt({many[0].receipt, many[1].signature}, signer_.public_key()));
  EXPECT_NE(receipt_digest(many[0].receipt), receipt_digest(many[1].receipt));
}

TEST_F(ReceiptTest, AnEnvelopesSignatureIsNotAReceipts) {
  const Receipt receipt = opened();
  const SignedReceipt one = signed_one(receipt);
  const std::vector<base::Digest> digests = {receipt_digest(one.receipt)};
  const auto signatures =
      crypto::sign_batch(signer_, batch_context(receipt.unit, receipt.key), digests, random_);
  EXPECT_FALSE(verify_receipt({one.receipt, crypto::encode(signatures[0])}, signer_.public_key()));
}

}  // namespace
}  // namespace gateway::envelope
