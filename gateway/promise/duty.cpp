#include "gateway/promise/duty.h"

#include <algorithm>
#include <chrono>
#include <tuple>

namespace gateway::promise {
namespace {

using policy::Retention;

constexpr std::chrono::months kYear{12};

base::Time after(base::Time from, std::chrono::months months) {
  const auto day = std::chrono::floor<std::chrono::days>(from);
  const auto later = std::chrono::year_month_day(day) + months;
  const auto last = later.year() / later.month() / std::chrono::last;
  return std::chrono::sys_days(later.ok() ? later : std::chrono::year_month_day(last)) +
         (from - day);
}

std::vector<Duty> duties_of_class(Retention klass, base::Time created) {
  const auto duty = [&](DutyKind kind, std::chrono::months months) {
    return Duty{kind, after(created, months), Action::kNone, klass, {}};
  };
  switch (klass) {
    case Retention::kNone:
    case Retention::kG0:
      return {};
    case Retention::kR1:
      return {duty(DutyKind::kDelete, kYear)};
    case Retention::kR2:
      return {duty(DutyKind::kReview, kYear), duty(DutyKind::kDelete, 6 * kYear)};
    case Retention::kR7:
      return {duty(DutyKind::kDelete, 10 * kYear)};
    case Retention::kPol1:
    case Retention::kPol2:
      return {duty(DutyKind::kReview, 10 * kYear)};
    case Retention::kPol3:
      return {duty(DutyKind::kReview, 6 * kYear)};
    case Retention::kR3:
    case Retention::kR4:
    case Retention::kR5:
    case Retention::kR6:
    case Retention::kR8:
      break;
  }
  return {{DutyKind::kKeepWhile, std::nullopt, Action::kNone, klass, {}}};
}

// The same duty for another section is one duty.
void add(Duty duty, model::Section section, std::vector<Duty>& duties) {
  const auto same = std::ranges::find_if(duties, [&](const Duty& each) {
    return std::tie(each.kind, each.due, each.klass) == std::tie(duty.kind, duty.due, duty.klass);
  });
  if (same != duties.end()) {
    same->sections.insert(section);
    return;
  }
  duty.sections.insert(section);
  duties.push_back(duty);
}

std::optional<base::Time> report_due(const envelope::Promise& promise, base::Time created) {
  if (promise.report_back_days == 0) return std::nullopt;
  return created + std::chrono::days(promise.report_back_days);
}

int rank_of(State state) {
  switch (state) {
    case State::kOverdue:
      return 0;
    case State::kOpen:
      return 1;
    case State::kKeptLate:
    case State::kKept:
      break;
  }
  return 2;
}

}  // namespace

bool erases(Action action) {
  switch (action) {
    case Action::kReturn:
    case Action::kDelete:
    case Action::kStopAndDeleteFollowups:
      return true;
    case Action::kNone:
    case Action::kStopUse:
    case Action::kStopUseItem:
    case Action::kRetainUnderLegalHold:
    case Action::kNotifyCompetentAuthority:
    case Action::kEndOfSupportPlan:
      break;
  }
  return false;
}

bool stops_reading(Action action) {
  switch (action) {
    case Action::kStopUse:
    case Action::kReturn:
    case Action::kDelete:
    case Action::kStopAndDeleteFollowups:
      return true;
    // One item of several, or something to be done besides: the rest may be needed for it.
    case Action::kNone:
    case Action::kStopUseItem:
    case Action::kRetainUnderLegalHold:
    case Action::kNotifyCompetentAuthority:
    case Action::kEndOfSupportPlan:
      break;
  }
  return false;
}

std::vector<Duty> duties_of(std::span<const Given> given, base::Time created) {
  std::vector<Duty> duties;
  for (const Given& each : given) {
    if (const auto due = report_due(each.promise, created)) {
      add({DutyKind::kReportBack, due, Action::kNone, Retention::kNone, {}}, each.section, duties);
    }
    for (const auto& klass : policy::kRetentionTexts) {
      if (((each.promise.keep >> static_cast<unsigned>(klass.value)) & 1U) == 0) continue;
      for (const Duty& duty : duties_of_class(klass.value, created)) {
        add(duty, each.section, duties);
      }
    }
    if (each.promise.no_onward) {
      add({DutyKind::kNoOnward, std::nullopt, Action::kNone, Retention::kNone, {}}, each.section,
          duties);
    }
  }
  std::ranges::stable_sort(duties, [](const Duty& a, const Duty& b) {
    return comes_before(a, State::kOpen, b, State::kOpen);
  });
  return duties;
}

Duty action_duty(Action action, std::optional<base::Time> deadline, std::span<const Given> given,
                 base::Time created) {
  Duty duty{DutyKind::kAction, deadline, action, Retention::kNone, {}};
  for (const Given& each : given) {
    duty.sections.insert(each.section);
    const auto due = report_due(each.promise, created);
    if (due && (!duty.due || *due < *duty.due)) duty.due = due;
  }
  return duty;
}

State state_of(const Duty& duty, std::optional<base::Time> done, base::Time now) {
  if (done) return !duty.due || *done < *duty.due ? State::kKept : State::kKeptLate;
  return duty.due && now >= *duty.due ? State::kOverdue : State::kOpen;
}

bool comes_before(const Duty& a, State a_state, const Duty& b, State b_state) {
  const auto place = [](const Duty& duty, State state) {
    return std::tuple(rank_of(state), duty.due.value_or(base::Time::max()), duty.kind);
  };
  return place(a, a_state) < place(b, b_state);
}

}  // namespace gateway::promise
