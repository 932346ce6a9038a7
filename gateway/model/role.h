#pragma once

#include "gateway/base/enum_text.h"

#include <array>
#include <cstdint>
#include <string_view>

// The words are those of the customer's list of partner roles.

namespace gateway::model {

/// The capacity in which a unit sends or receives. TIPSTER sends tips and receives nothing.
/// Stored and signed: add at the end, never renumber.
enum class Role : std::uint8_t {
  kNone = 0,  ///< Nothing was said. Never valid from outside.
  kHfjInv = 1,
  kHfjCare = 2,
  kHfjLegal = 3,
  kHfjCamp = 4,
  kPolInt = 5,
  kPolOic = 6,
  kNca = 7,
  kFwa = 8,
  kCps = 9,
  kSca = 10,
  kFro = 11,
  kMsvcc = 12,
  kSafehouse = 13,
  kLa = 14,
  kHealth = 15,
  kForum = 16,
  kPublic = 17,
  kTipster = 18,
};

inline constexpr std::array<base::EnumText<Role>, 18> kRoleTexts{{
    {Role::kHfjInv, "HFJ_INV"},
    {Role::kHfjCare, "HFJ_CARE"},
    {Role::kHfjLegal, "HFJ_LEGAL"},
    {Role::kHfjCamp, "HFJ_CAMP"},
    {Role::kPolInt, "POL_INT"},
    {Role::kPolOic, "POL_OIC"},
    {Role::kNca, "NCA"},
    {Role::kFwa, "FWA"},
    {Role::kCps, "CPS"},
    {Role::kSca, "SCA"},
    {Role::kFro, "FRO"},
    {Role::kMsvcc, "MSVCC"},
    {Role::kSafehouse, "SAFEHOUSE"},
    {Role::kLa, "LA"},
    {Role::kHealth, "HEALTH"},
    {Role::kForum, "FORUM"},
    {Role::kPublic, "PUBLIC"},
    {Role::kTipster, "TIPSTER"},
}};
constexpr std::string_view to_text(Role value) { return base::text_in(kRoleTexts, value); }
/// True for a number this version knows. Ask it of every number that comes from outside.
constexpr bool is_known(Role value) { return base::known_in(kRoleTexts, value); }

}  // namespace gateway::model
