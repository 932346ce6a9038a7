#pragma once

#include "gateway/admission/overrides.h"
#include "gateway/base/time.h"
#include "gateway/consent/register.h"
#include "gateway/envelope/rows.h"
#include "gateway/model/handling.h"
#include "gateway/model/ids.h"
#include "gateway/model/kind.h"
#include "gateway/model/legal.h"
#include "gateway/model/refusal.h"
#include "gateway/model/section.h"
#include "gateway/policy/decide.h"
#include "gateway/policy/policy_set.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// The question "may this row have this, now" as one value: everything the answer depends on besides
// the policy texts. It is asked of the world once, answered by a pure function, and kept, so that
// anybody who holds it and the texts gets the same answer years later. No pointer into anything.

namespace gateway::admission {

/// At which moment a row is decided about. Stored: add at the end, never renumber.
enum class Step : std::uint8_t {
  kNone = 0,     ///< Never valid.
  kSubmit = 1,   ///< The envelope arrives.
  kRelease = 2,  ///< Accepted before; keys or mail are given out, or held back, now.
};

inline constexpr std::size_t kCoverSlots = 16;
static_assert(model::kConsentPurposeTexts.size() < kCoverSlots);

/// One section of the head.
struct AskedSection {
  model::Section section = model::Section::kNone;
  model::SectionMode mode = model::SectionMode::kNone;
  bool asked = false;  ///< The row holds a key for it that is in question.
  envelope::Promise promise;

  friend bool operator==(const AskedSection&, const AskedSection&) = default;
};

/// What one version of the directory says about the two.
struct DirectoryFacts {
  model::DirectoryVersion version{};
  base::Digest hash;
  /// Nothing when sender or recipient is not active there or does not hold the role. The consents
  /// in it are those of the covers; the override is recorded when it holds under this version; the
  /// approvals count those who lifted a lock, too.
  std::optional<policy::ShareFacts> facts;
};

struct RowQuestion {
  Step step = Step::kNone;
  base::Time now;
  model::EnvelopeId envelope;
  model::UnitRef sender;
  model::UnitRef recipient;
  model::Role role = model::Role::kNone;
  model::Kind kind = model::Kind::kNone;
  std::string topic;
  model::Marking marking = model::Marking::kNone;
  model::HandlingCode handling = model::HandlingCode::kNone;
  model::LegalBasis art6 = model::LegalBasis::kNone;
  envelope::GatewayFlags flags;
  bool grants_consents = false;  ///< It has entries for the register of consents.
  std::vector<AskedSection> sections;
  base::Time expires;
  std::uint64_t audience_log_size = 0;  ///< 0 when addressed, not published.
  base::Time audience_resolved;
  base::Time arrived;

  // What the directory in force, the freezes and the register of consents say.
  bool may_send = false;
  bool prekey_fits = false;
  bool in_scope = false;
  bool sender_frozen = false;
  bool recipient_frozen = false;
  OverrideStanding override_standing = OverrideStanding::kInvalid;
  bool approvals_sound = false;  ///< Each approval it carries is one, of it, and in force.
  /// Sections from which trustees have lifted the lock of consent and policy for this row, now.
  policy::EnumSet<model::Section> lifted;
  std::array<consent::Cover, kCoverSlots> covers{};  ///< By consent purpose.
  DirectoryFacts current;
  std::optional<DirectoryFacts> named;  ///< When the envelope names an older version.
};

/// As made by nobody, it refuses.
struct RowAnswer {
  /// Nothing when the row may have what it asks for.
  std::optional<model::Refusal> refusal = model::Refusal::kUnspecified;
  /// Of the directory in force; as made by nobody when a refusal came first.
  policy::RowDecision decision;
};

/// Pure: the same question and the same texts always give the same answer.
[[nodiscard]] RowAnswer answer(const RowQuestion& question, const policy::PolicySet& policies);

}  // namespace gateway::admission
