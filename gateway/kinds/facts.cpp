#include "gateway/kinds/facts.h"

#include "gateway/kinds/field_map.h"
#include "gateway/kinds/sections.h"

#include <algorithm>
#include <array>
#include <utility>

namespace gateway::kinds {
namespace {

using model::ConsentPurpose;
using model::Kind;

bool identifies(FieldGroup group) {
  // Name, date of birth, Home Office reference, contact, address, photo, suspect, source.
  constexpr std::array identifying{2U, 3U, 7U, 8U, 9U, 11U, 21U, 24U};
  return std::ranges::find(identifying, static_cast<unsigned>(group)) != identifying.end();
}

bool holds_identity(const Field& field, const Value& value) {
  if (const auto* const text = value.as_text(); text != nullptr) {
    return field.type == FieldType::kText && identifies(field.group) && *text != kHeldText;
  }
  if (const auto* const list = value.as_list(); list != nullptr) {
    return std::ranges::any_of(
        *list, [&](const Value& item) { return holds_identity(field.children.front(), item); });
  }
  const auto* const object = value.as_object();
  return object != nullptr && std::ranges::any_of(*object, [&](const Value::Member& member) {
           const Field* const child = field.child(member.key);
           return child != nullptr && holds_identity(*child, member.value);
         });
}

bool any_subject(const Value& document, std::string_view key, bool wanted) {
  return std::ranges::any_of(document.list_at("/envelope/dataSubjects"), [&](const Value& subject) {
    const Value* const value = subject.member(key);
    return value != nullptr && value->as_bool() != nullptr && *value->as_bool() == wanted;
  });
}

NamedRecipient named_recipient(std::string_view text) {
  const std::size_t at = std::min(text.find_first_of("/:"), text.size());
  NamedRecipient named{std::string(text.substr(0, at)), std::nullopt, std::nullopt};
  if (at == text.size()) return named;
  if (text[at] == '/') named.unit = std::string(text.substr(at + 1));
  if (text[at] == ':') named.role = base::value_in(model::kRoleTexts, text.substr(at + 1));
  return named;
}

std::vector<ConsentPurpose> purposes_at(const Value& document, std::string_view pointer) {
  std::vector<ConsentPurpose> purposes;
  for (const Value& item : document.list_at(pointer)) {
    if (item.as_text() == nullptr) continue;
    const auto purpose = base::value_in(model::kConsentPurposeTexts, *item.as_text());
    if (purpose) purposes.push_back(*purpose);
  }
  return purposes;
}

}  // namespace

Facts facts_of(const Content& content) {
  const Value& document = content.document;
  Facts facts;
  facts.carries_reference = document.has("/envelope/caseRef") ||
                            document.has("/envelope/subjectPseudonym") ||
                            document.has("/envelope/inReplyTo");
  facts.subject_is_child = any_subject(document, "adult", false);
  facts.conditions_present = !document.list_at("/envelope/sharing/conditions").empty();
  facts.override_present = document.has("/envelope/legal/override");
  const std::string* const by = document.text_at("/body/sanitisation/by");
  const std::string* const checker = document.text_at("/body/sanitisation/secondChecker");
  facts.sanitised = by != nullptr && checker != nullptr && *by != *checker;
  const FieldMap* const map = find_field_map(content.kind);
  facts.identifiable = document.has("/envelope/caseRef") ||
                       document.has("/envelope/subjectPseudonym") ||
                       any_subject(document, "identified", true) ||
                       (map != nullptr && holds_identity(map->root, document));
  return facts;
}

bool ConsentGrant::covers(ConsentPurpose purpose) const {
  return std::ranges::find(purposes, purpose) != purposes.end();
}

bool ConsentGrant::names(const Recipient& recipient, const std::optional<std::string>& unit) const {
  return std::ranges::any_of(recipients, [&](const NamedRecipient& named) {
    if (named.partner != recipient.partner.text()) return false;
    if (named.unit) return unit == named.unit;
    return !named.role || *named.role == recipient.role;
  });
}

std::optional<ConsentGrant> consent_grant_of(const Content& content) {
  const Value& document = content.document;
  const std::string* const id = document.text_at("/body/consentId");
  const std::string* const given_text = document.text_at("/body/givenAt");
  if (content.kind != Kind::kConsentRecord || id == nullptr || given_text == nullptr) {
    return std::nullopt;
  }
  const auto given = base::parse_time(*given_text);
  if (!given) return std::nullopt;
  ConsentGrant grant;
  grant.id = *id;
  grant.given = *given;
  grant.excluded = purposes_at(document, "/body/excluded");
  grant.purposes = purposes_at(document, "/body/purposes");
  std::erase_if(grant.purposes, [&](ConsentPurpose purpose) {
    return std::ranges::find(grant.excluded, purpose) != grant.excluded.end();
  });
  for (const Value& item : document.list_at("/body/namedRecipients")) {
    if (item.as_text() != nullptr) grant.recipients.push_back(named_recipient(*item.as_text()));
  }
  const Value* const expiry = document.find("/body/expiresAt");
  if (expiry == nullptr) return std::nullopt;
  if (expiry->is_null()) return grant;
  const auto expires = base::parse_time(expiry->as_text() == nullptr ? "" : *expiry->as_text());
  if (!expires) return std::nullopt;
  grant.expires = *expires;
  return grant;
}

std::optional<ConsentWithdrawal> withdrawal_of(const Content& content) {
  const std::string* const id = content.document.text_at("/body/consentId");
  if (content.kind != Kind::kConsentWithdraw || id == nullptr) return std::nullopt;
  return ConsentWithdrawal{*id, purposes_at(content.document, "/body/withdrawnPurposes")};
}

std::optional<model::MessageId> target_of(const Content& content) {
  if (content.kind != Kind::kControlRecall && content.kind != Kind::kControlRectify) {
    return std::nullopt;
  }
  const std::string* const id = content.document.text_at("/body/targetMessageId");
  if (id == nullptr) return std::nullopt;
  const auto parsed = model::parse_message_id(*id);
  return parsed ? std::optional(*parsed) : std::nullopt;
}

}  // namespace gateway::kinds
