#include "gateway/client/consents.h"

#include "gateway/consent/register.h"

#include <algorithm>
#include <map>
#include <utility>
#include <variant>

namespace gateway::client {
namespace {

// A consent without an end is asked for again after ten years at the latest.
constexpr base::Millis kLongest = std::chrono::hours(24 * 3652);
constexpr base::Millis kMinute{60'000};

bool names(const kinds::NamedRecipient& named, const directory::Partner& partner,
           const directory::Unit& unit, model::Role role) {
  if (named.partner != partner.name) return false;
  if (named.unit && *named.unit != unit.name) return false;
  return !named.role || *named.role == role;
}

// Rounded so that the first instant is never before consent was given, nor the last one after.
base::Time up_to_minute(base::Time time) {
  const auto minutes = base::from_unix_minutes(base::unix_minutes(time));
  return minutes < time ? minutes + kMinute : minutes;
}

}  // namespace

std::optional<std::vector<ReliedConsent>> ask_consents(Link& link, const Desk& desk,
                                                       const kinds::Interchange& message,
                                                       base::Millis timeout) {
  std::vector<ReliedConsent> relied;
  for (const std::string& reference : message.legal.consent_refs) {
    ReliedConsent& consent = relied.emplace_back();
    consent.id = reference;
    const auto id = model::parse_message_id(reference);
    if (!id) continue;
    const auto group = consent::group_of(*id, desk.unit().partner);
    const auto reply = link.ask(wire::AskConsents{group}, {}, timeout);
    if (!reply.answer) return std::nullopt;
    const auto* const found = std::get_if<wire::Consents>(&reply.answer->body);
    if (found != nullptr) consent.entries = found->entries;
  }
  return relied;
}

std::vector<rules::KnownConsent> known_consents(const std::vector<ReliedConsent>& relied,
                                                const Desk& desk) {
  std::vector<rules::KnownConsent> known;
  for (const ReliedConsent& consent : relied) {
    if (consent.entries.empty()) continue;
    rules::KnownConsent made;
    made.grant.id = consent.id;
    made.grant.given = consent.entries.front().from;
    made.grant.expires = consent.entries.front().until;
    for (const wire::ConsentEntry& entry : consent.entries) {
      const kinds::NamedRecipient recipient{desk.name_of(entry.recipient), std::nullopt,
                                            entry.role};
      if (std::ranges::find(made.grant.recipients, recipient) == made.grant.recipients.end()) {
        made.grant.recipients.push_back(recipient);
      }
      if (!made.grant.covers(entry.purpose)) made.grant.purposes.push_back(entry.purpose);
      if (entry.withdrawn) made.withdrawn[entry.purpose] = base::Time();
    }
    known.push_back(std::move(made));
  }
  return known;
}

std::vector<envelope::ConsentGrant> grants_of(const kinds::ConsentGrant& record, const Desk& desk,
                                              crypto::Random& random) {
  std::map<std::pair<model::PartnerNumber, model::Role>, bool> recipients;
  for (const directory::Partner& partner : desk.directory().data().partners) {
    for (const directory::Unit& unit : partner.units) {
      for (const model::Role role : unit.roles) {
        const bool is_named = std::ranges::any_of(record.recipients, [&](const auto& named) {
          return names(named, partner, unit, role);
        });
        if (is_named) recipients[{partner.number, role}] = true;
      }
    }
  }
  const base::Time from = up_to_minute(record.given);
  const base::Time until = record.expires.value_or(record.given + kLongest);
  std::vector<envelope::ConsentGrant> grants;
  if (from + kMinute > until) return grants;
  for (const auto& [recipient, is_named] : recipients) {
    for (const model::ConsentPurpose purpose : record.purposes) {
      grants.push_back({crypto::random_fixed<model::ConsentHandle>(random), purpose,
                        recipient.first, recipient.second, from, until});
    }
  }
  return grants;
}

}  // namespace gateway::client
