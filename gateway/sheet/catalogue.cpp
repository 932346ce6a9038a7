#include "gateway/sheet/catalogue.h"

#include "gateway/base/check.h"
#include "gateway/base/text.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <set>

namespace gateway::sheet {
namespace {

using base::Diagnostic;
using base::Diagnostics;
using model::ConsentPurpose;

constexpr std::size_t kMaxFile = std::size_t{256} * 1024;
constexpr std::size_t kMaxText = 400;
constexpr unsigned kGroups = 45;

struct Fixed {
  std::string_view key;
  std::string_view fields;  // Sorted, between spaces.
};

constexpr Fixed kFixed[] = {
    {"language.code", ""},
    {"language.name", ""},
    {"language.english", ""},
    {"language.reviewed", ""},
    {"title.adult", ""},
    {"title.child", ""},
    {"intro.what", ""},
    {"intro.decide", ""},
    {"intro.care", ""},
    {"intro.ask", ""},
    {"intro.child_safe", ""},
    {"intro.child_ask", ""},
    {"intro.until", "date"},
    {"intro.no_end", ""},
    {"heading.purposes", ""},
    {"heading.told", ""},
    {"heading.no", ""},
    {"heading.without", ""},
    {"heading.back", ""},
    {"heading.rights", ""},
    {"heading.sign", ""},
    {"answer.yes", ""},
    {"answer.no", ""},
    {"flow.yes", "partner role"},
    {"flow.child_yes", "partner role"},
    {"flow.safety", "partner role"},
    {"flow.nobody", ""},
    {"flow.sanitised", ""},
    {"flow.pseudonym", ""},
    {"flow.token", ""},
    {"flow.aggregate", ""},
    {"flow.stays", ""},
    {"flow.all_stays", ""},
    {"flow.keep", "keep"},
    {"flow.keep_unknown", ""},
    {"told.full", ""},
    {"told.token", ""},
    {"told.nobody", ""},
    {"no.adult", ""},
    {"no.child", ""},
    {"without.intro", ""},
    {"without.life", ""},
    {"without.risk", ""},
    {"without.crime", ""},
    {"without.notify", ""},
    {"without.flow", "partner role"},
    {"back.how", ""},
    {"back.stop", ""},
    {"back.told", ""},
    {"back.police", ""},
    {"back.care", ""},
    {"rights.log", ""},
    {"rights.copy", ""},
    {"rights.wrong", ""},
    {"rights.complain", ""},
    {"sign.person", ""},
    {"sign.responsible", ""},
    {"sign.date", ""},
    {"sign.interpreter", ""},
    {"sign.worker", ""},
    {"footer.version", "language policy recorder version"},
    {"footer.unreviewed", ""},
    {"take_back.any", ""},
    {"take_back.nrm", ""},
    {"take_back.used", ""},
    {"take_back.served", ""},
    {"take_back.counted", ""},
};

std::vector<std::string> words(std::string_view text) {
  std::vector<std::string> result;
  if (text.empty()) return result;
  for (const auto word : base::split(text, ' ')) result.emplace_back(word);
  return result;
}

std::vector<Entry> all_entries() {
  std::vector<Entry> all;
  for (const Fixed& fixed : kFixed) all.push_back({std::string(fixed.key), words(fixed.fields)});
  for (const auto& purpose : model::kConsentPurposeTexts) {
    all.push_back({title_key(purpose.value), {}});
    all.push_back({reason_key(purpose.value), {}});
  }
  for (const auto& role : model::kRoleTexts) all.push_back({role_key(role.value), {}});
  for (const auto& keep : policy::kRetentionTexts) all.push_back({keep_key(keep.value), {}});
  for (unsigned number = 1; number <= kGroups; ++number) {
    const auto group = static_cast<kinds::FieldGroup>(number);
    if (is_told(group)) all.push_back({group_key(group), {}});
  }
  std::ranges::sort(all, {}, &Entry::key);
  return all;
}

const Entry* find(std::string_view key) {
  const auto found = std::ranges::lower_bound(entries(), key, {}, &Entry::key);
  return found != entries().end() && found->key == key ? &*found : nullptr;
}

// The names between braces, sorted, each as often as it stands there; nothing when braces do not
// pair.
std::optional<std::vector<std::string>> fields_in(std::string_view text) {
  std::vector<std::string> fields;
  while (!text.empty()) {
    const auto open = text.find_first_of("{}");
    if (open == std::string_view::npos) break;
    const auto close = text.find_first_of("{}", open + 1);
    if (text[open] != '{' || close == std::string_view::npos || text[close] != '}') {
      return std::nullopt;
    }
    fields.emplace_back(text.substr(open + 1, close - open - 1));
    text.remove_prefix(close + 1);
  }
  std::ranges::sort(fields);
  return fields;
}

// U+0300 to U+036F. Letters of our languages all have composed forms, which every font knows.
bool has_combining_mark(std::string_view text) {
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    const auto first = static_cast<unsigned char>(text[i]);
    const auto second = static_cast<unsigned char>(text[i + 1]);
    if (first == 0xCC || (first == 0xCD && second <= 0xAF)) return true;
  }
  return false;
}

std::string_view fault_of(const Entry& entry, std::string_view text) {
  if (text.empty()) return "has no text";
  if (text.size() > kMaxText) return "has a text that is too long for a sheet";
  if (text.front() == ' ' || text.back() == ' ') return "has spaces around its text";
  if (std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20; })) {
    return "has control characters in its text";
  }
  if (has_combining_mark(text)) return "has letters that are not composed (NFC)";
  const auto fields = fields_in(text);
  if (!fields || *fields != entry.fields) return "does not have the fields that its key asks for";
  return "";
}

