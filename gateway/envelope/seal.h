#pragma once

#include "gateway/base/bytes.h"
#include "gateway/crypto/agreement_key.h"
#include "gateway/crypto/random.h"
#include "gateway/crypto/secret_bytes.h"
#include "gateway/crypto/signing_key.h"
#include "gateway/envelope/checked.h"
#include "gateway/envelope/head.h"
#include "gateway/envelope/rows.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <vector>

namespace gateway::envelope {

/// One compartment. Pass every section the kind may have, with empty data where there is nothing to
/// say: which ones are present must tell nothing.
struct SectionContent {
  model::Section section = model::Section::kNone;
  model::SectionMode mode = model::SectionMode::kNone;
  base::ByteView data;
};

/// One recipient, in one role it holds.
struct Recipient {
  model::UnitRef unit;
  model::Role role = model::Role::kNone;
  crypto::AgreementPublicKey prekey;
  std::vector<model::Section> granted;  ///< At least one of the sections sealed.
  std::uint64_t pair_counter = 0;       ///< One more than in the last message to it.
  model::ConversationId conversation;   ///< Zero: sealing draws one.
  model::ConsentHandle consent;         ///< Zero for none.
  TagNonce tag_nonce;                   ///< Zero: sealing draws nonce and tag, so that a message
  model::CaseTag case_tag;              ///< without a case looks like one with a case.
  std::map<model::Section, Promise> promises;  ///< Of granted sections only.
};

/// A content key that was drawn before: what a person signed about the section depends on it. Both
/// null and kNone: there is none.
struct GivenKey {
  model::Section section = model::Section::kNone;
  const crypto::SecretBytes<32>* key = nullptr;
};

struct SealRequest {
  Cover cover;
  GatewayRow gateway_row;                ///< A zero salt is drawn.
  std::vector<SectionContent> sections;  ///< Ascending by section, 1 to 16.
  std::vector<Recipient> recipients;     ///< 1 to 64, no two alike in unit and role.
  crypto::AgreementPublicKey
      release_key;       ///< The gateway's; used when a section is in release mode.
  GivenKey given_key{};  ///< Of the section that the reason for an override lies in.
};

/// An envelope that lacks only its signature.
struct Sealed {
  model::EnvelopeId id;
  model::Kind kind = model::Kind::kNone;
  model::UnitRef sender;
  model::KeyId sender_key;
  base::Digest recipients;  ///< Equal for equal sets of (partner, unit, role).
  std::uint8_t rows = 0;
  std::uint8_t sections = 0;
  std::uint8_t halves = 0;
  base::Bytes parts;  ///< All parts of the container but the signature.
};

/// Encrypts, wraps and commits. Refuses what open_for_gateway would refuse, with the same code:
/// kTooLarge over kMaxEnvelope, kAudienceEmpty without a recipient, kRowMalformed for a recipient
/// named twice or granted nothing or an unknown section, and so on.
Checked<Sealed> seal(const SealRequest& request, crypto::Random& random);

/// The content key of each section, in their order; zeros beyond the last.
using DrawnKeys = crypto::SecretBytes<kMaxSections * std::size_t{32}>;
/// The same for a sender that keeps the keys, to be able to show what it sent.
Checked<Sealed> seal(const SealRequest& request, crypto::Random& random, DrawnKeys& drawn);

/// Whether both may share one signature: same sender, key, kind and recipients, so that sharing it
/// joins nothing that is not joined already.
[[nodiscard]] bool may_share_batch(const Sealed& a, const Sealed& b);

/// The exact bytes to keep on disk before the first send, and to send, unchanged, every time.
struct SealedEnvelope {
  model::EnvelopeId id;
  base::Bytes container;
};

/// Signs 1 to crypto::kMaxBatch envelopes at once; any two of them must be such that
/// may_share_batch, and `key` the one that their cover names. Result i belongs to batch[i].
std::vector<SealedEnvelope> sign(std::span<const Sealed> batch, const crypto::SigningKey& key,
                                 crypto::Random& random);

}  // namespace gateway::envelope
