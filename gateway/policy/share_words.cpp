#include "gateway/policy/share_words.h"

#include "gateway/base/check.h"
#include "gateway/base/text.h"
#include "gateway/policy/cursor.h"

#include <algorithm>
#include <utility>

namespace gateway::policy {
namespace {

constexpr std::size_t kMaxApprovals = 255;

constexpr std::array<base::EnumText<Answer>, 3> kAnswerTexts{{
    {Answer::kYes, "yes"},
    {Answer::kNo, "no"},
    {Answer::kUnknown, "unknown"},
}};

/// The place for a new value; what stood there is gone.
template <class T>
T& fresh(T& place, T untold = {}) {
  place = std::move(untold);
  return place;
}

/// A part of a value and where it begins there.
struct Part {
  std::size_t offset = 0;
  std::string_view text;
};

Part trimmed(Part part) {
  constexpr std::string_view kBlanks = " \t";
  const auto first = std::min(part.text.find_first_not_of(kBlanks), part.text.size());
  part.text.remove_prefix(first);
  part.offset += first;
  const auto last = part.text.find_last_not_of(kBlanks);
  part.text = part.text.substr(0, last == std::string_view::npos ? 0 : last + 1);
  return part;
}

std::vector<Part> parts_of(std::string_view value, char separator) {
  std::vector<Part> parts;
  for (const std::string_view text : base::split(value, separator)) {
    parts.push_back(trimmed({static_cast<std::size_t>(text.data() - value.data()), text}));
  }
  return parts;
}

std::string quoted_word(std::string_view text) {
  return "\"" + std::string(text.substr(0, 64)) + "\"";
}

template <class Enum, std::size_t N>
std::optional<WordFault> read(Part part, const std::array<base::EnumText<Enum>, N>& table,
                              std::string_view what, Enum& out) {
  if (part.text.empty()) return std::nullopt;
  if (const auto value = base::value_in(table, part.text)) {
    out = *value;
    return std::nullopt;
  }
  std::string next = suggestion(part.text, base::words_of(table));
  if (next.empty()) next = "it is one of those in the policy language";
  return WordFault{part.offset, quoted_word(part.text) + " is not " + std::string(what),
                   std::move(next)};
}

/// Values between commas, or `*` for all of them.
template <class Enum, std::size_t N, class Add>
std::optional<WordFault> read_all(std::string_view value,
                                  const std::array<base::EnumText<Enum>, N>& table,
                                  std::string_view what, const Add& add) {
  if (value == "*") {
    for (const auto& row : table) add(row.value);
  }
  if (value == "*" || value.empty()) return std::nullopt;
  for (const Part& part : parts_of(value, ',')) {
    Enum each = Enum::kNone;
    if (part.text.empty())
      return WordFault{part.offset, "a word is missing here", "leave out the comma"};
    if (auto fault = read(part, table, what, each)) return fault;
    add(each);
  }
  return std::nullopt;
}

/// PARTNER[/UNIT][/ROLE[+ROLE...]]
struct Desk {
  model::PartnerName partner;
  model::UnitName unit;
  EnumSet<model::Role> roles;
};

std::optional<WordFault> read_roles(Part part, EnumSet<model::Role>& out) {
  for (const Part& each : parts_of(part.text, '+')) {
    model::Role role = model::Role::kNone;
    const Part word{part.offset + each.offset, each.text};
    if (auto fault = read(word, model::kRoleTexts, "a role", role)) return fault;
    out.insert(role);
  }
  return std::nullopt;
}

std::optional<WordFault> read_desk(Part part, std::optional<Desk>& out) {
  const WordFault shape{part.offset, quoted_word(part.text) + " is not a partner and its role",
                        "write PARTNER/ROLE or PARTNER/UNIT/ROLE, as in hfj/aftercare/HFJ_CARE"};
  std::vector<Part> words = parts_of(part.text, '/');
  const auto partner = model::PartnerName::parse(words.front().text);
  const auto only_unit = model::UnitName::parse(model::kOnlyUnit);
  if (!partner || !only_unit) return shape;
  out = Desk{*partner, *only_unit, {}};
  words.erase(words.begin());
  // Units are written small, roles large.
  const auto unit = words.empty() ? only_unit : model::UnitName::parse(words.front().text);
  if (unit && !words.empty()) {
    out->unit = *unit;
    words.erase(words.begin());
  }
  if (words.size() > 1) return shape;
  if (words.empty()) return std::nullopt;
  return read_roles({part.offset + words.front().offset, words.front().text}, out->roles);
}

std::optional<WordFault> read_sender(std::string_view value, std::optional<Sender>& out) {
  if (value.empty()) return std::nullopt;
  std::optional<Desk> desk;
  if (auto fault = read_desk(trimmed({0, value}), desk)) return fault;
  out = Sender{desk->partner, desk->unit, desk->roles};
  return std::nullopt;
}

std::optional<WordFault> read_recipients(std::string_view value, std::vector<Recipient>& out) {
  if (value.empty()) return std::nullopt;
  for (const Part& part : parts_of(value, ',')) {
    std::optional<Desk> desk;
    if (auto fault = read_desk(part, desk)) return fault;
    if (desk->roles.size() != 1) {
      return WordFault{part.offset, quoted_word(part.text) + " does not say in which one role",
                       "write PARTNER/ROLE, as in harbourlight-housing/SAFEHOUSE"};
    }
    out.push_back({desk->partner, desk->unit, *desk->roles.begin()});
  }
  return std::nullopt;
}

std::optional<WordFault> read_approvals(std::string_view value, std::uint8_t& out) {
  if (value.empty()) return std::nullopt;
  const auto number = base::parse_decimal(value);
  if (!number || *number > kMaxApprovals) {
    return WordFault{0, quoted_word(value) + " is not a number of trustees", "write 0 to 255"};
  }
  out = static_cast<std::uint8_t>(*number);
  return std::nullopt;
}

std::optional<WordFault> read_time(std::string_view value, std::optional<base::Time>& out) {
  if (value.empty()) return std::nullopt;
  const auto time = base::parse_time(value);
  const auto date = base::parse_date(value);
  if (!time && !date) {
    return WordFault{0, quoted_word(value) + " is not a date or a time",
                     "write 2026-06-01 or 2026-06-01T12:00:00Z"};
  }
  out = time ? *time : *date;
  return std::nullopt;
}

std::optional<WordFault> read_sections(std::string_view value, ShareWords& words) {
  fresh(words.sections);
  words.every_section = value == "*";
  if (words.every_section) return std::nullopt;
  return read_all(value, model::kSectionTexts, "a section",
                  [&](model::Section each) { words.sections.push_back(each); });
}

std::optional<WordFault> read_answer(std::string_view value, Answer& out) {
  return read({0, value}, kAnswerTexts, "yes, no or unknown", fresh(out, Answer::kNo));
}

}  // namespace

std::optional<WordFault> set_field(ShareWords& words, ShareField field, std::string_view value) {
  const Part all{0, value};
  switch (field) {
    case ShareField::kFrom:
      return read_sender(value, fresh(words.from));
    case ShareField::kTo:
      return read_recipients(value, fresh(words.to));
    case ShareField::kKind:
      fresh(words.kinds);
      return read_all(value, model::kKindTexts, "a kind of message",
                      [&](model::Kind each) { words.kinds.push_back(each); });
    case ShareField::kSection:
      return read_sections(value, words);
    case ShareField::kPurpose:
      return read(all, model::kPurposeTexts, "a purpose", fresh(words.purpose));
    case ShareField::kBasis:
      fresh(words.bases);
      return read_all(value, model::kLegalBasisTexts, "a legal basis",
                      [&](model::LegalBasis each) { words.bases.insert(each); });
    case ShareField::kConsent:
      fresh(words.consents);
      return read_all(value, model::kConsentPurposeTexts, "a purpose of consent",
                      [&](model::ConsentPurpose each) { words.consents.insert(each); });
    case ShareField::kOverride:
      return read_answer(value, words.override_recorded);
    case ShareField::kChild:
      return read_answer(value, words.subject_is_child);
    case ShareField::kUrgency:
      return read(all, model::kUrgencyTexts, "an urgency", fresh(words.urgency));
    case ShareField::kMarking:
      return read(all, model::kMarkingTexts, "a marking", fresh(words.marking));
    case ShareField::kHandling:
      return read(all, model::kHandlingCodeTexts, "a handling code", fresh(words.handling));
    case ShareField::kTopic:
      words.topic = value;
      return std::nullopt;
    case ShareField::kArea:
      return read_answer(value, words.area_matches);
    case ShareField::kSector:
      return read_answer(value, words.sector_matches);
    case ShareField::kSanitised:
      return read_answer(value, words.sanitised);
    case ShareField::kApproved:
      return read_approvals(value, fresh(words.approvals));
    case ShareField::kAt:
      return read_time(value, fresh(words.at));
  }
  return std::nullopt;
}

ShareFacts facts_of(const ShareWords& words, const Recipient& to, model::Kind kind,
                    EnumSet<model::Section> sections) {
  base::check(words.from.has_value() && words.at.has_value(), "sender and time were written");
  ShareFacts facts{
      .sender = *words.from,
      .recipient = to,
      .kind = kind,
      .sections = sections,
      .purpose = words.purpose,
      .bases = words.bases,
      .urgency = words.urgency,
      .marking = words.marking,
      .handling = words.handling,
      .subject_is_child = words.subject_is_child,
      .override_recorded = words.override_recorded,
      .area_matches = words.area_matches,
      .sector_matches = words.sector_matches,
      .topic = words.topic,
      .consents = words.consents,
      .sanitised = std::nullopt,
      .approvals = {},
      .now = *words.at,
  };
  if (words.sanitised != Answer::kUnknown) {
    facts.sanitised = words.sanitised == Answer::kYes ? sections : EnumSet<model::Section>();
  }
  facts.approvals.fill(words.approvals);
  return facts;
}

}  // namespace gateway::policy
