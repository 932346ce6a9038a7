#pragma once

#include "gateway/base/result.h"
#include "gateway/base/time.h"
#include "gateway/crypto/signing_key.h"
#include "gateway/directory/root.h"
#include "gateway/model/ids.h"
#include "gateway/model/legal.h"
#include "gateway/model/role.h"
#include "gateway/model/section.h"

#include <chrono>
#include <cstddef>
#include <set>
#include <string>
#include <string_view>

// Trustees lift the lock of consent or policy for one section of one row of one envelope that was
// sent before, for a day. Text: FORMAT.md section 8.

namespace gateway::directory {

inline constexpr std::size_t kMaxBreakGlassNoteSize = std::size_t{8} << 10U;
inline constexpr std::chrono::hours kBreakGlassLasts{24};  ///< At most.
inline constexpr std::chrono::minutes kMaxBreakGlassSkew{5};

struct BreakGlass {
  model::EnvelopeId envelope;
  model::Digest row;  ///< Commitment of the row, as it stands in the head.
  model::UnitRef recipient;
  model::Role role = model::Role::kNone;
  model::Section section = model::Section::kNone;
  model::LegalBasis ground = model::LegalBasis::kNone;
  model::Digest reason;  ///< Of break_glass_reason().
  base::Time from;       ///< Whole seconds, like `until`.
  base::Time until;      ///< At most kBreakGlassLasts later; first instant it no longer holds.

  [[nodiscard]] bool holds(base::Time now) const { return from <= now && now < until; }

  friend bool operator==(const BreakGlass&, const BreakGlass&) = default;
};
std::string to_text(const BreakGlass& what);
/// Refuses a ground on which consent may not be overridden, and a time over kBreakGlassLasts.
base::Result<BreakGlass> parse_break_glass(std::string_view text);

/// Binds the note to its reason, which only those are told who hold `blind` (32 random bytes):
/// digest_of("safeconduct break-glass reason v1", blind, text).
model::Digest break_glass_reason(base::ByteView blind, std::string_view text);

struct VerifiedBreakGlass {
  BreakGlass what;
  std::set<crypto::PublicKey> trustees;  ///< Distinct keys that signed: as many as it takes.
};
/// Checks a note: kUnauthenticated unless as many trustees signed as the root demands for
/// `breakglass`, and at least two, under a root that has not expired; kNotFound when its time is
/// over; kMalformed when it begins more than kMaxBreakGlassSkew ahead.
inline constexpr std::size_t kLeastBreakGlassTrustees = 2;
base::Result<VerifiedBreakGlass> verify_break_glass(std::string_view note, const Root& root,
                                                    base::Time now);

}  // namespace gateway::directory
