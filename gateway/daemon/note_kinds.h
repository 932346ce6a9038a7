#pragma once

#include <cstdint>

namespace gateway::daemon {

/// The `kind` of a stored note. Stored: add at the end, never renumber.
enum class NoteKind : std::uint8_t {
  kNone = 0,
  kFreeze = 1,
  kDirectory = 2,
  kPolicy = 3,
};

}  // namespace gateway::daemon
