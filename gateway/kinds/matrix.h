#pragma once

#include "gateway/base/enum_text.h"
#include "gateway/model/kind.h"
#include "gateway/model/legal.h"
#include "gateway/model/role.h"

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

// The customer's matrix (schemas/matrix): which role may see which group of fields, and which kind
// may go to or come from whom. Reference data: what is allowed in fact is said by the signed
// policy.

namespace gateway::kinds {

/// F01 to F45, by number. 0 stands for "no group".
enum class FieldGroup : std::uint8_t { kNone = 0 };

/// How much of a group a role may see. Ordered: the stricter of two is the greater.
enum class Level : std::uint8_t {
  kYes = 1,
  kSanitised = 2,  ///< The bytes the sender sanitised; its sanitisation record is required.
  kPseudonym = 3,
  kAggregate = 4,
  kToken = 5,  ///< A token instead of the value.
  kConsentOrOverride = 6,
  kConsent = 7,
  kNever = 8,
};

inline constexpr std::array<base::EnumText<Level>, 8> kLevelTexts{{
    {Level::kYes, "Y"},
    {Level::kSanitised, "S"},
    {Level::kPseudonym, "P"},
    {Level::kAggregate, "A"},
    {Level::kToken, "T"},
    {Level::kConsentOrOverride, "L"},
    {Level::kConsent, "C"},
    {Level::kNever, "N"},
}};
constexpr std::string_view to_text(Level value) { return base::text_in(kLevelTexts, value); }

/// What one role may see of one group in one kind. `purpose` says which consent levels C and L ask
/// for; kNone where the kind has none of its own, so that only an override helps.
struct Cell {
  Level level = Level::kNever;
  model::ConsentPurpose purpose = model::ConsentPurpose::kNone;

  friend bool operator==(const Cell&, const Cell&) = default;
};

/// Never for a role the matrix does not list (TIPSTER).
Level level_of(FieldGroup group, model::Role role);
Cell cell_of(model::Kind kind, FieldGroup group, model::Role role);

/// Recall and correction go to whoever received their target: there, true for every role that some
/// other kind may go to, except PUBLIC, to which nothing is sealed.
bool may_receive(model::Kind kind, model::Role role);
bool may_send(model::Kind kind, model::Role role);
/// All roles that may receive the kind, in the order of their numbers.
std::span<const model::Role> receivers_of(model::Kind kind);

/// The purposes without which an adult's message of this kind may not be shared on the basis of
/// consent. Empty for kinds that are not gated.
std::span<const model::ConsentPurpose> gates_of(model::Kind kind);

}  // namespace gateway::kinds
