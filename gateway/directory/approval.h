#pragma once

#include "gateway/base/result.h"
#include "gateway/base/time.h"
#include "gateway/crypto/signing_key.h"
#include "gateway/directory/root.h"
#include "gateway/model/ids.h"
#include "gateway/model/role.h"
#include "gateway/model/section.h"

#include <cstddef>
#include <set>
#include <string>
#include <string_view>

// Trustees approve what a `forbid … unless approved by N trustees` would stop: one section of one
// envelope for one recipient, before it is sealed. Text: FORMAT.md section 7.

namespace gateway::directory {

inline constexpr std::size_t kMaxApprovalNoteSize = std::size_t{4} << 10U;

struct Approval {
  model::MessageId message;  ///< What the gateway knows the envelope by.
  model::Salt salt;          ///< Of its head: another sealing of the same message has another.
  model::UnitRef recipient;
  model::Role role = model::Role::kNone;
  model::Section section = model::Section::kNone;
  base::Time until;  ///< First instant it no longer counts; whole seconds.

  friend bool operator==(const Approval&, const Approval&) = default;
};
std::string to_text(const Approval& approval);
base::Result<Approval> parse_approval(std::string_view text);

struct VerifiedApproval {
  Approval approval;
  std::set<crypto::PublicKey> trustees;  ///< Distinct keys that signed; at least one.
};
/// Checks a note: kUnauthenticated when no trustee of the root signed it, or the root has expired;
/// kNotFound when its time is over.
base::Result<VerifiedApproval> verify_approval(std::string_view note, const Root& root,
                                               base::Time now);

}  // namespace gateway::directory
