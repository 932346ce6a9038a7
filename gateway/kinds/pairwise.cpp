#include "gateway/kinds/pairwise.h"

#include "gateway/base/check.h"
#include "gateway/kinds/field_map.h"
#include "gateway/kinds/text_replacer.h"

#include <utility>

namespace gateway::kinds {
namespace {

using model::Role;

using Replacements = std::map<std::string, std::string>;

constexpr FieldGroup kThreadGroup{1};  // F01: case reference, pseudonym, correlation.

const FieldMap& map_of(model::Kind kind) {
  const FieldMap* const map = find_field_map(kind);
  base::check(map != nullptr, "only a kind with a schema becomes a message");
  return *map;
}

bool is_replaced(const Field& field, Role role) {
  return field.id == IdUse::kPairwise ||
         (field.id == IdUse::kReference && level_of(field.group, role) == Level::kToken);
}

/// All identifiers a recipient in this role must not see as they are.
void collect(const Field& field, const Value& value, Role role, const TokenOf& token_of,
             Replacements& tokens) {
  if (const auto* const text = value.as_text(); text != nullptr) {
    if (!text->empty() && is_replaced(field, role)) tokens.emplace(*text, token_of(*text));
  }
  if (const auto* const list = value.as_list(); list != nullptr) {
    for (const Value& item : *list) collect(field.children.front(), item, role, token_of, tokens);
  }
  if (const auto* const object = value.as_object(); object != nullptr) {
    for (const auto& [key, member] : *object) {
      if (const Field* const child = field.child(key); child != nullptr) {
        collect(*child, member, role, token_of, tokens);
      }
    }
  }
}

/// True when this role must not even have the key: an identifier it may never see, or more than a
/// token of something that has none.
bool is_dropped(const Field& field, Role role) {
  if (!field.is_leaf() || field.place == Place::kHeld) return field.is_leaf();
  if (field.place == Place::kHead) return false;
  const Level level = level_of(field.group, role);
  if (field.id == IdUse::kPairwise) return level == Level::kNever;
  return level == Level::kToken && field.id == IdUse::kNone;
}

/// The text with tokens in it. A leaf whose type has no room for a token inside keeps its value
/// unless it is an identifier as a whole.
std::string replaced(const Field& field, const std::string& text, const Replacements& tokens) {
  const auto whole = tokens.find(text);
  if (whole != tokens.end() && (field.id != IdUse::kNone || field.type == FieldType::kText)) {
    return whole->second;
  }
  return field.type == FieldType::kText ? replace_words(text, tokens) : text;
}

/// An entry about somebody else: it would tell a recipient who the others are.
bool is_about_another(const Field& element, const Value& item, const Recipient& reader) {
  if (element.id != IdUse::kReader) return false;
  const std::string* const partner = item.text_at("/partner");
  return partner == nullptr || *partner != reader.partner.text();
}

class Copier {
 public:
  Copier(const Addressee& addressee, const Replacements& tokens)
      : addressee_(addressee), role_(addressee.recipient.role), tokens_(tokens) {}

  [[nodiscard]] Value copy(const Field& field, const Value& value) const {
    if (const auto* const text = value.as_text(); text != nullptr) {
      return Value(replaced(field, *text, tokens_));
    }
    if (const auto* const list = value.as_list(); list != nullptr) {
      return copy_list(field.children.front(), *list);
    }
    if (const auto* const object = value.as_object(); object != nullptr) {
      return copy_object(field, *object);
    }
    return value;
  }

 private:
  [[nodiscard]] Value copy_list(const Field& element, const Value::List& list) const {
    Value::List out;
    if (drops(element)) return Value(std::move(out));
    for (const Value& item : list) {
      if (!is_about_another(element, item, addressee_.recipient))
        out.push_back(copy(element, item));
    }
    return Value(std::move(out));
  }

  [[nodiscard]] Value copy_object(const Field& field, const Value::Object& object) const {
    Value::Object out;
    for (const auto& [key, member] : object) {
      const Field* const child = field.child(key);
      if (child == nullptr || drops(*child)) continue;
      const bool list_of_dropped =
          child->type == FieldType::kList && drops(child->children.front());
      if (!list_of_dropped) out.push_back({key, copy(*child, member)});
    }
    return Value(std::move(out));
  }

  [[nodiscard]] bool drops(const Field& field) const {
    return is_dropped(field, role_) ||
           (addressee_.thread == Thread::kCut && field.id == IdUse::kPairwise &&
            field.group == kThreadGroup);
  }

  const Addressee& addressee_;
  Role role_;
  const Replacements& tokens_;
};

void replace_all(const Field& field, Value& value, const Replacements& replacements) {
  if (auto* const text = value.as_text(); text != nullptr) {
    *text = replaced(field, *text, replacements);
  }
  if (auto* const list = value.as_list(); list != nullptr) {
    for (Value& item : *list) replace_all(field.children.front(), item, replacements);
  }
  if (auto* const object = value.as_object(); object != nullptr) {
    for (auto& [key, member] : *object) {
      if (const Field* const child = field.child(key); child != nullptr) {
        replace_all(*child, member, replacements);
      }
    }
  }
}

}  // namespace

bool may_share_envelope(const Copy& a, const Copy& b) {
  return a.kind_ == b.kind_ && a.document_ == b.document_;
}

Copy copy_for(const Message& message, const Addressee& addressee, const TokenOf& token_of) {
  const FieldMap& map = map_of(message.kind());
  const Role role = addressee.recipient.role;
  Replacements tokens;
  collect(map.root, message.document(), role, token_of, tokens);
  Value document = Copier(addressee, tokens).copy(map.root, message.document());
  Value* const envelope = document.member("envelope");
  // A recipient learns nothing of the others: its view is rebuilt from its own row.
  std::erase_if(*envelope->as_object(),
                [](const Value::Member& member) { return member.key == "recipients"; });
  if (addressee.message_id) {
    *envelope->member("messageId") = Value(to_text(*addressee.message_id));
  }
  return {message.kind(), std::move(document)};
}

Value with_own_identifiers(const Content& content,
                           const std::map<std::string, std::string>& own_by_token) {
  Value document = content.document;
  replace_all(map_of(content.kind).root, document, own_by_token);
  return document;
}

}  // namespace gateway::kinds
