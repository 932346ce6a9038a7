#pragma once

#include "gateway/base/bytes.h"
#include "gateway/base/enum_text.h"
#include "gateway/base/result.h"
#include "gateway/base/time.h"
#include "gateway/crypto/random.h"
#include "gateway/model/ids.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

// The entries of the audit log. Layout and meaning of every field: FORMAT.md.

namespace gateway::audit {

/// What happened. Part of a public format: never renumber.
enum class LeafType : std::uint8_t {
  kNone = 0x00,  ///< Never valid.
  kLogStart = 0x01,
  kAccept = 0x02,
  kDeliver = 0x03,
  kReceipt = 0x04,
  kRefuse = 0x05,
  kOpened = 0x06,
  kEraseSection = 0x07,
  kEraseCaseKey = 0x08,
  kDirectory = 0x09,
  kFreeze = 0x0A,
  kPrekey = 0x0B,
  kKeyEpoch = 0x0C,
  kAuditQuery = 0x0D,
  kHold = 0x0E,
  kRelease = 0x0F,
  kExport = 0x10,
  kHeartbeat = 0x11,
  kWitnessGap = 0x12,
  kConfig = 0x13,
  kPolicy = 0x14,
  kSubscription = 0x15,
  kConsent = 0x16,
  kQuarantine = 0x17,
  kExpired = 0x18,
  kBreakGlass = 0x19,
  kRefuseSummary = 0x1A,
  kApproval = 0x1B,
  kReview = 0x1C,
};

inline constexpr std::array<base::EnumText<LeafType>, 28> kLeafTypeTexts{{
    {LeafType::kLogStart, "LOG_START"},
    {LeafType::kAccept, "ACCEPT"},
    {LeafType::kDeliver, "DELIVER"},
    {LeafType::kReceipt, "RECEIPT"},
    {LeafType::kRefuse, "REFUSE"},
    {LeafType::kOpened, "OPENED"},
    {LeafType::kEraseSection, "ERASE_SECTION"},
    {LeafType::kEraseCaseKey, "ERASE_CASEKEY"},
    {LeafType::kDirectory, "DIRECTORY"},
    {LeafType::kFreeze, "FREEZE"},
    {LeafType::kPrekey, "PREKEY"},
    {LeafType::kKeyEpoch, "KEY_EPOCH"},
    {LeafType::kAuditQuery, "AUDIT_QUERY"},
    {LeafType::kHold, "HOLD"},
    {LeafType::kRelease, "RELEASE"},
    {LeafType::kExport, "EXPORT"},
    {LeafType::kHeartbeat, "HEARTBEAT"},
    {LeafType::kWitnessGap, "WITNESS_GAP"},
    {LeafType::kConfig, "CONFIG"},
    {LeafType::kPolicy, "POLICY"},
    {LeafType::kSubscription, "SUBSCRIPTION"},
    {LeafType::kConsent, "CONSENT"},
    {LeafType::kQuarantine, "QUARANTINE"},
    {LeafType::kExpired, "EXPIRED"},
    {LeafType::kBreakGlass, "BREAK_GLASS"},
    {LeafType::kRefuseSummary, "REFUSE_SUMMARY"},
    {LeafType::kApproval, "APPROVAL"},
    {LeafType::kReview, "REVIEW"},
}};
constexpr std::string_view to_text(LeafType value) { return base::text_in(kLeafTypeTexts, value); }
constexpr bool is_known(LeafType value) { return base::known_in(kLeafTypeTexts, value); }

/// Hides the detail bytes of a leaf and binds to them; zero when the leaf has none. See
/// commit_detail().
using Detail = base::FixedBytes<struct DetailTag, 32>;

inline constexpr std::size_t kLeafSize = 152;
using LeafBytes = std::array<std::uint8_t, kLeafSize>;

/// Tags of the rows a leaf is about; slots without a row are random, see fill_case_tags().
using CaseTags = std::array<model::CaseTag, 4>;

struct Leaf {
  LeafType type = LeafType::kNone;
  /// A model::Refusal for REFUSE, a model::LegalBasis for ACCEPT and DELIVER, else 0.
  std::uint16_t basis = 0;
  model::PartnerNumber actor = model::PartnerNumber::kNobody;
  model::PartnerNumber peer = model::PartnerNumber::kNobody;
  model::DirectoryVersion directory{};  ///< In force when the leaf was written.
  base::Time time;                      ///< As the gateway claims; not before 1970.
  base::Digest subject;
  Detail detail;
  CaseTags case_tags{};

  friend bool operator==(const Leaf&, const Leaf&) = default;
};

/// `leaf.type` is known.
LeafBytes encode(const Leaf& leaf);
/// Another size than kLeafSize is kMalformed; a version or type we do not know is kUnsupported:
/// whoever reads a log reports it and never skips it.
base::Result<Leaf> parse_leaf(base::ByteView bytes);

/// `tags`, at most four, then random bytes: a leaf without a case looks like one with a case.
CaseTags fill_case_tags(std::span<const model::CaseTag> tags, crypto::Random& random);

}  // namespace gateway::audit
