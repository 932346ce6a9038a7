#include "gateway/kinds/override_ground.h"
#include "gateway/rules/rule_parts.h"
#include "gateway/rules/words.h"

#include <algorithm>
#include <array>

namespace gateway::rules {
namespace {

using kinds::Content;
using kinds::Recipient;
using kinds::Value;
using kinds::Violations;
using model::ConsentPurpose;
using model::Refusal;

constexpr const char* kRefsAt = "/envelope/legal/consentRefs";
constexpr const char* kArticle6At = "/envelope/legal/art6";

/// How near a set of consents comes to allowing one recipient one purpose; the nearest wins,
/// because it tells what to mend.
enum class Standing : std::uint8_t {
  kMissing = 0,
  kExpired = 1,
  kWithdrawn = 2,
  kNotNamed = 3,
  kGiven = 4,
};

std::vector<const KnownConsent*> consents_relied_on(const Content& content,
                                                    const RuleContext& context) {
  std::vector<const KnownConsent*> relied;
  for (const Value& ref : content.document.list_at(kRefsAt)) {
    for (const KnownConsent& known : context.consents) {
      if (ref.as_text() != nullptr && *ref.as_text() == known.grant.id) relied.push_back(&known);
    }
  }
  return relied;
}

std::vector<Recipient> recipients_of(const Content& content) {
  std::vector<Recipient> recipients;
  for (const Value& item : content.document.list_at("/envelope/recipients")) {
    const std::string* const partner = item.text_at("/partner");
    const std::string* const role = item.text_at("/role");
    if (partner == nullptr || role == nullptr) continue;
    const auto name = model::PartnerName::parse(*partner);
    const auto known = base::value_in(model::kRoleTexts, *role);
    if (name && known) recipients.push_back({*name, *known});
  }
  return recipients;
}

bool is_named(const KnownConsent& consent, const Recipient& recipient, const RuleContext& context) {
  if (context.controller && *context.controller == recipient.partner.text()) return true;
  const auto unit = context.units.find(recipient);
  return consent.grant.names(
      recipient, unit == context.units.end() ? std::nullopt : std::optional(unit->second));
}

Standing standing_of(const KnownConsent& consent, ConsentPurpose purpose,
                     const Recipient& recipient, const RuleContext& context) {
  // A consent given after the sharing was none at its time.
  if (!consent.grant.covers(purpose) || consent.grant.given > context.now) {
    return Standing::kMissing;
  }
  const auto withdrawn = consent.withdrawn.find(purpose);
  if (withdrawn != consent.withdrawn.end() && withdrawn->second <= context.now) {
    return Standing::kWithdrawn;
  }
  if (consent.grant.expires && *consent.grant.expires <= context.now) return Standing::kExpired;
  return is_named(consent, recipient, context) ? Standing::kGiven : Standing::kNotNamed;
}

Standing best_standing(const std::vector<const KnownConsent*>& consents, ConsentPurpose purpose,
                       const Recipient& recipient, const RuleContext& context) {
  Standing best = Standing::kMissing;
  for (const KnownConsent* const consent : consents) {
    best = std::max(best, standing_of(*consent, purpose, recipient, context));
  }
  return best;
}

void tell(Standing standing, ConsentPurpose purpose, Violations& found) {
  const std::string what(to_text(purpose));
  switch (standing) {
    case Standing::kMissing:
      found.push_back({Refusal::kConsentMissing, kRefsAt, "no consent covers " + what});
      break;
    case Standing::kExpired:
      found.push_back(
          {Refusal::kConsentExpired, kRefsAt, "the consent to " + what + " has expired"});
      break;
    case Standing::kWithdrawn:
      found.push_back({Refusal::kConsentWithdrawn, kRefsAt, what + " was withdrawn"});
      break;
    case Standing::kNotNamed:
      found.push_back({Refusal::kRecipientNotNamed, kRefsAt,
                       "the consent to " + what + " does not name every recipient"});
      break;
    case Standing::kGiven:
      break;
  }
}

bool rests_on_consent(const Content& content) {
  const std::string* const article6 = content.document.text_at(kArticle6At);
  return article6 != nullptr && *article6 == to_text(model::LegalBasis::kConsent);
}

bool names_nobody(const std::string& decided_by) {
  const std::vector<Word> words = words_of(decided_by);
  const bool has_letters =
      std::ranges::any_of(words, [](const Word& word) { return word.letters != 0; });
  return !has_letters || phrase_at(words, word_list("machines")) == words.size();
}

}  // namespace

void check_consent(const Content& content, const RuleContext& context, Violations& found) {
  const bool child = kinds::facts_of(content).subject_is_child;
  if (!rests_on_consent(content)) return;
  if (child) {
    found.push_back(
        {Refusal::kChildConsentLogic, kArticle6At, "a child's message does not rest on consent"});
    return;
  }
  const auto consents = consents_relied_on(content, context);
  for (const ConsentPurpose purpose : kinds::gates_of(content.kind)) {
    Standing worst = Standing::kGiven;
    for (const Recipient& recipient : recipients_of(content)) {
      worst = std::min(worst, best_standing(consents, purpose, recipient, context));
    }
    tell(worst, purpose, found);
  }
}

bool has_consent_for(const Content& content, const RuleContext& context, ConsentPurpose purpose) {
  const auto consents = consents_relied_on(content, context);
  const auto recipients = recipients_of(content);
  return !recipients.empty() && std::ranges::all_of(recipients, [&](const Recipient& recipient) {
    return best_standing(consents, purpose, recipient, context) == Standing::kGiven;
  });
}

void check_override(const Content& content, Violations& found) {
  const Value& document = content.document;
  if (!document.has("/envelope/legal/override")) return;
  const auto say = [&](const char* at, const char* why) {
    found.push_back({Refusal::kOverrideNeedsNamedPerson, at, why});
  };
  const auto text = [&](const char* at) {
    const std::string* const found_text = document.text_at(at);
    return found_text == nullptr ? std::string() : *found_text;
  };
  const auto decided = base::parse_time(text("/envelope/legal/override/decidedAt"));
  const auto created = base::parse_time(text("/envelope/createdAt"));
  if (names_nobody(text("/envelope/legal/override/decidedBy"))) {
    say("/envelope/legal/override/decidedBy", "names no person who decided");
  }
  if (!decided) say("/envelope/legal/override/decidedAt", "does not say when it was decided");
  if (decided && created && *decided > *created) {
    say("/envelope/legal/override/decidedAt", "was decided after the message was made");
  }
  if (decided && created && *decided + model::kMaxDecisionAge < *created) {
    say("/envelope/legal/override/decidedAt", "was decided more than a day before");
  }
  const std::string basis = text("/envelope/legal/override/basis");
  if (words_of(basis).empty()) {
    say("/envelope/legal/override/basis", "does not say on what ground");
  } else if (kinds::override_ground(basis) == model::LegalBasis::kNone) {
    say("/envelope/legal/override/basis", "names no ground on which consent may be overridden");
  }
  if (words_of(text("/envelope/legal/override/reason")).empty()) {
    say("/envelope/legal/override/reason", "does not say why");
  }
}

bool has_sound_override(const Content& content) {
  Violations found;
  check_override(content, found);
  return content.document.has("/envelope/legal/override") && found.empty();
}

}  // namespace gateway::rules
