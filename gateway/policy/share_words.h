#pragma once

#include "gateway/base/enum_text.h"
#include "gateway/base/time.h"
#include "gateway/policy/decide.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Shares as people write them down, field by field: on the command line and in tables of cases.
// CASES.md has the words.

namespace gateway::policy {

enum class ShareField : std::uint8_t {
  kFrom = 1,
  kTo,
  kKind,
  kSection,
  kPurpose,
  kBasis,
  kConsent,
  kOverride,
  kChild,
  kUrgency,
  kMarking,
  kHandling,
  kTopic,
  kArea,
  kSector,
  kSanitised,
  kApproved,
  kAt,
};

inline constexpr std::array<base::EnumText<ShareField>, 18> kShareFieldTexts{{
    {ShareField::kFrom, "from"},
    {ShareField::kTo, "to"},
    {ShareField::kKind, "kind"},
    {ShareField::kSection, "section"},
    {ShareField::kPurpose, "purpose"},
    {ShareField::kBasis, "basis"},
    {ShareField::kConsent, "consent"},
    {ShareField::kOverride, "override"},
    {ShareField::kChild, "child"},
    {ShareField::kUrgency, "urgency"},
    {ShareField::kMarking, "marking"},
    {ShareField::kHandling, "handling"},
    {ShareField::kTopic, "topic"},
    {ShareField::kArea, "area"},
    {ShareField::kSector, "sector"},
    {ShareField::kSanitised, "sanitised"},
    {ShareField::kApproved, "approved"},
    {ShareField::kAt, "at"},
}};

/// One or several shares that differ in recipient, kind and section only. What nobody wrote is not
/// so: no consent, no override, an adult, nothing sanitised or approved, addressed and not
/// published; purpose, basis, urgency, marking and handling are unknown then.
struct ShareWords {
  std::optional<Sender> from;  ///< Without roles when none were written.
  std::vector<Recipient> to;
  std::vector<model::Kind> kinds;
  std::vector<model::Section> sections;
  bool every_section = false;
  model::Purpose purpose = model::Purpose::kNone;
  EnumSet<model::LegalBasis> bases;
  EnumSet<model::ConsentPurpose> consents;
  Answer override_recorded = Answer::kNo;
  Answer subject_is_child = Answer::kNo;
  Answer area_matches = Answer::kNo;
  Answer sector_matches = Answer::kNo;
  Answer sanitised = Answer::kNo;
  model::Urgency urgency = model::Urgency::kNone;
  model::Marking marking = model::Marking::kNone;
  model::HandlingCode handling = model::HandlingCode::kNone;
  std::string topic;
  std::uint8_t approvals = 0;
  std::optional<base::Time> at;
};

/// What is wrong with a value, and where in it.
struct WordFault {
  std::size_t offset = 0;
  std::string message;
  std::string next_step;
};

/// Sets one field; an empty value makes it as if nobody had written it.
std::optional<WordFault> set_field(ShareWords& words, ShareField field, std::string_view value);

/// The question about `sections` of one of the shares. `from` and `at` are set.
ShareFacts facts_of(const ShareWords& words, const Recipient& to, model::Kind kind,
                    EnumSet<model::Section> sections);

}  // namespace gateway::policy
