#include "gateway/audit/commitments.h"

#include "gateway/base/byte_codec.h"
#include "gateway/crypto/mac.h"

#include <algorithm>

namespace gateway::audit {

base::Digest row_subject(const model::EnvelopeId& envelope, const model::Salt& row_salt) {
  return crypto::sha256({base::bytes_of("row leaf v1"), envelope.bytes(), row_salt.bytes()});
}

void derive_case_key(CaseKeyView case_key, model::PartnerNumber partner,
                     std::span<std::uint8_t, 32> out) {
  base::ByteWriter number;
  number.number(static_cast<std::uint32_t>(partner));
  const crypto::Mac mac = crypto::hmac_sha256(case_key, {number.bytes()});
  std::ranges::copy(mac.bytes(), out.begin());
}

model::CaseTag case_tag(CaseKeyView partner_key, std::span<const std::uint8_t, 16> nonce) {
  const crypto::Mac mac = crypto::hmac_sha256(partner_key, {base::bytes_of("case tag v1"), nonce});
  return *model::CaseTag::from(base::ByteView(mac.bytes()).first(model::CaseTag::kSize));
}

Detail commit_detail(const OpeningKey& key, base::ByteView detail) {
  return *Detail::from(crypto::hmac_sha256(key.bytes(), {detail}).bytes());
}

}  // namespace gateway::audit
