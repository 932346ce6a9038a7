#pragma once

#include "gateway/crypto/agreement_key.h"
#include "gateway/crypto/signing_key.h"
#include "gateway/model/ids.h"

namespace gateway::envelope {

/// The short names by which heads, rows and receipts refer to keys of the directory.
model::KeyId key_id_of(const crypto::PublicKey& key);
model::PrekeyId prekey_id_of(const crypto::AgreementPublicKey& prekey);

}  // namespace gateway::envelope
