#pragma once

#include "gateway/base/enum_text.h"

#include <array>
#include <cstdint>
#include <string_view>

// The compartments of a message (the names every field map and policy uses).

namespace gateway::model {

/// A compartment of a message with a key of its own. Stored and signed: add at the end, never
/// renumber.
enum class Section : std::uint8_t {
  kNone = 0,  ///< Nothing was said. Never valid from outside.
  kContent = 1,
  kIdentity = 2,
  kContact = 3,
  kLocation = 4,
  kNeeds = 5,
  kHealth = 6,
  kRisk = 7,
  kLogistics = 8,
  kAccount = 9,
  kProvenance = 10,
  kSource = 11,
  kEvidence = 12,
  kConsent = 13,
  kToken = 14,
};

inline constexpr std::array<base::EnumText<Section>, 14> kSectionTexts{{
    {Section::kContent, "content"},
    {Section::kIdentity, "identity"},
    {Section::kContact, "contact"},
    {Section::kLocation, "location"},
    {Section::kNeeds, "needs"},
    {Section::kHealth, "health"},
    {Section::kRisk, "risk"},
    {Section::kLogistics, "logistics"},
    {Section::kAccount, "account"},
    {Section::kProvenance, "provenance"},
    {Section::kSource, "source"},
    {Section::kEvidence, "evidence"},
    {Section::kConsent, "consent"},
    {Section::kToken, "token"},
}};
constexpr std::string_view to_text(Section value) { return base::text_in(kSectionTexts, value); }
/// True for a number this version knows. Ask it of every number that comes from outside.
constexpr bool is_known(Section value) { return base::known_in(kSectionTexts, value); }

/// How a section is opened: at once, or by a release the gateway logs first. Stored and signed:
/// add at the end, never renumber.
enum class SectionMode : std::uint8_t {
  kNone = 0,  ///< Nothing was said. Never valid from outside.
  kDirect = 1,
  kRelease = 2,
};

inline constexpr std::array<base::EnumText<SectionMode>, 2> kSectionModeTexts{{
    {SectionMode::kDirect, "direct"},
    {SectionMode::kRelease, "release"},
}};
constexpr std::string_view to_text(SectionMode value) {
  return base::text_in(kSectionModeTexts, value);
}
/// True for a number this version knows. Ask it of every number that comes from outside.
constexpr bool is_known(SectionMode value) { return base::known_in(kSectionModeTexts, value); }

}  // namespace gateway::model
