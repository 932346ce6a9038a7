#pragma once

#include "gateway/crypto/agreement_key.h"
#include "gateway/crypto/signing_key.h"
#include "gateway/model/ids.h"

namespace gateway::crypto {

/// The short names by which heads, rows, receipts and freezes refer to keys of the directory: the
/// first 8 bytes of digest_of("safeconduct key id v1", key) and of digest_of("safeconduct prekey id
/// v1", key).
model::KeyId key_id_of(const PublicKey& key);
model::PrekeyId prekey_id_of(const AgreementPublicKey& prekey);

}  // namespace gateway::crypto
