#include "gateway/kinds/override_ground.h"

#include "gateway/kinds/field_map.h"

#include <algorithm>

namespace gateway::kinds {
namespace {

constexpr std::string_view kOfCodes =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-";

}  // namespace

model::LegalBasis override_ground(std::string_view basis) {
  while (true) {
    basis.remove_prefix(std::min(basis.find_first_of(kOfCodes), basis.size()));
    if (basis.empty()) return model::LegalBasis::kNone;
    const std::string_view word = basis.substr(0, basis.find_first_not_of(kOfCodes));
    const auto ground = base::value_in(model::kLegalBasisTexts, word);
    if (ground && model::may_override(*ground)) return *ground;
    basis.remove_prefix(word.size());
  }
}

model::Section reason_section(model::Kind kind) {
  const FieldMap* const map = find_field_map(kind);
  if (map == nullptr) return model::Section::kNone;
  for (const std::string_view at :
       {"/envelope/legal/override/reason", "/envelope/legal/override/basis"}) {
    const Field* const field = find_field(*map, at);
    if (field != nullptr && field->place == Place::kSection) return field->section;
  }
  return model::Section::kNone;
}

}  // namespace gateway::kinds
