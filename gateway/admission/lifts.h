#pragma once

#include "gateway/model/ids.h"
#include "gateway/model/section.h"

#include <cstdint>

namespace gateway::admission {

/// One section of one row from which trustees have lifted the lock of consent and policy, in force
/// now.
struct Lift {
  model::Digest row;  ///< Commitment of the row.
  model::Section section = model::Section::kNone;
  std::uint8_t trustees = 0;  ///< How many different ones signed.

  friend bool operator==(const Lift&, const Lift&) = default;
};

}  // namespace gateway::admission
