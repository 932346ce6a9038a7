#include "gateway/cli/notices.h"

#include "gateway/policy/due.h"

#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace gateway::cli {
namespace {

std::string_view word_of(policy::DueKind kind) {
  switch (kind) {
    case policy::DueKind::kReview:
      return "agreement-review";
    case policy::DueKind::kEnds:
      return "agreement-ends";
    case policy::DueKind::kEnded:
      return "agreement-ended";
  }
  return "agreement-ended";
}

nlohmann::ordered_json json_of(const policy::PolicySet& policies, const policy::DueNotice& notice) {
  nlohmann::ordered_json object = {{"notice", word_of(notice.kind)},
                                   {"agreement", policies.agreement(notice.agreement)->name},
                                   {"partner", notice.partner.text()},
                                   {"day", base::to_date_text(notice.day)},
                                   {"daysLeft", notice.days_left}};
  if (notice.kind == policy::DueKind::kEnds) object["within"] = notice.threshold;
  object["words"] = policy::in_words(policies, notice);
  return object;
}

template <class Print>
void each_due(const Console& console, const policy::PolicySet& policies, base::Time now,
              const model::PartnerName& reader, const Print& print) {
  for (const policy::DueNotice& notice : policy::due_notices(policies, now, reader)) {
    print("notice: " + policy::in_words(policies, notice));
    console.object(json_of(policies, notice));
  }
}

}  // namespace

void tell_due(const Console& console, const policy::PolicySet& policies, base::Time now,
              const model::PartnerName& reader) {
  each_due(console, policies, now, reader, [&](const std::string& text) { console.line(text); });
}

void tell_due(const Console& console, const client::Desk& desk, base::Time now) {
  const auto reader = model::PartnerName::parse(desk.context().partner);
  if (reader) tell_due(console, desk.trust().policies, now, *reader);
}

void mention_due(const Console& console, const client::Desk& desk, base::Time now) {
  const auto reader = model::PartnerName::parse(desk.context().partner);
  if (!reader) return;
  each_due(console, desk.trust().policies, now, *reader, [&](const std::string& text) {
    if (!console.json()) console.progress(text);
  });
}

}  // namespace gateway::cli
