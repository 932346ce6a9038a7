#include "gateway/rules/rule_parts.h"
#include "gateway/rules/words.h"

#include <algorithm>

namespace gateway::rules {
namespace {

using kinds::Content;
using kinds::Value;
using kinds::Violations;
using model::Refusal;

constexpr const char* kMarkingAt = "/envelope/marking/gsc";

bool says_something(const Value& item) {
  return item.as_text() != nullptr && !words_of(*item.as_text()).empty();
}

/// Code C at `code` wants at least one written condition at `conditions`.
void check_conditions(const Value& document, const std::string& code, const std::string& conditions,
                      Violations& found) {
  const std::string* const handling = document.text_at(code);
  const bool conditional =
      handling != nullptr && *handling == to_text(model::HandlingCode::kConditions);
  if (conditional && std::ranges::none_of(document.list_at(conditions), says_something)) {
    found.push_back({Refusal::kConditionsRequired, conditions,
                     "handling code C needs its conditions in writing"});
  }
}

}  // namespace

void check_roles(const Content& content, const RuleContext& context, Violations& found) {
  const auto& recipients = content.document.list_at("/envelope/recipients");
  for (std::size_t i = 0; i < recipients.size(); ++i) {
    const std::string* const word = recipients[i].text_at("/role");
    const auto role = word == nullptr ? std::nullopt : base::value_in(model::kRoleTexts, *word);
    if (role && !kinds::may_receive(content.kind, *role)) {
      found.push_back({Refusal::kRoleNotPermitted,
                       "/envelope/recipients/" + std::to_string(i) + "/role",
                       "this role may never receive the kind"});
    }
  }
  const auto sends = [&](model::Role role) { return kinds::may_send(content.kind, role); };
  if (context.sender_roles && std::ranges::none_of(*context.sender_roles, sends)) {
    found.push_back({Refusal::kRoleNotPermitted, "/envelope/sender",
                     "no role of the sender may send the kind"});
  }
}

void check_handling(const Content& content, Violations& found) {
  const Value& document = content.document;
  const std::string* const word = document.text_at(kMarkingAt);
  const auto marking = word == nullptr ? std::nullopt : base::value_in(model::kMarkingTexts, *word);
  if (marking && *marking >= model::Marking::kSecret) {
    found.push_back({Refusal::kClassificationTooHigh, kMarkingAt, "is SECRET or above"});
  }
  if (marking == model::Marking::kOfficial && kinds::facts_of(content).identifiable) {
    found.push_back({Refusal::kMarkingTooLow, kMarkingAt,
                     "is too low for a message about an identifiable person"});
  }
  check_conditions(document, "/envelope/sharing/handlingCode", "/envelope/sharing/conditions",
                   found);
  check_conditions(document, "/body/proposedHandling/code", "/body/proposedHandling/conditions",
                   found);
}

}  // namespace gateway::rules
