#pragma once

#include "gateway/base/bytes.h"
#include "gateway/model/kind.h"
#include "gateway/model/section.h"

#include <optional>
#include <string>
#include <vector>

namespace gateway::kinds {

/// One place of a section and what stands there.
struct PlacedText {
  std::string at;  ///< JSON pointer.
  /// A text as it is, a code as its word, a number in decimal, true, false or null; [] for a list
  /// and {} for an object with nothing in it.
  std::string text;

  friend bool operator==(const PlacedText&, const PlacedText&) = default;
};

/// Everything one opened section says, members in the order of their ordinals; FORMAT.md. Nothing
/// when the bytes are no such section. `kind` has a schema.
std::optional<std::vector<PlacedText>> section_texts(model::Kind kind, model::Section section,
                                                     base::ByteView bytes);

}  // namespace gateway::kinds
