#include "gateway/base/text.h"
#include "gateway/kinds/sections.h"
#include "gateway/rules/finders.h"
#include "gateway/rules/rule_parts.h"
#include "gateway/rules/words.h"

#include <algorithm>

namespace gateway::rules {
namespace {

using kinds::Content;
using kinds::Span;
using kinds::Value;
using kinds::Violations;
using model::Kind;
using model::Refusal;

std::string item_at(std::size_t index, std::string_view rest) {
  return "/body/items/" + std::to_string(index) + std::string(rest);
}

/// A UUID inside a text joins it to whatever else carries it.
std::optional<Span> find_uuid(std::string_view text) {
  constexpr std::size_t uuid_size = 36;
  for (std::size_t at = 0; at + uuid_size <= text.size(); ++at) {
    std::string candidate(text.substr(at, uuid_size));
    std::ranges::transform(candidate, candidate.begin(), [](char c) {
      return c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    if (model::parse_message_id(candidate)) return Span{at, at + uuid_size};
  }
  return std::nullopt;
}

void cover(std::string_view text, CoveredWords& covered) {
  for (const Word& word : words_of(text)) {
    covered.insert(word.folded);
    for (const std::string_view part : base::split(word.folded, '-')) covered.emplace(part);
  }
}

void cover_column(const Value& document, std::string_view list, std::string_view key,
                  CoveredWords& covered) {
  for (const Value& row : document.list_at(list)) {
    const std::string* const text = key.empty() ? row.as_text() : row.text_at(key);
    if (text != nullptr) cover(*text, covered);
  }
}

bool is_suspect(const Value& subject) {
  const std::string* const category = subject.text_at("/category");
  return category != nullptr && *category == "SUSPECT";
}

CoveredWords places_of(const Value& document) {
  CoveredWords covered;
  cover_column(document, "/body/locations", "/text", covered);
  cover_column(document, "/body/policeAreas", "", covered);
  return covered;
}

/// What the message says elsewhere: suspects, places, vehicles, areas, and who talks to whom.
CoveredWords covered_by(const Value& document) {
  CoveredWords covered = places_of(document);
  cover_column(document, "/body/vehicles", "/vrm", covered);
  cover_column(document, "/body/vehicles", "/description", covered);
  cover_column(document, "/envelope/recipients", "/partner", covered);
  for (const Value& subject : document.list_at("/body/subjects")) {
    if (!is_suspect(subject)) continue;
    if (const std::string* const name = subject.text_at("/name"); name != nullptr) {
      cover(*name, covered);
    }
    cover_column(subject, "/aka", "", covered);
  }
  return covered;
}

void check_subject_categories(const Value& document, VictimBasis basis, Violations& found) {
  const auto& subjects = document.list_at("/body/subjects");
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    const std::string* const category = subjects[i].text_at("/category");
    const std::string at = "/body/subjects/" + std::to_string(i);
    if (category == nullptr) continue;
    if (*category == "VICTIM_OR_POSSIBLE_VICTIM" && !basis.may_be_named) {
      found.push_back({Refusal::kVictimIdentityNoBasis, at, "names a victim without a basis"});
    }
  }
}

void check_protected_names(const Content& content, const RuleContext& context, Violations& found) {
  for_each_text(content, [&](const kinds::Field&, const std::string& at, const std::string& text) {
    const std::vector<Word> words = words_of(text);
    for (const std::string& name : context.protected_names) {
      Phrase phrase = phrase_of(name);
      Span where;
      bool there = contains_phrase(words, phrase, where);
      if (!phrase.empty()) std::rotate(phrase.begin(), phrase.end() - 1, phrase.end());
      there = there || contains_phrase(words, phrase, where);
      if (there) {
        found.push_back({Refusal::kVictimIdentityNoBasis, at, "holds a protected name", where});
      }
    }
  });
}

void say_source(std::string at, std::string why, std::optional<Span> span, Violations& found) {
  found.push_back({Refusal::kSourceIdentityInText, std::move(at), std::move(why), span});
}

void check_included_source(const Value& document, Violations& found) {
  const Value* const included = document.find("/body/source/identityIncluded");
  if (included != nullptr && included->as_bool() != nullptr && *included->as_bool()) {
    say_source("/body/source/identityIncluded", "includes the identity of the source", {}, found);
  }
  if (document.has("/body/source/sealedIdentity")) {
    say_source("/body/source/sealedIdentity", "includes the identity of the source", {}, found);
  }
  const auto& subjects = document.list_at("/body/subjects");
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    const std::string* const category = subjects[i].text_at("/category");
    if (category != nullptr && *category == "INFORMANT") {
      say_source("/body/subjects/" + std::to_string(i), "names an informant", {}, found);
    }
  }
}

SourceClues clues_in(const std::string* text, const CoveredWords& places) {
  return text == nullptr ? SourceClues() : find_source_clues(*text, places);
}

/// Text and provenance of an item are read together: who, where and when may be told in either.
void check_source_clues(const Value& document, Violations& found) {
  const CoveredWords places = places_of(document);
  const auto& items = document.list_at("/body/items");
  for (std::size_t i = 0; i < items.size(); ++i) {
    const SourceClues text = clues_in(items[i].text_at("/text"), places);
    const SourceClues origin = clues_in(items[i].text_at("/provenance"), places);
    const bool all_three = (text.occupation || origin.occupation) && (text.place || origin.place) &&
                           (text.exact_date || origin.exact_date);
    if (!all_three) continue;
    say_source(item_at(i, text.occupation ? "/text" : "/provenance"),
               "an occupation, a place and an exact date together point at one person",
               text.occupation ? text.occupation : origin.occupation, found);
  }
}

}  // namespace

void check_linkability(const Content& content, const RuleContext& context, Violations& found) {
  if (content.kind != Kind::kIntelReport) return;
  for (const auto* const at :
       {"/envelope/caseRef", "/envelope/subjectPseudonym", "/envelope/inReplyTo"}) {
    if (content.document.has(at)) {
      found.push_back({Refusal::kLinkability, at, "joins intelligence to a case or tip"});
    }
  }
  for_each_text(content, [&](const kinds::Field&, const std::string& at, const std::string& text) {
    if (const auto uuid = find_uuid(text)) {
      found.push_back({Refusal::kLinkability, at, "holds an identifier of a message", uuid});
    }
    const std::vector<Word> words = words_of(text);
    for (const std::string& identifier : context.known_identifiers) {
      Span where;
      if (contains_phrase(words, phrase_of(identifier), where)) {
        found.push_back({Refusal::kLinkability, at, "holds an identifier of a case or tip", where});
      }
    }
  });
}

void check_grading(const Content& content, Violations& found) {
  const Value& document = content.document;
  const auto says = [](const std::string* text) {
    return text != nullptr && !words_of(*text).empty();
  };
  // A police answer gives its reason in the item or in the feedback.
  const bool feedback = says(document.text_at("/body/feedback"));
  for (const std::string list : {"/body/items", "/body/gradedItems"}) {
    const auto& items = document.list_at(list);
    for (std::size_t i = 0; i < items.size(); ++i) {
      const std::string* const source = items[i].text_at("/sourceEval");
      const std::string* const assessment = items[i].text_at("/assessment");
      const bool doubted =
          (source != nullptr && *source == "3") || (assessment != nullptr && *assessment == "E");
      if (doubted && !feedback && !says(items[i].text_at("/rationale"))) {
        found.push_back({Refusal::kRationaleRequired, list + "/" + std::to_string(i) + "/rationale",
                         "source 3 or assessment E needs its reason"});
      }
    }
  }
}

void check_source(const Content& content, Violations& found) {
  if (content.kind != Kind::kIntelReport) return;
  check_included_source(content.document, found);
  check_source_clues(content.document, found);
}

void check_victim(const Content& content, const RuleContext& context, VictimBasis basis,
                  Violations& found) {
  if (content.kind != Kind::kIntelReport || basis.may_be_named) return;
  const Value& document = content.document;
  const Value* const included = document.find("/body/victimIdentity/included");
  if (included != nullptr && included->as_bool() != nullptr && *included->as_bool()) {
    found.push_back({Refusal::kVictimIdentityNoBasis, "/body/victimIdentity/included",
                     "says that a victim is named, with neither consent nor override"});
  }
  check_subject_categories(document, basis, found);
  check_protected_names(content, context, found);
  const CoveredWords covered = covered_by(document);
  for_each_text(content, [&](const kinds::Field& field, const std::string& at,
                             const std::string& text) {
    const std::string_view path = field.path;
    const bool told = path.starts_with("/body/items") || path.starts_with("/body/riskAssessment") ||
                      path == "/body/subject" || path.ends_with("/conditions/*");
    if (!told || text == kinds::kHeldText) return;
    for (const Span& span : find_names(text, covered)) {
      found.push_back({Refusal::kVictimIdentityNoBasis, at,
                       "may name a person who is no subject of the report", span});
    }
  });
}

}  // namespace gateway::rules
