#pragma once

#include "gateway/base/enum_text.h"

#include <array>
#include <cstdint>
#include <string_view>

namespace gateway::audit {

/// Why evidence leaves the network: the basis of an EXPORT leaf. Part of a public format: add at
/// the end, never renumber.
enum class ExportGround : std::uint16_t {
  kNone = 0,  ///< Never in a leaf.
  kCourt = 1,
  kPolice = 2,
  kSubjectAccess = 3,
  kRegulator = 4,
  kComplaint = 5,
  kInternal = 6,
};

inline constexpr std::array<base::EnumText<ExportGround>, 6> kExportGroundTexts{{
    {ExportGround::kCourt, "court"},
    {ExportGround::kPolice, "police"},
    {ExportGround::kSubjectAccess, "subject-access"},
    {ExportGround::kRegulator, "regulator"},
    {ExportGround::kComplaint, "complaint"},
    {ExportGround::kInternal, "internal"},
}};
constexpr std::string_view to_text(ExportGround value) {
  return base::text_in(kExportGroundTexts, value);
}
constexpr bool is_known(ExportGround value) { return base::known_in(kExportGroundTexts, value); }

}  // namespace gateway::audit
