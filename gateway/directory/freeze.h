#pragma once

#include "gateway/base/enum_text.h"
#include "gateway/directory/directory.h"
#include "gateway/directory/root.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gateway::directory {

/// A partner, a unit of it (when `unit` is not empty), one signing key of that unit (when `key` is
/// given, too), or the key of one of the partner's deciders (`key` without `unit`). Trustees and
/// gateway keys cannot even be named.
struct FreezeTarget {
  model::PartnerNumber partner = model::PartnerNumber::kNobody;
  std::string unit;
  std::optional<model::KeyId> key;

  friend auto operator<=>(const FreezeTarget&, const FreezeTarget&) = default;
};

enum class FreezeAction : std::uint8_t {
  kNone = 0,  ///< Never valid.
  kFreeze = 1,
  kLift = 2,
};
inline constexpr std::array<base::EnumText<FreezeAction>, 2> kFreezeActionTexts{{
    {FreezeAction::kFreeze, "freeze"},
    {FreezeAction::kLift, "lift"},
}};

enum class FreezeReason : std::uint8_t {
  kNone = 0,  ///< Never valid.
  kKeyLost = 1,
  kKeyCompromised = 2,
  kMisuse = 3,
  kLeft = 4,
  kPrecaution = 5,
  kResolved = 6,
};
inline constexpr std::array<base::EnumText<FreezeReason>, 6> kFreezeReasonTexts{{
    {FreezeReason::kKeyLost, "key-lost"},
    {FreezeReason::kKeyCompromised, "key-compromised"},
    {FreezeReason::kMisuse, "misuse"},
    {FreezeReason::kLeft, "left"},
    {FreezeReason::kPrecaution, "precaution"},
    {FreezeReason::kResolved, "resolved"},
}};

struct Freeze {
  FreezeAction action = FreezeAction::kNone;
  FreezeTarget target;
  base::Time at;  ///< Whole seconds.
  FreezeReason reason = FreezeReason::kNone;

  friend bool operator==(const Freeze&, const Freeze&) = default;
};

/// The text of a freeze note. A trustee signs it, or any signing key of the partner concerned; k
/// trustees signing the same text confirm it; a lift takes k trustees.
std::string to_text(const Freeze& freeze);
base::Result<Freeze> parse_freeze(std::string_view text, std::size_t* bad_line = nullptr);

struct VerifiedFreeze {
  Freeze freeze;
  bool confirmed = false;  ///< k trustees signed: it does not lapse.
};
/// Checks a freeze note: kUnauthenticated unless the right people signed, kNotFound for a target
/// that is not in the directory, kMalformed for one dated more than kMaxFreezeSkew ahead of now.
inline constexpr std::chrono::minutes kMaxFreezeSkew{5};
inline constexpr std::size_t kMaxFreezeNoteSize = std::size_t{16} << 10U;
base::Result<VerifiedFreeze> verify_freeze(std::string_view note, const Root& root,
                                           const Directory& directory, base::Time now);

/// What is frozen. The order in which notes arrive, and how often, makes no difference.
class FreezeSet {
 public:
  /// How long a freeze holds that k trustees have not confirmed.
  static constexpr std::chrono::hours kLapsesAfter{7 * 24};

  /// Takes in a verified note. A lift ends what was frozen up to its time, so that an old freeze
  /// note that turns up again has no effect.
  void apply(const VerifiedFreeze& verified);

  /// Whether the unit is frozen, alone or with its partner.
  [[nodiscard]] bool is_frozen(const model::UnitRef& unit, base::Time now) const;
  /// The same, or this key of it.
  [[nodiscard]] bool is_frozen(const model::UnitRef& unit, const model::KeyId& key,
                               base::Time now) const;

  /// Whether a decider's key is frozen, alone or with its partner.
  [[nodiscard]] bool is_frozen(model::PartnerNumber partner, const model::KeyId& decider,
                               base::Time now) const;

  /// What is frozen now, in the order of targets.
  [[nodiscard]] std::vector<FreezeTarget> frozen(base::Time now) const;

 private:
  struct State {
    std::optional<base::Time> frozen;     // Latest freeze, by one or by k.
    std::optional<base::Time> confirmed;  // Latest freeze by k.
    std::optional<base::Time> lifted;     // Latest lift.

    [[nodiscard]] bool holds(base::Time now) const;
  };
  [[nodiscard]] bool holds(const FreezeTarget& target, base::Time now) const;

  std::map<FreezeTarget, State> targets_;
};

}  // namespace gateway::directory
