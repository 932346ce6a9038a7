#include "gateway/base/enum_text.h"
#include "gateway/kinds/message.h"

#include <array>

namespace gateway::kinds {
namespace {

constexpr std::array<base::EnumText<SubjectCategory>, 4> kCategories{{
    {SubjectCategory::kVictim, "VICTIM_OR_POSSIBLE_VICTIM"},
    {SubjectCategory::kSuspect, "SUSPECT"},
    {SubjectCategory::kInformant, "INFORMANT"},
    {SubjectCategory::kWitness, "WITNESS"},
}};

/// Reads typed values out of a tree; what is missing clears `whole`.
class Source {
 public:
  explicit Source(const Value& tree) : tree_(tree) {}

  [[nodiscard]] bool whole() const { return whole_; }

  std::string text(std::string_view at) {
    const std::string* const found = tree_.text_at(at);
    if (found == nullptr) whole_ = false;
    return found == nullptr ? std::string() : *found;
  }
  [[nodiscard]] std::optional<std::string> maybe_text(std::string_view at) const {
    const std::string* const found = tree_.text_at(at);
    return found == nullptr ? std::nullopt : std::optional(*found);
  }
  [[nodiscard]] std::string text_or_empty(std::string_view at) const {
    return maybe_text(at).value_or("");
  }
  bool flag(std::string_view at) {
    const Value* const found = tree_.find(at);
    const bool* const flag = found == nullptr ? nullptr : found->as_bool();
    if (flag == nullptr) whole_ = false;
    return flag != nullptr && *flag;
  }
  template <class Enum, std::size_t N>
  Enum code(std::string_view at, const std::array<base::EnumText<Enum>, N>& table) {
    const auto value = base::value_in(table, text(at));
    if (!value) whole_ = false;
    return value.value_or(Enum());
  }
  std::vector<std::string> texts(std::string_view at) {
    if (tree_.find(at) == nullptr) whole_ = false;
    std::vector<std::string> texts;
    for (const Value& item : tree_.list_at(at)) {
      if (item.as_text() == nullptr) {
        whole_ = false;
      } else {
        texts.push_back(*item.as_text());
      }
    }
    return texts;
  }

 private:
  const Value& tree_;
  bool whole_ = true;
};

std::optional<Sender> read_sender(Source& in) {
  const auto partner = model::PartnerName::parse(in.text("/envelope/sender/partner"));
  if (!partner) return std::nullopt;
  Sender sender{*partner, std::nullopt};
  if (const auto unit = in.maybe_text("/envelope/sender/unit")) {
    const auto name = model::UnitName::parse(*unit);
    if (!name) return std::nullopt;
    sender.unit = *name;
  }
  return sender;
}

bool read_recipients(const Value& tree, std::vector<Recipient>& recipients) {
  for (const Value& item : tree.list_at("/envelope/recipients")) {
    Source in(item);
    const auto partner = model::PartnerName::parse(in.text("/partner"));
    const auto role = in.code("/role", model::kRoleTexts);
    if (!partner || !in.whole()) return false;
    recipients.push_back({*partner, role});
  }
  return true;
}

bool read_subjects(const Value& tree, std::vector<DataSubject>& subjects) {
  for (const Value& item : tree.list_at("/envelope/dataSubjects")) {
    Source in(item);
    DataSubject subject{in.text("/ref"), in.code("/category", kCategories), in.flag("/adult"), {}};
    if (item.has("/identified")) subject.identified = in.flag("/identified");
    if (!in.whole()) return false;
    subjects.push_back(std::move(subject));
  }
  return true;
}

Legal read_legal(const Value& tree, Source& in) {
  Legal legal;
  legal.purpose = in.code("/envelope/legal/purpose", model::kPurposeTexts);
  legal.article6 = in.code("/envelope/legal/art6", model::kLegalBasisTexts);
  legal.article9 = in.code("/envelope/legal/art9", model::kLegalBasisTexts);
  for (const Value& item : tree.list_at("/envelope/legal/consentRefs")) {
    if (item.as_text() != nullptr) legal.consent_refs.push_back(*item.as_text());
  }
  if (!tree.has("/envelope/legal/override")) return legal;
  Override& record = legal.override_record.emplace();
  record.basis = in.text_or_empty("/envelope/legal/override/basis");
  record.decided_by = in.text_or_empty("/envelope/legal/override/decidedBy");
  record.reason = in.text_or_empty("/envelope/legal/override/reason");
  const auto time = base::parse_time(in.text_or_empty("/envelope/legal/override/decidedAt"));
  if (time) record.decided_at = *time;
  return legal;
}

}  // namespace

std::optional<Interchange> interchange_of(const Value& document) {
  Source in(document);
  const auto id = model::parse_message_id(in.text("/envelope/messageId"));
  const auto created = base::parse_time(in.text("/envelope/createdAt"));
  const auto sender = read_sender(in);
  if (!id || !created || !sender) return std::nullopt;
  Interchange envelope{
      *id,
      in.code("/envelope/kind", model::kKindTexts),
      *created,
      *sender,
      {},
      in.maybe_text("/envelope/caseRef"),
      in.maybe_text("/envelope/subjectPseudonym"),
      in.maybe_text("/envelope/correlationId"),
      in.maybe_text("/envelope/inReplyTo"),
      in.code("/envelope/urgency", model::kUrgencyTexts),
      in.code("/envelope/marking/gsc", model::kMarkingTexts),
      in.code("/envelope/sharing/handlingCode", model::kHandlingCodeTexts),
      in.texts("/envelope/sharing/conditions"),
      read_legal(document, in),
      {},
      {in.text("/envelope/retention/klass"), in.maybe_text("/envelope/retention/reviewOn"),
       in.flag("/envelope/retention/legalHold")},
      in.flag("/envelope/synthetic")};
  const bool lists_whole =
      read_recipients(document, envelope.recipients) && read_subjects(document, envelope.subjects);
  return lists_whole && in.whole() ? std::optional(std::move(envelope)) : std::nullopt;
}

}  // namespace gateway::kinds
