#pragma once

#include "gateway/kinds/field_map.h"
#include "gateway/rules/rules.h"

#include <functional>
#include <string>

// The parts rules.cpp puts together. Each adds what it finds; the order is made at the end.

namespace gateway::rules {

/// Consent, its absence and its override.
void check_consent(const kinds::Content& content, const RuleContext& context,
                   kinds::Violations& found);
void check_override(const kinds::Content& content, kinds::Violations& found);

/// Roles, marking, handling.
void check_roles(const kinds::Content& content, const RuleContext& context,
                 kinds::Violations& found);
void check_handling(const kinds::Content& content, kinds::Violations& found);

/// Intelligence: linkability, grading, identity of victims and sources. `victim_may_be_named` says
/// that there is a consent or an override for it.
void check_linkability(const kinds::Content& content, const RuleContext& context,
                       kinds::Violations& found);
void check_grading(const kinds::Content& content, kinds::Violations& found);
void check_source(const kinds::Content& content, kinds::Violations& found);
struct VictimBasis {
  bool may_be_named = false;
};
void check_victim(const kinds::Content& content, const RuleContext& context, VictimBasis basis,
                  kinds::Violations& found);

/// True when the message carries a consent to give police the identity to all who are addressed, or
/// an override that names who decided.
bool has_consent_for(const kinds::Content& content, const RuleContext& context,
                     model::ConsentPurpose purpose);
bool has_sound_override(const kinds::Content& content);

/// Addresses and privileged material in texts.
void check_addresses(const kinds::Content& content, const RuleContext& context,
                     kinds::Violations& found);
void check_privilege(const kinds::Content& content, kinds::Violations& found);

/// Calls `visit` for every text of the message that a person wrote, with its place.
using TextVisitor = std::function<void(const kinds::Field& field, const std::string& pointer,
                                       const std::string& text)>;
void for_each_text(const kinds::Content& content, const TextVisitor& visit);

}  // namespace gateway::rules
