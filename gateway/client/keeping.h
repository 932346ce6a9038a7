#pragma once

#include "gateway/base/result.h"
#include "gateway/client/desk.h"
#include "gateway/client/link.h"
#include "gateway/client/opening.h"
#include "gateway/crypto/random.h"
#include "gateway/envelope/receipt.h"
#include "gateway/model/ids.h"
#include "gateway/wire/messages.h"

#include <cstdint>

// What is kept when something has happened to a message. Each returns once it is on stable storage.

namespace gateway::client {

/// Of a leaf about this envelope that the head believed now proves.
base::Result<base::Done> keep_leaf(Desk& desk, const model::EnvelopeId& envelope,
                                   const wire::LeafProof& proof);

/// Of a delivery that was proved when it came.
base::Result<base::Done> keep_delivery(const Desk& desk, const Incoming& incoming);

/// Of a receipt that the gateway has taken.
base::Result<base::Done> keep_receipt(Desk& desk, const model::EnvelopeId& envelope,
                                      const envelope::SignedReceipt& receipt,
                                      const wire::LeafProof& proof);

/// The content keys of the sections that were opened (bits over the head), if the unit keeps any.
base::Result<base::Done> keep_opened_keys(const Desk& desk, const VerifiedView& verified,
                                          const Halves& halves, std::uint32_t opened,
                                          crypto::Random& random);

}  // namespace gateway::client
