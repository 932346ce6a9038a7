#include "tests/support/random_policy.h"

#include "gateway/base/time.h"

#include <algorithm>
#include <utility>

namespace gateway::tests {
namespace {

using Words = std::vector<std::string>;

const Words kPartners = {"harbourlight", "northvale", "pol-north"};
const Words kUnits = {"aftercare", "intel", "main"};
const Words kRoles = {"HFJ_CARE", "SAFEHOUSE", "POL_INT"};
const Words kParties = {"anyone",         "anyone",       "hfj",
                        "hfj/aftercare",  "hfj/intel",    "harbourlight",
                        "northvale/main", "pol-north",    "role SAFEHOUSE",
                        "role HFJ_CARE",  "role POL_INT", "role HFJ_CARE, SAFEHOUSE"};
const Words kKinds = {"aftercare.referral", "consent.record", "intel.report"};
const Words kSections = {"content", "identity", "needs", "risk", "account"};
const Words kPurposes = {"VICTIM_SUPPORT", "SAFEGUARDING", "CRIME_PREVENTION"};
const Words kTreatments = {"full", "sanitised", "pseudonym", "token", "aggregate"};
const Words kClasses = {"G0", "R1", "R8", "POL-2"};
const Words kFirstDays = {"2026-05-31", "2026-06-01"};
const Words kLastDays = {"2026-06-01", "2026-06-02"};
const Words kMidnights = {"2026-05-31", "2026-06-01", "2026-06-02", "2026-06-03"};
// Around midnight, where dates begin and end, and in the middle of a day.
const std::vector<int> kOffsets = {-1, 0, 1, 43'200'000};
const Words kTopics = {"", "intel.report/north/labour", "intel.report/south/labour",
                       "intel.report//labour", "intel.report/north"};
const Words kPatterns = {"intel.report/*/labour", "*/north/*", "*", "intel.report/south/labour"};

model::PartnerName partner(const std::string& name) { return *model::PartnerName::parse(name); }
model::UnitName unit(const std::string& name) { return *model::UnitName::parse(name); }

// Numbers that exist, and some that nobody knows.
const std::vector<model::Role> kAnyRole = {
    model::Role::kHfjCare, model::Role::kSafehouse, model::Role::kPolInt,
    model::Role::kHfjCare, model::Role::kSafehouse, model::Role::kPolInt,
    model::Role::kForum,   model::Role::kNone,      model::Role{63}};
const std::vector<model::LegalBasis> kAnyBasis = {
    model::LegalBasis::kConsent, model::LegalBasis::kVitalInterests,
    model::LegalBasis::kExplicitConsent, model::LegalBasis{40}};

}  // namespace

RandomPolicy::RandomPolicy(std::function<std::size_t(std::size_t)> below)
    : below_(std::move(below)) {}

std::string RandomPolicy::list_of(const std::vector<std::string>& words, std::size_t most) {
  std::vector<std::string> rest = words;
  std::string text;
  const std::size_t count = 1 + below_(std::min(most, rest.size()));
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t at = below_(rest.size());
    text += (i == 0 ? "" : ", ") + rest.at(at);
    rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(at));
  }
  return text;
}

std::string RandomPolicy::share() {
  const std::string kinds = one_in(2) ? "*" : list_of(kKinds, 2);
  const std::string sections = one_in(3) ? "*" : "[" + list_of(kSections, 3) + "]";
  return pick(kParties) + " to share " + kinds + " " + sections + " with " + pick(kParties);
}

std::string RandomPolicy::question() {
  switch (below_(12)) {
    case 0:
      return one_in(2) ? "consent covers HEALTH" : "consent covers CARE_PLACEMENT";
    case 1:
      return "override";
    case 2:
      return "sanitised";
    case 3:
      return one_in(2) ? "basis is 6.1.a" : "basis is 6.1.d, 9.2.a";
    case 4:
      return one_in(2) ? "subject is child" : "subject is not child";
    case 5:
      return one_in(2) ? "urgency is FLASH, IMMEDIATE" : "urgency is ROUTINE";
    case 6:
      return one_in(2) ? "marking is OFFICIAL" : "marking is TOP SECRET, OFFICIAL-SENSITIVE";
    case 7:
      return one_in(2) ? "handling is P" : "handling is C";
    case 8:
      return "area matches";
    case 9:
      return "sector matches";
    case 10:
      return "topic is " + pick(kPatterns);
    default:
      return "approved by " + std::to_string(1 + below_(3)) + " trustees";
  }
}

std::string RandomPolicy::condition(std::size_t depth) {
  if (depth == 0) return question();
  switch (below_(6)) {
    case 0:
      return condition(depth - 1) + " and " + condition(depth - 1);
    case 1:
      return condition(depth - 1) + " or " + condition(depth - 1);
    case 2:
      return "not (" + condition(depth - 1) + ")";
    case 3:
      return "(" + condition(depth - 1) + ") and not " + question();
    default:
      return question();
  }
}

std::string RandomPolicy::dates() {
  std::string text;
  if (one_in(4)) text += " from " + pick(kFirstDays);
  if (one_in(4)) text += " until " + pick(kLastDays);
  return text;
}

std::string RandomPolicy::permit() {
  std::string text = "permit r" + std::to_string(++names_) + " " + share() + " for " +
                     (one_in(2) ? "any purpose" : list_of(kPurposes, 2));
  if (one_in(2)) text += " when " + condition(2);
  if (one_in(3)) text += " as " + pick(kTreatments);
  if (one_in(3)) text += one_in(4) ? " by direct" : " by release";
  text += dates();
  if (one_in(3)) text += " keep " + list_of(kClasses, 2);
  if (one_in(4)) text += " no onward";
  if (one_in(4)) text += " report back within " + std::to_string(1 + below_(3)) + " days";
  return text + "\n";
}

