#pragma once

#include "gateway/model/kind.h"
#include "gateway/model/role.h"
#include "gateway/model/section.h"
#include "gateway/policy/decide.h"
#include "gateway/policy/policy_set.h"

#include <cstdint>
#include <vector>

// What a policy could ever allow, whatever consent, approvals, purpose and date may say.

namespace gateway::policy {

enum class Possibility : std::uint8_t { kNo = 0, kConditional = 1, kYes = 2 };

struct MatrixRow {
  model::Kind kind = model::Kind::kNone;
  model::Section section = model::Section::kNone;
  model::Role role = model::Role::kNone;
  Possibility answer = Possibility::kNo;
  Treatment treatment = Treatment::kNone;  ///< The most telling one.
  model::SectionMode mode = model::SectionMode::kNone;
  std::vector<RuleId> rules;  ///< The permits behind a yes; the forbids behind a no.
};

/// Could some permit ever let `role` receive at least one section of `kind` from `sender`?
[[nodiscard]] bool may_ever_receive(const PolicySet& set, model::Kind kind, const Sender& sender,
                                    model::Role role);

/// Could anybody ever send `kind` to `role`?
[[nodiscard]] bool may_ever_receive(const PolicySet& set, model::Kind kind, model::Role role);

/// Could a unit that holds only `role` ever send `kind` to somebody?
[[nodiscard]] bool may_ever_send(const PolicySet& set, model::Kind kind, model::Role role);

/// One row per kind, section and role by the NGO's text and every forbid, in that order. A rule
/// about a named partner counts as conditional for every role: which roles a partner holds is the
/// directory's business. Sections a kind does not have are answered as if it had them.
[[nodiscard]] std::vector<MatrixRow> matrix(const PolicySet& set);

}  // namespace gateway::policy
