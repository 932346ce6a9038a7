#pragma once

#include "gateway/audit/leaf.h"
#include "gateway/base/bytes.h"
#include "gateway/crypto/digest.h"
#include "gateway/model/ids.h"

#include <cstdint>
#include <span>

// What stands in a leaf instead of what must not: links that only the holder of a key can follow.

namespace gateway::audit {

/// Subject of every leaf about one row of an envelope:
/// SHA-256("row leaf v1" || envelope id || row salt).
base::Digest row_subject(const model::EnvelopeId& envelope, const model::Salt& row_salt);

/// A case key: of the whole case, or one partner's. Secret.
using CaseKeyView = std::span<const std::uint8_t, 32>;

/// One partner's case key, HMAC-SHA256(case key, partner number as u32). From it nobody gets back
/// to the case key, nor to another partner's.
void derive_case_key(CaseKeyView case_key, model::PartnerNumber partner,
                     std::span<std::uint8_t, 32> out);

/// HMAC-SHA256(partner's case key, "case tag v1" || nonce), first 16 bytes. `nonce` is the row's.
model::CaseTag case_tag(CaseKeyView partner_key, std::span<const std::uint8_t, 16> nonce);

/// Opens a leaf's detail; 32 random bytes, fresh for each leaf. Destroying it erases the detail.
using OpeningKey = base::FixedBytes<struct OpeningKeyTag, 32>;

/// HMAC-SHA256(key, detail bytes).
Detail commit_detail(const OpeningKey& key, base::ByteView detail);

}  // namespace gateway::audit