std::string RandomPolicy::forbid() {
  std::string text = "forbid r" + std::to_string(++names_) + " " + share();
  if (one_in(2)) text += " for " + (one_in(4) ? "any purpose" : list_of(kPurposes, 2));
  if (one_in(2)) text += " when " + condition(2);
  if (one_in(2)) text += " unless " + condition(2);
  return text + "\n";
}

std::string RandomPolicy::agreement(const std::string& partner_name) {
  const bool ngo_first = one_in(2);
  std::string text = "agreement a" + std::to_string(++names_) + " between " +
                     (ngo_first ? "hfj and " + partner_name : partner_name + " and hfj") +
                     " from " + pick(kFirstDays) + " until " + pick(kLastDays) + " purposes " +
                     list_of(kPurposes, 3);
  if (one_in(3)) text += " kinds " + list_of(kKinds, 3);
  if (one_in(4)) text += " review 2026-06-01";
  return text + "\n";
}

std::string RandomPolicy::rules(std::size_t most_permits, std::size_t most_forbids) {
  std::string text;
  const std::size_t permits = below_(most_permits + 1);
  const std::size_t forbids = below_(most_forbids + 1);
  for (std::size_t i = 0; i < permits; ++i) text += permit();
  for (std::size_t i = 0; i < forbids; ++i) text += forbid();
  return text;
}

std::vector<std::string> RandomPolicy::texts() {
  std::vector<std::string> texts(1);
  for (const std::string& name : kPartners) {
    if (!one_in(8)) texts.front() += agreement(name);
    if (one_in(3)) texts.front() += agreement(name);
    switch (below_(5)) {
      case 0:
        break;  // Neither a text nor an adoption: sends nothing.
      case 1:
      case 2:
        texts.push_back("policy of " + name + " version 1\n" + permit() + rules(8, 1));
        break;
      default:
        texts.front() += "adopt " + name + "\n";
        break;
    }
  }
  texts.front() += rules(12, 2) + permit() + permit();
  if (one_in(3)) texts.push_back(rules(3, 1));
  if (one_in(6)) texts.push_back("policy of hfj version 2\n" + rules(2, 0));
  return texts;
}

policy::Answer RandomPolicy::answer() { return static_cast<policy::Answer>(below_(3)); }

policy::ShareFacts RandomPolicy::facts() {
  policy::ShareFacts facts{
      .sender = {partner("hfj"), unit(pick(kUnits)), {}},
      .recipient = {partner("hfj"), unit(pick(kUnits))},
      .sections = {},
      .bases = {},
      .topic = std::nullopt,
      .consents = std::nullopt,
      .sanitised = std::nullopt,
      .approvals = {},
      .now =
          *base::parse_date(pick(kMidnights)) + base::Millis(kOffsets.at(below_(kOffsets.size()))),
  };
  const auto someone = [&](model::PartnerName& name) {
    if (!one_in(3)) name = partner(pick(kPartners));
    if (one_in(30)) name = partner("stranger");
  };
  someone(facts.sender.partner);
  someone(facts.recipient.partner);
  if (one_in(30)) facts.sender.unit = unit("nowhere");
  const std::size_t roles = below_(3);
  for (std::size_t i = 0; i < roles; ++i) {
    facts.sender.roles.insert(kAnyRole.at(below_(kAnyRole.size())));
  }
  facts.recipient.role = kAnyRole.at(below_(one_in(8) ? kAnyRole.size() : 6));
  facts.kind = *base::value_in(model::kKindTexts, pick(kKinds));
  if (one_in(40)) facts.kind = model::Kind{static_cast<std::uint16_t>(below_(70))};
  for (const std::string& word : kSections) {
    if (!one_in(3)) facts.sections.insert(*base::value_in(model::kSectionTexts, word));
  }
  if (one_in(40)) facts.sections.insert(model::Section{static_cast<std::uint8_t>(below_(64))});
  facts.purpose = *base::value_in(model::kPurposeTexts, pick(kPurposes));
  if (one_in(20)) facts.purpose = model::Purpose{static_cast<std::uint8_t>(below_(64))};
  for (const model::LegalBasis basis : kAnyBasis) {
    if (one_in(3)) facts.bases.insert(basis);
  }
  facts.urgency = model::Urgency{static_cast<std::uint8_t>(below_(8))};
  facts.marking = model::Marking{static_cast<std::uint8_t>(below_(6))};
  facts.handling = model::HandlingCode{static_cast<std::uint8_t>(below_(4))};
  facts.subject_is_child = answer();
  facts.override_recorded = answer();
  facts.area_matches = answer();
  facts.sector_matches = answer();
  if (!one_in(4)) facts.topic = pick(kTopics);
  if (!one_in(3)) facts.consents = policy::EnumSet<model::ConsentPurpose>();
  if (facts.consents && one_in(2)) facts.consents->insert(model::ConsentPurpose::kHealth);
  if (facts.consents && one_in(2)) facts.consents->insert(model::ConsentPurpose::kCarePlacement);
  if (one_in(2)) {
    facts.sanitised = policy::EnumSet<model::Section>();
    for (const model::Section section : facts.sections) {
      if (one_in(2)) facts.sanitised->insert(section);
    }
  }
  for (auto& trustees : facts.approvals) trustees = static_cast<std::uint8_t>(below_(4));
  return facts;
}

}  // namespace gateway::tests
