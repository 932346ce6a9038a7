#pragma once

#include "gateway/base/bytes.h"
#include "gateway/base/time.h"
#include "gateway/crypto/signing_key.h"
#include "gateway/envelope/head.h"
#include "gateway/model/ids.h"
#include "gateway/model/legal.h"
#include "gateway/model/role.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace gateway::envelope {

inline constexpr std::size_t kMaxApprovals = 16;
inline constexpr std::size_t kMaxApprovalSize = 4096;
inline constexpr std::size_t kMaxConsentHandles = 256;
inline constexpr std::size_t kMaxConsentGrants = 512;

using TagNonce = base::FixedBytes<struct TagNonceTag, 16>;

/// What a recipient promises for one section, as the policy in force at sealing demands it.
struct Promise {
  std::uint16_t keep = 0;  ///< Bit n: retention class n of the policy language.
  bool no_onward = false;
  std::uint16_t report_back_days = 0;  ///< 0: need not report.

  [[nodiscard]] bool is_empty() const { return *this == Promise(); }
  friend bool operator==(const Promise&, const Promise&) = default;
};

/// One recipient's entry, read by the gateway and by that recipient. Partner kNobody is a filler
/// that hides how many recipients there are; all else in it is zero but the salt.
struct Row {
  model::Salt salt;
  model::UnitRef recipient;
  model::Role role = model::Role::kNone;
  model::PrekeyId prekey;
  std::uint32_t granted = 0;  ///< Bit i: section i of the head.
  model::ConversationId conversation;
  model::ConsentHandle consent;  ///< Zero for none.
  TagNonce tag_nonce;
  model::CaseTag case_tag;
  /// One per section of the head, zero where none is released; empty when the row has none.
  std::vector<base::Digest> release_half_hashes;
  /// One per section of the head, empty ones where the section is not granted; no element at all
  /// when nothing is promised.
  std::vector<Promise> promises;

  [[nodiscard]] bool is_filler() const {
    return recipient.partner == model::PartnerNumber::kNobody;
  }
  [[nodiscard]] bool grants(std::size_t index) const {
    return index < kMaxSections && ((granted >> index) & 1U) != 0;
  }

  friend bool operator==(const Row&, const Row&) = default;
};

/// A named person's decision to share without consent. The reason itself lies in a section; what
/// ties both together is in override_record.h.
struct Override {
  model::LegalBasis ground = model::LegalBasis::kNone;
  base::Time time;  ///< Whole minutes.
  crypto::PublicKey person;
  crypto::Signature signature;     ///< Over override_text().
  base::Digest reason_commitment;  ///< The head's, too, so that recipients can check the reason.

  friend bool operator==(const Override&, const Override&) = default;
};

/// The envelope and row that a control or answer kind speaks of.
struct Target {
  model::EnvelopeId envelope;
  base::Digest row_commitment;

  friend bool operator==(const Target&, const Target&) = default;
};

/// One entry for the consent register: this handle lets that recipient have data for one purpose.
struct ConsentGrant {
  model::ConsentHandle handle;
  model::ConsentPurpose purpose = model::ConsentPurpose::kNone;
  model::PartnerNumber recipient = model::PartnerNumber::kNobody;
  model::Role role = model::Role::kNone;
  base::Time valid_from;   ///< Whole minutes.
  base::Time valid_until;  ///< Whole minutes; after valid_from.

  friend bool operator==(const ConsentGrant&, const ConsentGrant&) = default;
};

struct GatewayFlags {
  bool subject_child = false;
  bool identifiable = false;
  bool conditions_present = false;
  bool carries_reference = false;
  bool sanitised = false;

  friend bool operator==(const GatewayFlags&, const GatewayFlags&) = default;
};

/// What only the gateway reads.
struct GatewayRow {
  model::Salt salt;
  model::Purpose purpose = model::Purpose::kNone;
  model::LegalBasis art6 = model::LegalBasis::kNone;
  model::LegalBasis art9 = model::LegalBasis::kNone;  ///< kNotApplicable where there is none.
  GatewayFlags flags;
  std::vector<model::ConsentHandle> consent_handles;
  std::optional<Override> override_decision;
  std::vector<std::string> approvals;  ///< Signed notes.
  std::optional<Target> target;
  std::uint64_t audience_log_size = 0;  ///< 0 when addressed, not published.
  /// Names the consent record that the grants, or a withdrawal, belong to; zero without.
  base::Digest consent_group;
  std::vector<ConsentGrant> consent_grants;
  /// Of a withdrawal: bit n stands for consent purpose n. 0 in every other message.
  std::uint32_t withdrawn_purposes = 0;
  /// Commits to what the sender's client showed before sending; never zero.
  base::Digest plan_digest;

  friend bool operator==(const GatewayRow&, const GatewayRow&) = default;
};

}  // namespace gateway::envelope
