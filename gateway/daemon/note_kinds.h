#pragma once

#include <array>
#include <cstdint>

namespace gateway::daemon {

/// The `kind` of a stored note. Stored: add at the end, never renumber.
enum class NoteKind : std::uint8_t {
  kNone = 0,
  kFreeze = 1,
  kDirectory = 2,
  kPolicy = 3,
  kReviewOpened = 4,
  kBreakGlass = 5,
  kReviewClosed = 6,
  kToldOfGlass = 7,
};

/// The notes that a start takes in, in this order, besides freezes: what they open comes before
/// what they close.
inline constexpr std::array kOversightNotes = {NoteKind::kReviewOpened, NoteKind::kBreakGlass,
                                               NoteKind::kReviewClosed, NoteKind::kToldOfGlass};

}  // namespace gateway::daemon
