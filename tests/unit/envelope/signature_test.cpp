#include "gateway/envelope/signature.h"

#include "tests/unit/envelope/fixture.h"
#include "tests/unit/envelope/forgery.h"

namespace gateway::envelope {
namespace {

class SignatureTest : public EnvelopeTest {
 protected:
  SignatureCache cache_;

  Refusal verifying(base::ByteView container, const crypto::PublicKey& signer) {
    const auto envelope = open_for_gateway(container);
    return envelope ? refusal_of(verify_signature(*envelope, signer, cache_)) : envelope.refusal();
  }

  /// Containers of one batch, without sign()'s promise that they are equals.
  std::vector<base::Bytes> batch_of(const std::vector<Sealed>& batch) {
    std::vector<base::Digest> ids;
    for (const Sealed& one : batch) ids.push_back(*base::Digest::from(one.id.bytes()));
    const auto signatures = crypto::sign_batch(
        signer_, batch_context(batch[0].sender, batch[0].sender_key), ids, random_);
    std::vector<base::Bytes> containers;
    for (std::size_t i = 0; i < batch.size(); ++i) {
      containers.push_back(join_container({batch[i].rows, batch[i].halves, batch[i].sections},
                                          crypto::encode(signatures[i]), batch[i].parts));
    }
    return containers;
  }
};

TEST_F(SignatureTest, TheContextNamesUseSenderAndKey) {
  EXPECT_EQ(batch_context({model::PartnerNumber{7}, "intake"}, model::KeyId({0xAB, 1})),
            "safeconduct-batch/v1\nsender 7 intake ab01000000000000");
}

TEST_F(SignatureTest, AnEnvelopeIsItsSendersOnly) {
  const auto other = crypto::SigningKey::generate(random_);
  const base::Bytes container = sealed(request());
  EXPECT_EQ(verifying(container, signer_.public_key()), Refusal::kUnspecified);
  EXPECT_EQ(verifying(container, other.public_key()), Refusal::kKeyUnknown);
}

TEST_F(SignatureTest, ASignatureMadeForAnotherUnitOfTheSameKeyDoesNotCount) {
  const Sealed one = *seal(request(), random_);
  Sealed claimed = one;
  claimed.sender.unit = "legal";
  const base::Bytes container = sign(std::span(&claimed, 1), signer_, random_).front().container;
  EXPECT_EQ(verifying(container, signer_.public_key()), Refusal::kSignatureInvalid);
}

TEST_F(SignatureTest, ABatchThatMixesKindsOrRecipientsIsRefused) {
  SealRequest other_kind = request();
  other_kind.cover.kind = model::Kind::kIntelReport;
  SealRequest fewer = request();
  fewer.recipients.pop_back();
  const auto containers = batch_of({*seal(request(), random_), *seal(other_kind, random_),
                                    *seal(fewer, random_), *seal(request(), random_)});
  EXPECT_EQ(verifying(containers[0], signer_.public_key()), Refusal::kUnspecified);
  EXPECT_EQ(verifying(containers[1], signer_.public_key()), Refusal::kBatchMixed);
  EXPECT_EQ(verifying(containers[2], signer_.public_key()), Refusal::kBatchMixed);
  EXPECT_EQ(verifying(containers[3], signer_.public_key()), Refusal::kUnspecified);
}

TEST_F(SignatureTest, AFullCacheForgetsTheOldestBatchAndStillVerifies) {
  cache_ = SignatureCache(1);
  const auto first = batch_of({*seal(request(), random_), *seal(request(), random_)});
  const auto second = batch_of({*seal(request(), random_), *seal(request(), random_)});
  for (const auto* batch : {&first, &second, &first}) {
    for (const base::Bytes& container : *batch) {
      EXPECT_EQ(verifying(container, signer_.public_key()), Refusal::kUnspecified);
    }
  }
}

TEST_F(SignatureTest, TheCacheNeverVouchesForAnotherRootOrSignature) {
  const auto containers = batch_of({*seal(request(), random_), *seal(request(), random_)});
  ASSERT_EQ(verifying(containers[0], signer_.public_key()), Refusal::kUnspecified);
  const auto split = *Container::split(containers[1]);
  for (std::size_t byte = 0; byte < split.signature().size(); ++byte) {
    base::Bytes signature = base::to_bytes(split.signature());
    signature[byte] ^= 1;
    const auto parts = base::ByteView(containers[1]).subspan(container_size(signature.size(), 0));
    EXPECT_NE(verifying(join_container(split.counts(), signature, parts), signer_.public_key()),
              Refusal::kUnspecified)
        << byte;
  }
}

}  // namespace
}  // namespace gateway::envelope
