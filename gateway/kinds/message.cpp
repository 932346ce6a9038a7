#include "gateway/kinds/message.h"

#include "gateway/base/check.h"
#include "gateway/kinds/field_map.h"
#include "gateway/kinds/json_reader.h"
#include "gateway/kinds/schema_check.h"

#include <algorithm>
#include <utility>

namespace gateway::kinds {

struct MessageMaker {
  static Message make(Interchange envelope, Value document) {
    return {std::move(envelope), std::move(document)};
  }
};

namespace {

using model::Kind;
using model::Refusal;

constexpr std::string_view kKindAt = "/envelope/kind";

/// {"expect", "message"} is a test vector around a message.
const Value& unwrapped(const Value& tree) {
  const Value* const message = tree.member("message");
  const bool wrapped = message != nullptr && tree.member("envelope") == nullptr;
  return wrapped ? *message : tree;
}

void check_recipients(const Interchange& envelope, Violations& violations) {
  constexpr const char* recipients_at = "/envelope/recipients";
  auto sorted = envelope.recipients;
  std::ranges::sort(sorted);
  if (sorted.empty()) violations.push_back({Refusal::kMalformed, recipients_at, "names nobody"});
  if (std::ranges::adjacent_find(sorted) != sorted.end()) {
    violations.push_back({Refusal::kMalformed, recipients_at, "names somebody twice"});
  }
}

/// The envelope part has the same schema in every kind; what differs is where it lies.
void read_envelope_only(const Value& tree, Rejection& rejection) {
  const FieldMap* const any = find_field_map(Kind::kTipIntake);
  const Field* const field = any->root.child("envelope");
  const Value* const envelope = tree.member("envelope");
  if (envelope == nullptr) return;
  auto checked = check_value(*field, *envelope, "/envelope", rejection.violations);
  if (!checked) return;
  rejection.document = Value(Value::Object{{"envelope", std::move(*checked)}});
  rejection.envelope = interchange_of(rejection.document);
}

std::variant<Message, Rejection> check_tree(const FieldMap& map, const Value& tree) {
  Rejection rejection;
  rejection.kind = map.kind;
  auto document = check_value(map.root, tree, "", rejection.violations);
  if (!document) return rejection;
  auto envelope = interchange_of(*document);
  if (envelope) check_recipients(*envelope, rejection.violations);
  if (rejection.violations.empty()) {
    base::check(envelope.has_value(), "a document without violations has a whole envelope");
    return MessageMaker::make(std::move(*envelope), std::move(*document));
  }
  sort_by_rule(rejection.violations);
  rejection.envelope = std::move(envelope);
  rejection.document = std::move(*document);
  return rejection;
}

}  // namespace

std::variant<Message, Rejection> parse_json(std::string_view text) {
  Rejection rejection;
  const Value file = read_json_tree(text, rejection.violations);
  if (!rejection.violations.empty()) return rejection;
  const Value& tree = unwrapped(file);
  const std::string* const word = tree.text_at(kKindAt);
  if (word != nullptr) rejection.kind = base::value_in(model::kKindTexts, *word);
  if (!rejection.kind) {
    rejection.violations.push_back(
        {Refusal::kMalformed, std::string(kKindAt), "must name one of the kinds"});
    return rejection;
  }
  const FieldMap* const map = find_field_map(*rejection.kind);
  if (map != nullptr) return check_tree(*map, tree);
  rejection.unsupported = true;
  read_envelope_only(tree, rejection);
  sort_by_rule(rejection.violations);
  return rejection;
}

void sort_by_rule(Violations& violations) {
  std::ranges::stable_sort(violations, {}, &Violation::rule);
}

}  // namespace gateway::kinds
