#include "gateway/crypto/key_ids.h"

#include "gateway/crypto/digest.h"

namespace gateway::crypto {

model::KeyId key_id_of(const PublicKey& key) {
  const auto digest = digest_of("safeconduct key id v1", {key.bytes()});
  return *model::KeyId::from(digest.bytes().first<8>());
}

model::PrekeyId prekey_id_of(const AgreementPublicKey& prekey) {
  const auto digest = digest_of("safeconduct prekey id v1", {prekey.bytes()});
  return *model::PrekeyId::from(digest.bytes().first<8>());
}

}  // namespace gateway::crypto
