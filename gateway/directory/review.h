#pragma once

#include "gateway/base/enum_text.h"
#include "gateway/base/result.h"
#include "gateway/base/time.h"
#include "gateway/crypto/signing_key.h"
#include "gateway/directory/directory.h"
#include "gateway/directory/root.h"
#include "gateway/model/ids.h"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>

// Somebody else looks, afterwards, at what was decided in a hurry. Text: FORMAT.md section 9.

namespace gateway::directory {

inline constexpr std::size_t kMaxReviewNoteSize = std::size_t{4} << 10U;
inline constexpr std::chrono::minutes kMaxReviewSkew{5};

/// What is reviewed. Stored: add at the end, never renumber.
enum class Reviewed : std::uint8_t {
  kNone = 0,  ///< Never valid.
  kOverride = 1,
  kBreakGlass = 2,
};
inline constexpr std::array<base::EnumText<Reviewed>, 2> kReviewedTexts{{
    {Reviewed::kOverride, "override"},
    {Reviewed::kBreakGlass, "break-glass"},
}};

/// Stored, and in leaves: add at the end, never renumber.
enum class Finding : std::uint8_t {
  kNone = 0,  ///< Never valid.
  kJustified = 1,
  kUnjustified = 2,
};
inline constexpr std::array<base::EnumText<Finding>, 2> kFindingTexts{{
    {Finding::kJustified, "justified"},
    {Finding::kUnjustified, "unjustified"},
}};

struct Review {
  Reviewed what = Reviewed::kNone;
  /// The envelope's id for an override, the hash of the note's text for break-glass.
  model::Digest subject;
  Finding finding = Finding::kNone;
  base::Time at;  ///< Whole seconds.

  friend bool operator==(const Review&, const Review&) = default;
};
std::string to_text(const Review& review);
base::Result<Review> parse_review(std::string_view text);

/// Of a review that closes an override: kUnauthenticated unless a decider of that partner signed it
/// whose name is not `decided_by` and whose key is valid now. kMalformed when it is dated more than
/// kMaxReviewSkew ahead, or is no review of an override.
base::Result<Review> verify_override_review(std::string_view note, const Partner& partner,
                                            std::string_view decided_by, base::Time now);

/// Of a review that closes a break-glass: kUnauthenticated unless a trustee signed it whose key is
/// not among those that signed the break-glass note.
base::Result<Review> verify_break_glass_review(std::string_view note, const Root& root,
                                               const std::set<crypto::PublicKey>& signers,
                                               base::Time now);

}  // namespace gateway::directory
