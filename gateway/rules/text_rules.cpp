#include "gateway/kinds/sections.h"
#include "gateway/rules/finders.h"
#include "gateway/rules/rule_parts.h"
#include "gateway/rules/words.h"

#include <algorithm>

namespace gateway::rules {
namespace {

using kinds::Content;
using kinds::Field;
using kinds::FieldType;
using kinds::Span;
using kinds::Value;
using kinds::Violations;
using model::Kind;
using model::Refusal;

constexpr kinds::FieldGroup kCurrentAddress{9};

void visit_texts(const Field& field, const Value& value, const std::string& pointer,
                 const TextVisitor& visit) {
  if (const auto* const text = value.as_text(); text != nullptr) {
    if (field.type == FieldType::kText) visit(field, pointer, *text);
  }
  if (const auto* const list = value.as_list(); list != nullptr) {
    for (std::size_t i = 0; i < list->size(); ++i) {
      visit_texts(field.children.front(), (*list)[i], kinds::child_pointer(pointer, i), visit);
    }
  }
  if (const auto* const object = value.as_object(); object != nullptr) {
    for (const auto& [key, member] : *object) {
      const Field* const child = field.child(key);
      if (child != nullptr) visit_texts(*child, member, kinds::child_pointer(pointer, key), visit);
    }
  }
}

/// Kinds in whose texts no address belongs at all, except where the map says it does (F09).
bool may_carry_no_address(Kind kind) {
  return kind == Kind::kAftercareReferral || kind == Kind::kAftercareResponse ||
         kind == Kind::kConsentRecord;
}

bool mentions_shelter(const std::vector<Word>& words) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (phrase_at(std::span(words).subspan(i), word_list("shelters")) != 0) return true;
  }
  return false;
}

}  // namespace

void for_each_text(const Content& content, const TextVisitor& visit) {
  const kinds::FieldMap* const map = kinds::find_field_map(content.kind);
  if (map != nullptr) visit_texts(map->root, content.document, "", visit);
}

void check_addresses(const Content& content, const RuleContext& context, Violations& found) {
  const auto say = [&](const std::string& at, const Span& where) {
    found.push_back({Refusal::kAddressLeak, at, "holds an address that may not stand here", where});
  };
  for_each_text(content, [&](const Field& field, const std::string& at, const std::string& text) {
    if (field.group == kCurrentAddress) return;
    const std::vector<Word> words = words_of(text);
    for (const std::string& address : context.protected_addresses) {
      Span where;
      if (contains_phrase(words, phrase_of(address), where)) {
        say(at, where);
        return;
      }
    }
    const bool looks = may_carry_no_address(content.kind) ||
                       (content.kind == Kind::kIntelReport && mentions_shelter(words));
    const auto address = looks ? find_address(text) : std::nullopt;
    if (address) say(at, *address);
  });
}

void check_privilege(const Content& content, Violations& found) {
  if (content.kind != Kind::kIntelReport) return;
  for_each_text(content, [&](const Field&, const std::string& at, const std::string& text) {
    const std::vector<Word> words = words_of(text);
    for (std::size_t i = 0; i < words.size(); ++i) {
      const std::size_t size = phrase_at(std::span(words).subspan(i), word_list("privileged"));
      if (size == 0) continue;
      found.push_back({Refusal::kPrivilegedMaterial, at, "looks like privileged legal advice",
                       Span{words[i].span.begin, words[i + size - 1].span.end}});
      return;
    }
  });
}

}  // namespace gateway::rules
