#pragma once

#include "gateway/admission/authenticate.h"
#include "gateway/admission/lifts.h"
#include "gateway/admission/row_question.h"
#include "gateway/base/time.h"
#include "gateway/consent/register.h"
#include "gateway/directory/freeze.h"
#include "gateway/directory/root.h"
#include "gateway/model/refusal.h"
#include "gateway/model/role.h"
#include "gateway/policy/decide.h"
#include "gateway/policy/policy_set.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace gateway::admission {

/// How old a resolved audience may be.
inline constexpr base::Millis kMaxAudienceAge = std::chrono::minutes(5);

/// What the question "may this go to them, now" depends on. Borrowed for one call.
struct Authority {
  const policy::PolicySet& policies;
  const consent::Register& consents;
  const directory::FreezeSet& freezes;
  base::Time now;
  /// When the log had the size at which the audience was resolved; the epoch when unknown.
  base::Time audience_resolved;
  /// The clock as it stood when the message arrived (a training clock moves with the message).
  base::Time arrived;
  /// Whose approvals count; null: nobody's.
  const directory::Root* root = nullptr;
  /// Of the envelope that is asked about.
  std::vector<Lift> lifts = {};
};

/// What becomes of a row once the message is accepted. Zero delivers nothing.
enum class RowFate : std::uint8_t {
  kSkip = 0,        ///< Unsubscribed since the audience was resolved.
  kQuarantine = 1,  ///< The recipient is frozen.
  kDeliver = 2,
};

struct AuthorisedRow {
  std::size_t index = 0;  ///< In the envelope.
  model::UnitRef unit;
  model::Role role = model::Role::kNone;
  RowFate fate = RowFate::kSkip;
  policy::RowDecision decision;
  /// By section number: how many trustees approved it for this row.
  std::array<std::uint8_t, policy::kSectionSlots> approvals{};
};

/// One row with the question that was asked about it and the answer.
struct DecidedRow {
  std::size_t index = 0;  ///< In the envelope.
  RowQuestion question;
  RowAnswer answer;
};

/// Asks and answers about every row of an authenticated envelope that is not a filler: the marking
/// and linkability rules the gateway can see, the sender's rights, each recipient's existence and
/// role, consent gates, and the signed policy under the named and the current directory.
std::vector<DecidedRow> decide_rows(const Authenticated& message, const Authority& authority);

/// The refusal of the first row that is refused, else what becomes of all. One row that may not
/// have what it was granted refuses the whole envelope: the gateway cannot take a key out of a
/// wrap. No row at all is kAudienceEmpty.
envelope::Checked<std::vector<AuthorisedRow>> authorise(const std::vector<DecidedRow>& decided);
envelope::Checked<std::vector<AuthorisedRow>> authorise(const Authenticated& message,
                                                        const Authority& authority);

/// About one row that was accepted before, asked again when its mail is released or comes out of
/// quarantine: policy, consent and freezes of now. `sections` are the ones asked for; kNotFound
/// when the row was not granted them, or there is no such row.
envelope::Checked<DecidedRow> decide_now(const Authenticated& message, const Authority& authority,
                                         std::size_t row_index, std::uint32_t sections);
[[nodiscard]] std::optional<model::Refusal> refusal_now(const Authenticated& message,
                                                        const Authority& authority,
                                                        std::size_t row_index,
                                                        std::uint32_t sections);

}  // namespace gateway::admission
