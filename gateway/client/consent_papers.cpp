#include "gateway/client/consent_papers.h"

#include <utility>

namespace gateway::client {
namespace {

using kinds::Value;
using Object = Value::Object;
using List = Value::List;

Value text(std::string_view value) { return Value(std::string(value)); }
Value time(base::Time value) { return text(base::to_text(value)); }
Value maybe(const std::optional<std::string>& value) { return value ? text(*value) : Value(); }

Value texts(const std::vector<std::string>& values) {
  List list;
  for (const std::string& value : values) list.push_back(text(value));
  return Value(std::move(list));
}

Value purposes(const std::vector<model::ConsentPurpose>& values) {
  List list;
  for (const model::ConsentPurpose value : values) list.push_back(text(to_text(value)));
  return Value(std::move(list));
}

Value recipients(const std::vector<kinds::Recipient>& values) {
  List list;
  for (const kinds::Recipient& value : values) {
    list.push_back(Value(Object{{"partner", text(value.partner.text())},
                                {"role", text(model::to_text(value.role))}}));
  }
  return Value(std::move(list));
}

// How papers about consents are marked and kept does not depend on the person.
Value envelope(const PaperHead& head, model::Kind kind, std::string_view urgency,
               const std::optional<std::string>& in_reply_to) {
  const bool has_desks = head.unit != model::kOnlyUnit;
  return Value(Object{
      {"messageId", text(model::to_text(head.message))},
      {"kind", text(to_text(kind))},
      {"schemaVersion", text("1.0")},
      {"createdAt", time(head.created)},
      {"sender", Value(Object{{"partner", text(head.partner)},
                              {"unit", has_desks ? text(head.unit) : Value()}})},
      {"recipients", recipients(head.recipients)},
      {"caseRef", maybe(head.case_ref)},
      {"subjectPseudonym", maybe(head.pseudonym)},
      {"correlationId", text(head.correlation)},
      {"inReplyTo", maybe(in_reply_to)},
      {"urgency", text(urgency)},
      {"marking", Value(Object{{"gsc", text("OFFICIAL-SENSITIVE")},
                               {"handlingInstructions", texts({"RECIPIENTS ONLY"})},
                               {"descriptors", texts({"PERSONAL DATA"})},
                               {"tlp", text("AMBER")},
                               {"pap", text("CLEAR")}})},
      {"sharing", Value(Object{{"handlingCode", text("P")},
                               {"conditions", Value(List())},
                               {"onward", text("ORIGINATOR_PERMISSION")}})},
      {"legal", Value(Object{{"purpose", text("ACCOUNTABILITY")},
                             {"art6", text("6.1.f")},
                             {"art9", text("9.2.a")},
                             {"consentRefs", Value(List())},
                             {"override", Value()}})},
      {"dataSubjects", Value(List{Value(Object{{"ref", text("S1")},
                                               {"category", text("VICTIM_OR_POSSIBLE_VICTIM")},
                                               {"adult", Value(head.is_adult)}})})},
      {"retention",
       Value(Object{{"klass", text("R6")}, {"reviewOn", Value()}, {"legalHold", Value(false)}})},
      {"synthetic", Value(head.is_training)}});
}

Value required(const std::vector<RequiredAction>& actions) {
  List list;
  for (const RequiredAction& action : actions) {
    Object object{{"partner", text(action.partner)}, {"action", text(action.action)}};
    if (action.basis) object.push_back({"basis", text(*action.basis)});
    list.push_back(Value(std::move(object)));
  }
  return Value(std::move(list));
}

}  // namespace

Value consent_record(const RecordDraft& draft) {
  const auto expires = draft.expires ? time(*draft.expires) : Value();
  Object body{{"consentId", text(model::to_text(draft.head.message))},
              {"givenBy", text(draft.given_by)},
              {"capacity", text(draft.capacity)},
              {"ageConfirmed", Value(draft.age_confirmed)},
              {"purposes", purposes(draft.purposes)},
              {"namedRecipients", texts(draft.recipients)},
              {"scopeFields", text("AS_PURPOSE")},
              {"excluded", purposes(draft.excluded)},
              {"explainedIn", text(draft.explained_in)},
              {"interpreter", text(draft.interpreter)},
              {"privacyNoticeVersion", text(draft.notice)},
              {"understoodCanRefuse", Value(true)},
              {"understoodCanWithdraw", Value(true)},
              {"method", text(draft.method)},
              {"evidenceSha256", text(draft.evidence)},
              {"givenAt", time(draft.given)},
              {"expiresAt", expires},
              {"notes", maybe(draft.notes)}};
  return Value(Object{
      {"envelope", envelope(draft.head, model::Kind::kConsentRecord, "PRIORITY", std::nullopt)},
      {"body", Value(std::move(body))}});
}

Value consent_withdrawal(const WithdrawalDraft& draft) {
  Object body{
      {"consentId", text(draft.consent)},     {"withdrawnPurposes", purposes(draft.purposes)},
      {"effectiveAt", time(draft.effective)}, {"requestedBy", text(draft.requested_by)},
      {"required", required(draft.required)}, {"reason", maybe(draft.reason)},
      {"nrmEffect", maybe(draft.nrm_effect)}};
  return Value(Object{
      {"envelope", envelope(draft.head, model::Kind::kConsentWithdraw, "IMMEDIATE", draft.consent)},
      {"body", Value(std::move(body))}});
}

}  // namespace gateway::client
