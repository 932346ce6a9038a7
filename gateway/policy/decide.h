#pragma once

#include "gateway/base/time.h"
#include "gateway/model/handling.h"
#include "gateway/model/ids.h"
#include "gateway/model/kind.h"
#include "gateway/model/legal.h"
#include "gateway/model/refusal.h"
#include "gateway/model/role.h"
#include "gateway/model/section.h"
#include "gateway/policy/policy_set.h"
#include "gateway/policy/words.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace gateway::policy {

/// One more than the highest number of a section; arrays by section have this many slots.
inline constexpr std::size_t kSectionSlots = 16;

struct Sender {
  model::PartnerName partner;
  model::UnitName unit;
  EnumSet<model::Role> roles;  ///< All roles the unit holds in the directory.
};

struct Recipient {
  model::PartnerName partner;
  model::UnitName unit;
  model::Role role = model::Role::kNone;
};

/// Everything a decision about one row depends on besides the policy. What is left out is unknown:
/// it helps no permit and lifts no forbid.
struct ShareFacts {
  Sender sender;
  Recipient recipient;
  model::Kind kind = model::Kind::kNone;
  EnumSet<model::Section> sections;  ///< The sections the kind has.
  model::Purpose purpose = model::Purpose::kNone;
  EnumSet<model::LegalBasis> bases;
  model::Urgency urgency = model::Urgency::kNone;
  model::Marking marking = model::Marking::kNone;
  model::HandlingCode handling = model::HandlingCode::kNone;
  Answer subject_is_child = Answer::kUnknown;
  Answer override_recorded = Answer::kUnknown;
  Answer area_matches = Answer::kUnknown;
  Answer sector_matches = Answer::kUnknown;
  /// "" when the message is addressed and not published.
  std::optional<std::string> topic;
  /// Purposes for which a consent in force now names this recipient in this role.
  std::optional<EnumSet<model::ConsentPurpose>> consents;
  /// Sections whose bytes the sender sanitised and recorded as such.
  std::optional<EnumSet<model::Section>> sanitised;
  /// By section number: how many different trustees approved it for this row.
  std::array<std::uint8_t, kSectionSlots> approvals{};
  base::Time now;
};

/// Why a section is or is not given.
enum class SectionOutcome : std::uint8_t {
  kNotAsked = 0,
  kNoPermit = 1,         ///< No rule gives it to this recipient from this sender for this purpose.
  kConditionFailed = 2,  ///< `rule` would give it if its condition held.
  kForbidden = 3,        ///< `rule` forbids it.
  kPermitted = 4,
};

struct SectionDecision {
  SectionOutcome outcome = SectionOutcome::kNotAsked;
  model::SectionMode mode = model::SectionMode::kNone;
  /// kSanitised, kPseudonym, kToken and kAggregate bind the sender to give it in that shape.
  Treatment treatment = Treatment::kNone;
  Obligations obligations;
  RuleId rule = RuleId::kNone;        ///< The NGO's rule, or the forbid.
  RuleId owner_rule = RuleId::kNone;  ///< The sending partner's own, when it has a text.

  [[nodiscard]] bool permitted() const { return outcome == SectionOutcome::kPermitted; }
  friend bool operator==(const SectionDecision&, const SectionDecision&) = default;
};

enum class Verdict : std::uint8_t { kRefused = 0, kShared = 1 };

/// What one row may carry. As made by nobody, it refuses.
struct RowDecision {
  Verdict verdict = Verdict::kRefused;
  model::Refusal refusal = model::Refusal::kUnspecified;  ///< Only meant when refused.
  std::array<SectionDecision, kSectionSlots> sections{};  ///< By section number.
  AgreementId sender_agreement = AgreementId::kNone;
  AgreementId recipient_agreement = AgreementId::kNone;

  [[nodiscard]] bool shared() const { return verdict == Verdict::kShared; }
  /// A section that has no slot was not asked for.
  [[nodiscard]] const SectionDecision& section(model::Section section) const;
  /// Empty when refused.
  [[nodiscard]] EnumSet<model::Section> permitted() const;
  friend bool operator==(const RowDecision&, const RowDecision&) = default;
};

/// Whether, and which sections of, a message may go from sender to recipient. A section passes when
/// - no forbid of any text matches it,
/// - a permit of the NGO's text and one of the sending partner's text match it (the NGO's alone for
///   the NGO itself and for partners who adopted it), and
/// - sender and recipient, unless they are the NGO, each have an agreement with the NGO in force
///   that lists the purpose and the kind.
/// Of several permits of one text the most telling treatment counts, release wins over direct, and
/// all obligations bind; between the two texts the stricter of each counts.
///
/// Refusals, first that applies: kKindUnknown, kRoleUnknown, kRoleNotPermitted (no permit could
/// ever apply between these two), kKindNotInAgreement, kPolicyDenies, kNoSectionLeft (conditions
/// alone stand in the way).
///
/// Pure: the same arguments always give the same answer.
[[nodiscard]] RowDecision decide(const PolicySet& set, const ShareFacts& facts);

}  // namespace gateway::policy
