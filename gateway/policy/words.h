#pragma once

#include "gateway/base/enum_text.h"

#include <array>
#include <cstdint>
#include <string_view>

// The words that belong to the policy language alone; all others are the model's.

namespace gateway::policy {

/// In what shape a section is given, from most to least telling. Stored: never renumber.
enum class Treatment : std::uint8_t {
  kNone = 0,  ///< Not given.
  kFull = 1,
  kSanitised = 2,  ///< Only bytes the sender sanitised.
  kPseudonym = 3,
  kToken = 4,
  kAggregate = 5,
};

inline constexpr std::array<base::EnumText<Treatment>, 5> kTreatmentTexts{{
    {Treatment::kFull, "full"},
    {Treatment::kSanitised, "sanitised"},
    {Treatment::kPseudonym, "pseudonym"},
    {Treatment::kToken, "token"},
    {Treatment::kAggregate, "aggregate"},
}};
constexpr std::string_view to_text(Treatment value) {
  return base::text_in(kTreatmentTexts, value);
}
constexpr bool is_known(Treatment value) { return base::known_in(kTreatmentTexts, value); }

/// Retention class a recipient promises to keep to. Stored: never renumber.
enum class Retention : std::uint8_t {
  kNone = 0,
  kG0 = 1,
  kR1 = 2,
  kR2 = 3,
  kR3 = 4,
  kR4 = 5,
  kR5 = 6,
  kR6 = 7,
  kR7 = 8,
  kR8 = 9,
  kPol1 = 10,
  kPol2 = 11,
  kPol3 = 12,
};

inline constexpr std::array<base::EnumText<Retention>, 12> kRetentionTexts{{
    {Retention::kG0, "G0"},
    {Retention::kR1, "R1"},
    {Retention::kR2, "R2"},
    {Retention::kR3, "R3"},
    {Retention::kR4, "R4"},
    {Retention::kR5, "R5"},
    {Retention::kR6, "R6"},
    {Retention::kR7, "R7"},
    {Retention::kR8, "R8"},
    {Retention::kPol1, "POL-1"},
    {Retention::kPol2, "POL-2"},
    {Retention::kPol3, "POL-3"},
}};
constexpr std::string_view to_text(Retention value) {
  return base::text_in(kRetentionTexts, value);
}
constexpr bool is_known(Retention value) { return base::known_in(kRetentionTexts, value); }

/// What is known about a yes-or-no question. A permit counts only yes; a forbid counts everything
/// but no.
enum class Answer : std::uint8_t { kUnknown = 0, kNo = 1, kYes = 2 };

}  // namespace gateway::policy
