#pragma once

#include "gateway/base/time.h"
#include "gateway/client/desk.h"
#include "gateway/client/link.h"
#include "gateway/directory/break_glass.h"
#include "gateway/directory/review.h"
#include "gateway/model/ids.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

// What a unit is told of decisions made in a hurry: break-glass, and reviews that are due.

namespace gateway::client {

/// A break-glass that this unit was told of: on its disk, with the trustees' signatures and the
/// proof that the log holds its leaf checked.
struct GlassNotice {
  std::string note;
  directory::BreakGlass what;
  model::Digest hash;
  model::MessageId message;
};

struct DueReview {
  directory::Reviewed what = directory::Reviewed::kNone;
  model::Digest subject;
  model::MessageId message;
  base::Time opened;
  base::Time due;
};

struct Oversight {
  std::uint32_t break_glass = 0;  ///< How often it was ever used, by anybody.
  std::uint32_t in_force = 0;
  std::vector<DueReview> reviews;  ///< The most urgent first.
  std::vector<GlassNotice> news;   ///< Told now for the first time.
  std::uint32_t unproved = 0;      ///< Notices without a good proof: not kept, not confirmed.

  [[nodiscard]] std::size_t overdue(base::Time now) const;
};

/// Asks the gateway, keeps every new notice on disk and then confirms it.
std::variant<Oversight, LinkError> ask_oversight(Desk& desk, Link& link, base::Millis timeout);

/// All notices on this unit's disk, the newest last.
std::vector<GlassNotice> kept_notices(const Desk& desk);

/// Hands over a signed note; nothing when the gateway took it.
std::optional<LinkError> hand_over_break_glass(Link& link, std::string note, base::Millis timeout);
std::optional<LinkError> hand_over_review(Link& link, std::string note, base::Millis timeout);

}  // namespace gateway::client
