#include "gateway/base/text.h"
#include "gateway/envelope/override_record.h"
#include "gateway/envelope/part_codec.h"
#include "gateway/envelope/receipt.h"

#include "tests/unit/envelope/fixture.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

// The formats are frozen: what these files hold must be written and read for ever. A new version
// gets new files beside them. To make them: SAFECONDUCT_WRITE_GOLDEN=1 and run this test once.

namespace gateway::envelope {
namespace {

constexpr OverrideReason kReason{"9.2.g-18", "u-2010 (duty manager)", "2026-02-02T02:36:00Z",
                                 "cannot be asked; at risk tonight"};

class GoldenTest : public EnvelopeTest {
 protected:
  crypto::SigningKey person_ = crypto::SigningKey::generate(random_);
  crypto::SecretBytes<32> content_key_;

  static void expect_golden(const std::string& name, base::ByteView bytes) {
    const std::filesystem::path path = std::filesystem::path(TEST_DATA) / "envelope" / name;
    if (std::getenv("SAFECONDUCT_WRITE_GOLDEN") != nullptr) {
      std::ofstream(path, std::ios::binary) << base::text_of(bytes);
    }
    std::ifstream file(path, std::ios::binary);
    const std::string golden(std::istreambuf_iterator<char>(file), {});
    ASSERT_TRUE(base::text_of(bytes) == golden) << name << " changed";
  }

  /// What another implementation needs to open the golden files. These keys open nothing else.
  std::string keys_and_texts(base::ByteView container) {
    const auto line = [](std::string_view name, const std::string& value) {
      return "  \"" + std::string(name) + "\": \"" + value + "\"";
    };
    return "{\n" + line("signer", base::to_hex(signer_.public_key().bytes())) + ",\n" +
           line("prekey", base::to_hex(safehouse_.secret().bytes())) + ",\n" +
           line("release", base::to_hex(release_.secret().bytes())) + ",\n" +
           line("envelope", base::to_hex(open_for_gateway(container)->id.bytes())) + ",\n" +
           line("basis", kReason.basis.data()) + ",\n" +
           line("decidedBy", kReason.decided_by.data()) + ",\n" +
           line("decidedAt", kReason.decided_at.data()) + ",\n" +
           line("reason", kReason.reason.data()) + ",\n" + line("content", content_) + ",\n" +
           line("identity", identity_) + "\n}\n";
  }

  /// Every field set, and sections of both modes.
  SealRequest full_request() {
    SealRequest asked = request();
    asked.cover.topic = "aftercare.referral/northvale/labour";
    asked.cover.gossip = {77, crypto::random_fixed<base::Digest>(random_),
                          crypto::random_fixed<LogKeyId>(random_),
                          crypto::random_fixed<crypto::Signature>(random_)};
    GatewayRow& row = asked.gateway_row;
    row.flags = {true, true, true, true, true};
    random_.fill(content_key_.writable());
    asked.given_key = {Section::kContent, &content_key_};
    row.override_decision =
        Override{model::LegalBasis::kSafeguardingAtRisk, kCreated, person_.public_key(),
                 crypto::Signature(), reason_commitment(content_key_.bytes(), kReason)};
    row.override_decision->signature = person_.sign(base::bytes_of(
        override_text(asked.cover.message_id, asked.cover.salt, *row.override_decision)));
    row.approvals = {"first approval\n", "second approval\n"};
    row.target = Target{crypto::random_fixed<model::EnvelopeId>(random_),
                        crypto::random_fixed<base::Digest>(random_)};
    row.audience_log_size = 76;
    row.consent_group = crypto::random_fixed<base::Digest>(random_);
    for (const auto purpose :
         {model::ConsentPurpose::kCarePlacement, model::ConsentPurpose::kHealth}) {
      row.consent_grants.push_back({crypto::random_fixed<model::ConsentHandle>(random_), purpose,
                                    model::PartnerNumber{2}, model::Role::kSafehouse, kCreated,
                                    kCreated + std::chrono::hours{24 * 90}});
    }
    asked.recipients.push_back(recipient(4, "main", model::Role::kLa, police_));
    row.withdrawn_purposes = 0b110;
    row.plan_digest = crypto::random_fixed<base::Digest>(random_);
    asked.recipients[0].promises = {{Section::kContent, {0b1010, true, 0}},
                                    {Section::kIdentity, {0b10, true, 7}}};
    asked.recipients[0].consent = row.consent_handles[0];
    asked.recipients[0].tag_nonce = crypto::random_fixed<TagNonce>(random_);
    asked.recipients[0].case_tag = crypto::random_fixed<model::CaseTag>(random_);
    return asked;
  }
};

TEST_F(GoldenTest, EnvelopesOfVersionThreeAreWrittenByteForByte) {
  const base::Bytes container = sealed(full_request());
  ASSERT_TRUE(is_accepted(container));
  expect_golden("golden-v3.container", container);
  expect_golden("golden-v3.view", view_of(container, 2));
  const SectionHalf half = released_half(container, 2, 1);
  expect_golden("golden-v3.half", half.bytes());
  expect_golden("golden-v3.json", base::bytes_of(keys_and_texts(container)));
}

TEST_F(GoldenTest, ABatchOfVersionThreeIsWrittenByteForByte) {
  std::vector<Sealed> batch;
  for (int i = 0; i < 3; ++i) batch.push_back(*seal(direct_request(), random_));
  const auto envelopes = sign(batch, signer_, random_);
  expect_golden("golden-v3-batch-of-3.container", envelopes[2].container);
}

TEST_F(GoldenTest, ReceiptsOfVersionThreeAreWrittenByteForByte) {
  Receipt receipt;
  receipt.envelope = model::EnvelopeId({1});
  receipt.row_commitment = base::Digest({2});
  receipt.stage = ReceiptStage::kOpened;
  receipt.time = kCreated;
  receipt.sections = 0b101;
  receipt.unit = {model::PartnerNumber{2}, "main"};
  receipt.key = key_id_of(signer_.public_key());
  const auto one = sign_receipts(std::span(&receipt, 1), signer_, random_).front();
  expect_golden("golden-v3.receipt", one.receipt);
  expect_golden("golden-v3.receipt-signature", one.signature);
}

TEST_F(GoldenTest, TheGoldenEnvelopeIsReadBack) {
  std::ifstream file(std::filesystem::path(TEST_DATA) / "envelope" / "golden-v3.container",
                     std::ios::binary);
  const std::string text(std::istreambuf_iterator<char>(file), {});
  const auto envelope = open_for_gateway(base::bytes_of(text));
  ASSERT_TRUE(envelope);
  SignatureCache cache;
  EXPECT_TRUE(verify_signature(*envelope, signer_.public_key(), cache));
  const base::Bytes bytes = view_of(base::bytes_of(text), 2);
  const auto view = open_view(bytes);
  const auto keys = unwrap(*view, safehouse_);
  ASSERT_TRUE(keys);
  EXPECT_EQ(text_of(open_section(*view, *keys, 0)), content_);
  EXPECT_EQ(text_of(open_section(*view, *keys, 1, released_half(base::bytes_of(text), 2, 1))),
            identity_);
}

}  // namespace
}  // namespace gateway::envelope
