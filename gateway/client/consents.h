#pragma once

#include "gateway/client/desk.h"
#include "gateway/client/link.h"
#include "gateway/envelope/rows.h"
#include "gateway/kinds/facts.h"
#include "gateway/kinds/message.h"
#include "gateway/rules/rules.h"
#include "gateway/wire/messages.h"

#include <optional>
#include <string>
#include <vector>

namespace gateway::client {

/// A consent that a message relies on, as the gateway's register knows it.
struct ReliedConsent {
  std::string id;  ///< As the file refers to it.
  std::vector<wire::ConsentEntry> entries;
};

/// Asks the gateway about every consent the message refers to. A reference nobody recorded has no
/// entries. Nothing when the link broke.
std::optional<std::vector<ReliedConsent>> ask_consents(Link& link, const Desk& desk,
                                                       const kinds::Interchange& message,
                                                       base::Millis timeout);

/// The same as the rules want them: purposes and recipients by name.
std::vector<rules::KnownConsent> known_consents(const std::vector<ReliedConsent>& relied,
                                                const Desk& desk);

/// The handles of a consent record that is about to be sent: one for each purpose, named recipient
/// and role, random. Names that are not in the directory match nobody.
std::vector<envelope::ConsentGrant> grants_of(const kinds::ConsentGrant& record, const Desk& desk,
                                              crypto::Random& random);

}  // namespace gateway::client
