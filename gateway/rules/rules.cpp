#include "gateway/rules/rules.h"

#include "gateway/kinds/field_map.h"
#include "gateway/kinds/sections.h"
#include "gateway/rules/rule_parts.h"

#include <algorithm>
#include <utility>

namespace gateway::rules {
namespace {

using kinds::Content;
using kinds::Field;
using kinds::Level;
using kinds::Value;
using kinds::Violations;
using model::Refusal;

/// Content rules that sender and recipient check alike.
void check_content(const Content& content, const RuleContext& context, VictimBasis basis,
                   Violations& found) {
  check_source(content, found);
  check_victim(content, context, basis, found);
  check_grading(content, found);
  check_addresses(content, context, found);
  check_privilege(content, found);
}

void check_period(const Content& content, Violations& found) {
  if (content.kind != model::Kind::kConsentRecord) return;
  const auto grant = kinds::consent_grant_of(content);
  if (grant && grant->expires && *grant->expires <= grant->given) {
    found.push_back({Refusal::kMalformed, "/body/expiresAt", "is not after the consent was given"});
  }
}

/// A basis covers only what the report owns up to.
bool says_victim_is_named(const Content& content) {
  const Value* const included = content.document.find("/body/victimIdentity/included");
  return included != nullptr && included->as_bool() != nullptr && *included->as_bool();
}

/// What the reader's role may never see, and sees all the same.
void check_forbidden(const Field& field, const Value& value, const std::string& pointer,
                     const kinds::Recipient& reader, Violations& found) {
  if (field.is_leaf() && field.place != kinds::Place::kHead) {
    const std::string* const text = value.as_text();
    const bool shown = !value.is_null() && (text == nullptr || *text != kinds::kHeldText);
    if (shown && kinds::level_of(field.group, reader.role) == Level::kNever) {
      found.push_back({Refusal::kFieldForbidden, pointer, "is never for the reader's role"});
    }
  }
  if (const auto* const list = value.as_list(); list != nullptr) {
    for (std::size_t i = 0; i < list->size(); ++i) {
      check_forbidden(field.children.front(), (*list)[i], kinds::child_pointer(pointer, i), reader,
                      found);
    }
  }
  if (const auto* const object = value.as_object(); object != nullptr) {
    for (const auto& [key, member] : *object) {
      const Field* const child = field.child(key);
      const std::string at = kinds::child_pointer(pointer, key);
      if (child != nullptr) check_forbidden(*child, member, at, reader, found);
    }
  }
}

}  // namespace

Violations check_for_sender(const Content& content, const RuleContext& context) {
  Violations found;
  check_consent(content, context, found);
  check_override(content, found);
  check_roles(content, context, found);
  check_handling(content, found);
  check_linkability(content, context, found);
  const bool basis = has_sound_override(content) || kinds::facts_of(content).subject_is_child ||
                     has_consent_for(content, context, model::ConsentPurpose::kPoliceIdentity);
  check_content(content, context, {says_victim_is_named(content) && basis}, found);
  check_period(content, found);
  kinds::sort_by_rule(found);
  return found;
}

Violations check_for_recipient(const Content& content, const kinds::Recipient& reader,
                               const RuleContext& context) {
  Violations found;
  const bool basis = content.document.has("/envelope/legal/override") ||
                     kinds::facts_of(content).subject_is_child ||
                     !content.document.list_at("/envelope/legal/consentRefs").empty();
  check_content(content, context, {says_victim_is_named(content) && basis}, found);
  check_period(content, found);
  const kinds::FieldMap* const map = kinds::find_field_map(content.kind);
  if (map != nullptr) check_forbidden(map->root, content.document, "", reader, found);
  kinds::sort_by_rule(found);
  return found;
}

Verdict examine(std::variant<kinds::Message, kinds::Rejection> parsed, const RuleContext& context) {
  Verdict verdict;
  if (auto* const message = std::get_if<kinds::Message>(&parsed); message != nullptr) {
    verdict.violations = check_for_sender(message->content(), context);
    verdict.kind = message->kind();
    verdict.envelope = message->envelope();
    if (verdict.violations.empty()) verdict.message = std::move(*message);
    return verdict;
  }
  auto& rejection = std::get<kinds::Rejection>(parsed);
  verdict.kind = rejection.kind;
  verdict.unsupported = rejection.unsupported;
  verdict.envelope = std::move(rejection.envelope);
  verdict.violations = std::move(rejection.violations);
  if (rejection.kind && !rejection.unsupported) {
    auto more = check_for_sender({*rejection.kind, rejection.document}, context);
    std::ranges::move(more, std::back_inserter(verdict.violations));
  }
  kinds::sort_by_rule(verdict.violations);
  return verdict;
}

}  // namespace gateway::rules
