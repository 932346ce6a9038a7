#pragma once

#include "gateway/base/time.h"
#include "gateway/policy/decide.h"
#include "gateway/policy/fact.h"

#include <cstdint>
#include <optional>

// What a "yes" stands on, and for how long.

namespace gateway::policy {

/// What the policy alone may end.
enum class EndCause : std::uint8_t { kRule = 1, kAgreement = 2 };

struct End {
  base::Time time;  ///< The first instant at which it no longer holds.
  EndCause cause = EndCause::kRule;
  friend bool operator==(const End&, const End&) = default;
};

/// The facts about people and records (consents, override, child, basis, sanitised, approvals) that
/// the section is given for, as few as will do; empty when it is given without any, or not given.
/// Of several that would each do, a consent is named before what stands in for it.
[[nodiscard]] Facts grounds(const PolicySet& set, const ShareFacts& share, model::Section section);

/// When rules and agreements stop giving the section, all else being as it is. Nothing when they
/// never do, or do not give it now.
[[nodiscard]] std::optional<End> end_of(const PolicySet& set, const ShareFacts& share,
                                        model::Section section);

}  // namespace gateway::policy
