#pragma once

#include "gateway/base/enum_text.h"
#include "gateway/base/time.h"
#include "gateway/envelope/rows.h"
#include "gateway/model/section.h"
#include "gateway/policy/enum_set.h"
#include "gateway/policy/words.h"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

// What a recipient owes for what it was given, and until when. Sender and recipient compute the
// same from what both of them hold: the row, the head and, of a withdrawal or recall, the content.

namespace gateway::promise {

enum class DutyKind : std::uint8_t {
  kNone = 0,
  kAction,      ///< What a withdrawal or recall asks for.
  kReportBack,  ///< Say what became of it.
  kReview,      ///< Look whether it is still needed.
  kDelete,      ///< Keep it no longer.
  kKeepWhile,   ///< Keep it as long as something lasts that has no date.
  kNoOnward,    ///< Do not pass it on.
};

inline constexpr std::array<base::EnumText<DutyKind>, 6> kDutyKindTexts{{
    {DutyKind::kAction, "action"},
    {DutyKind::kReportBack, "report-back"},
    {DutyKind::kReview, "review"},
    {DutyKind::kDelete, "delete"},
    {DutyKind::kKeepWhile, "keep"},
    {DutyKind::kNoOnward, "no-onward"},
}};
constexpr std::string_view to_text(DutyKind value) { return base::text_in(kDutyKindTexts, value); }

/// What a withdrawal or recall asks of one recipient; the words of both kinds' code lists.
enum class Action : std::uint8_t {
  kNone = 0,
  kStopUse,
  kStopUseItem,
  kReturn,
  kDelete,
  kRetainUnderLegalHold,
  kStopAndDeleteFollowups,
  kNotifyCompetentAuthority,
  kEndOfSupportPlan,
};

inline constexpr std::array<base::EnumText<Action>, 8> kActionTexts{{
    {Action::kStopUse, "STOP_USE"},
    {Action::kStopUseItem, "STOP_USE_ITEM"},
    {Action::kReturn, "RETURN"},
    {Action::kDelete, "DELETE"},
    {Action::kRetainUnderLegalHold, "RETAIN_UNDER_LEGAL_HOLD"},
    {Action::kStopAndDeleteFollowups, "STOP_AND_DELETE_FOLLOWUPS"},
    {Action::kNotifyCompetentAuthority, "NOTIFY_COMPETENT_AUTHORITY_OF_WITHDRAWAL"},
    {Action::kEndOfSupportPlan, "END_OF_SUPPORT_PLAN"},
}};
constexpr std::string_view to_text(Action value) { return base::text_in(kActionTexts, value); }

/// Whoever did it holds the data no longer.
[[nodiscard]] bool erases(Action action);
/// Whoever has to do it does not read the data again.
[[nodiscard]] bool stops_reading(Action action);

struct Duty {
  DutyKind kind = DutyKind::kNone;
  std::optional<base::Time> due;  ///< First instant at which it is late; none for one without end.
  Action action = Action::kNone;  ///< Of kAction.
  policy::Retention klass = policy::Retention::kNone;  ///< Of kReview, kDelete and kKeepWhile.
  policy::EnumSet<model::Section> sections;            ///< It concerns these.

  friend bool operator==(const Duty&, const Duty&) = default;
};

/// One section that was given, and what its row promises for it.
struct Given {
  model::Section section = model::Section::kNone;
  envelope::Promise promise;
};

/// Times count from `created`, which the sender signed and both sides know. Months and years are
/// those of the calendar, the last day of a month for a day it does not have. Retention classes:
/// R1 delete after 12 months; R2 review after 12 months, delete after 6 years; R7 delete after 10
/// years; POL-1 and POL-2 review after 10 years; POL-3 review after 6; all others have no date.
/// G0 binds the gateway's queue and no recipient. The order is that of comes_before().
std::vector<Duty> duties_of(std::span<const Given> given, base::Time created);

/// An action that is asked for. `within` is what the row promises for answering: the earlier of
/// both ends counts.
Duty action_duty(Action action, std::optional<base::Time> deadline, std::span<const Given> given,
                 base::Time created);

enum class State : std::uint8_t { kOpen = 0, kOverdue, kKept, kKeptLate };

inline constexpr std::array<base::EnumText<State>, 4> kStateTexts{{
    {State::kOpen, "open"},
    {State::kOverdue, "overdue"},
    {State::kKept, "kept"},
    {State::kKeptLate, "kept late"},
}};
constexpr std::string_view to_text(State value) { return base::text_in(kStateTexts, value); }

/// `done`: when the recipient says it was done; nothing while it has not. A duty without a date is
/// never overdue.
[[nodiscard]] State state_of(const Duty& duty, std::optional<base::Time> done, base::Time now);

/// Overdue ones first, then open ones, then those that were kept; within each by date, those
/// without one last.
[[nodiscard]] bool comes_before(const Duty& a, State a_state, const Duty& b, State b_state);

}  // namespace gateway::promise
