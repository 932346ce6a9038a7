#pragma once

#include "gateway/base/time.h"
#include "gateway/kinds/facts.h"
#include "gateway/kinds/message.h"
#include "gateway/model/legal.h"
#include "gateway/model/role.h"

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

// The rules of the field (the customer's rules.csv) that can be decided from a message and what its
// reader knows. The sender's client asks before sealing, the recipient's client after opening.

namespace gateway::rules {

/// A consent record as its reader knows it now.
struct KnownConsent {
  kinds::ConsentGrant grant;
  std::map<model::ConsentPurpose, base::Time> withdrawn;  ///< When each purpose ended.
};

/// What a unit knows besides the message. Everything left empty makes the rules stricter or
/// leaves out what only a list of its own can tell.
struct RuleContext {
  base::Time now;                      ///< The time of sharing.
  std::vector<KnownConsent> consents;  ///< Those the unit holds, by its own identifiers.
  /// The partner that controls the case and is an implied recipient of every consent.
  std::optional<std::string> controller;
  /// The unit of a recipient, where the directory tells it.
  std::map<kinds::Recipient, std::string> units;
  /// Roles the sending unit holds; without it the question is left to the policy.
  std::optional<std::vector<model::Role>> sender_roles;
  std::vector<std::string> protected_names;      ///< Survivors and sources of this unit.
  std::vector<std::string> protected_addresses;  ///< Safe houses and homes.
  std::vector<std::string> known_identifiers;    ///< Case references, pseudonyms, ids of tips.
};

/// Every rule the sender answers for, except what reading the file already found. In the order of
/// rules.csv; no violation means none of these rules is broken.
kinds::Violations check_for_sender(const kinds::Content& content, const RuleContext& context);

/// What the recipient holds against an opened view: the rules marked "recipient". Consents of the
/// originator are unknown here, so a reference to one counts as a basis.
kinds::Violations check_for_recipient(const kinds::Content& content, const kinds::Recipient& reader,
                                      const RuleContext& context);

/// What became of a file that somebody wants to send.
struct Verdict {
  std::optional<kinds::Message> message;       ///< Only when nothing is wrong.
  kinds::Violations violations;                ///< The first is the primary one.
  std::optional<kinds::Interchange> envelope;  ///< Whenever it could be read.
  std::optional<model::Kind> kind;
  bool unsupported = false;  ///< A kind without schema.
};

/// Adds the rules to what reading found, also for a file that does not fit its schema: all
/// violations are reported together.
Verdict examine(std::variant<kinds::Message, kinds::Rejection> parsed, const RuleContext& context);

}  // namespace gateway::rules