std::string fields_text(const Entry& entry) {
  std::string text;
  for (const std::string& field : entry.fields) text += (text.empty() ? "{" : " {") + field + "}";
  return text.empty() ? "it takes no fields" : "it takes " + text;
}

std::vector<std::string> all_keys() {
  std::vector<std::string> keys;
  for (const Entry& entry : entries()) keys.push_back(entry.key);
  return keys;
}

}  // namespace

const std::vector<Entry>& entries() {
  static const std::vector<Entry> kEntries = all_entries();
  return kEntries;
}

std::string title_key(ConsentPurpose purpose) {
  return "purpose." + std::string(to_text(purpose)) + ".title";
}

std::string reason_key(ConsentPurpose purpose) {
  return "purpose." + std::string(to_text(purpose)) + ".reason";
}

std::string role_key(model::Role role) { return "role." + std::string(to_text(role)); }

std::string keep_key(policy::Retention klass) { return "keep." + std::string(to_text(klass)); }

std::string group_key(kinds::FieldGroup group) {
  const std::string number = std::to_string(static_cast<unsigned>(group));
  return std::string("group.F") + (number.size() < 2 ? "0" : "") + number;
}

bool is_told(kinds::FieldGroup group) {
  constexpr std::array kOfTheirWork{26U, 27U, 42U, 44U, 45U};
  return std::ranges::find(kOfTheirWork, static_cast<unsigned>(group)) == kOfTheirWork.end();
}

std::string take_back_key(ConsentPurpose purpose) {
  switch (purpose) {
    case ConsentPurpose::kNrmReferral:
      return "take_back.nrm";
    case ConsentPurpose::kPoliceIdentity:
    case ConsentPurpose::kPoliceAccount:
      return "take_back.used";
    case ConsentPurpose::kEvidence:
      return "take_back.served";
    case ConsentPurpose::kStatistics:
      return "take_back.counted";
    case ConsentPurpose::kNone:
    case ConsentPurpose::kCarePlacement:
    case ConsentPurpose::kHealth:
    case ConsentPurpose::kLegalRep:
    case ConsentPurpose::kLaSafeguarding:
    case ConsentPurpose::kHousingBenefits:
    case ConsentPurpose::kFollowUp:
    case ConsentPurpose::kAdvocacy:
    case ConsentPurpose::kCaseStudy:
    case ConsentPurpose::kInternational:
      return "take_back.any";
  }
  return "take_back.any";
}

std::variant<Catalogue, Diagnostics> Catalogue::parse(std::string_view text,
                                                      const std::string& file) {
  Diagnostics wrong;
  if (text.size() > kMaxFile || !base::is_valid_utf8(text)) {
    wrong.push_back({file, 0, 0, "is no catalogue in UTF-8 of at most 256 KiB", ""});
    return wrong;
  }
  Catalogue catalogue;
  std::size_t number = 0;
  for (const std::string_view line : base::split(text, '\n')) {
    ++number;
    if (line.empty() || line.starts_with('#')) continue;
    const auto at = line.find(" = ");
    const std::string_view key = line.substr(0, at);
    const Entry* const entry = find(key);
    if (at == std::string_view::npos || entry == nullptr) {
      const std::string near = base::nearest(key, all_keys());
      wrong.push_back({file, number, 0, "is not 'KEY = TEXT' with a known key",
                       near.empty() ? "" : "did you mean " + near + "?"});
      continue;
    }
    const std::string_view value = line.substr(at + 3);
    if (const auto fault = fault_of(*entry, value); !fault.empty()) {
      wrong.push_back(
          {file, number, 0, entry->key + " " + std::string(fault), fields_text(*entry)});
    }
    if (!catalogue.texts_.emplace(entry->key, value).second) {
      wrong.push_back({file, number, 0, entry->key + " stands there twice", "keep one"});
    }
  }
  for (const Entry& entry : entries()) {
    if (!catalogue.texts_.contains(entry.key)) {
      wrong.push_back({file, 0, 0, entry.key + " is missing", fields_text(entry)});
    }
  }
  if (!wrong.empty()) return wrong;
  return catalogue;
}

std::string Catalogue::text(std::string_view key, const Fields& fields) const {
  const auto found = texts_.find(key);
  base::check(found != texts_.end(), "a catalogue has every key that the program asks for");
  std::string filled;
  std::string_view rest = found->second;
  for (auto open = rest.find('{'); open != std::string_view::npos; open = rest.find('{')) {
    const auto close = rest.find('}', open);
    const auto name = rest.substr(open + 1, close - open - 1);
    const auto field = std::ranges::find(fields, name, &Fields::value_type::first);
    base::check(field != fields.end(), "a text is filled with all its fields");
    filled.append(rest.substr(0, open)).append(field->second);
    rest.remove_prefix(close + 1);
  }
  return filled.append(rest);
}

}  // namespace gateway::sheet
