#pragma once

#include "gateway/base/enum_text.h"

#include <array>
#include <cstdint>
#include <string_view>

// How a message is to be marked, handled and hurried.

namespace gateway::model {

/// How fast a message must reach a person. Stored and signed: add at the end, never renumber.
enum class Urgency : std::uint8_t {
  kNone = 0,  ///< Nothing was said. Never valid from outside.
  kBulk = 1,
  kRoutine = 2,
  kPriority = 3,
  kImmediate = 4,
  kFlash = 5,
};

inline constexpr std::array<base::EnumText<Urgency>, 5> kUrgencyTexts{{
    {Urgency::kBulk, "BULK"},
    {Urgency::kRoutine, "ROUTINE"},
    {Urgency::kPriority, "PRIORITY"},
    {Urgency::kImmediate, "IMMEDIATE"},
    {Urgency::kFlash, "FLASH"},
}};
constexpr std::string_view to_text(Urgency value) { return base::text_in(kUrgencyTexts, value); }
/// True for a number this version knows. Ask it of every number that comes from outside.
constexpr bool is_known(Urgency value) { return base::known_in(kUrgencyTexts, value); }

/// Government Security Classification of the whole message. SECRET and above exist only to be
/// refused. Stored and signed: add at the end, never renumber.
enum class Marking : std::uint8_t {
  kNone = 0,  ///< Nothing was said. Never valid from outside.
  kOfficial = 1,
  kOfficialSensitive = 2,
  kSecret = 3,
  kTopSecret = 4,
};

inline constexpr std::array<base::EnumText<Marking>, 4> kMarkingTexts{{
    {Marking::kOfficial, "OFFICIAL"},
    {Marking::kOfficialSensitive, "OFFICIAL-SENSITIVE"},
    {Marking::kSecret, "SECRET"},
    {Marking::kTopSecret, "TOP SECRET"},
}};
constexpr std::string_view to_text(Marking value) { return base::text_in(kMarkingTexts, value); }
/// True for a number this version knows. Ask it of every number that comes from outside.
constexpr bool is_known(Marking value) { return base::known_in(kMarkingTexts, value); }

/// 3x5x2 handling code: P lawful sharing permitted, C with conditions. Stored and signed: add
/// at the end, never renumber.
enum class HandlingCode : std::uint8_t {
  kNone = 0,  ///< Nothing was said. Never valid from outside.
  kPermitted = 1,
  kConditions = 2,
};

inline constexpr std::array<base::EnumText<HandlingCode>, 2> kHandlingCodeTexts{{
    {HandlingCode::kPermitted, "P"},
    {HandlingCode::kConditions, "C"},
}};
constexpr std::string_view to_text(HandlingCode value) {
  return base::text_in(kHandlingCodeTexts, value);
}
/// True for a number this version knows. Ask it of every number that comes from outside.
constexpr bool is_known(HandlingCode value) { return base::known_in(kHandlingCodeTexts, value); }

}  // namespace gateway::model
