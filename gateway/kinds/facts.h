#pragma once

#include "gateway/base/time.h"
#include "gateway/kinds/message.h"
#include "gateway/model/ids.h"
#include "gateway/model/legal.h"
#include "gateway/model/role.h"

#include <optional>
#include <string>
#include <vector>

namespace gateway::kinds {

/// What policy and gateway want to know about a message without reading it.
struct Facts {
  bool subject_is_child = false;
  bool identifiable = false;  ///< It says, or joins to, who somebody is: case papers always do.
  bool conditions_present = false;
  bool carries_reference = false;  ///< Case reference, pseudonym or reply-to.
  bool override_present = false;
  bool sanitised = false;  ///< It has a sanitisation record by two people.
};

Facts facts_of(const Content& content);

/// A recipient as a consent names it: a partner, one unit of it, or one of its roles.
struct NamedRecipient {
  std::string partner;
  std::optional<std::string> unit;
  std::optional<model::Role> role;

  friend bool operator==(const NamedRecipient&, const NamedRecipient&) = default;
};

/// What a consent record grants.
struct ConsentGrant {
  std::string id;  ///< UUID; a token in a record that came from somebody else.
  std::vector<model::ConsentPurpose> purposes;  ///< Without those that are excluded.
  std::vector<model::ConsentPurpose> excluded;
  std::vector<NamedRecipient> recipients;
  base::Time given;
  std::optional<base::Time> expires;

  [[nodiscard]] bool covers(model::ConsentPurpose purpose) const;
  /// True when the record names the partner as a whole, this unit of it or this role of it. The
  /// recipient's unit is not known to every caller: without one a unit's name does not match.
  [[nodiscard]] bool names(const Recipient& recipient,
                           const std::optional<std::string>& unit) const;
};

/// Nothing when the content is no consent.record or lacks a part of this.
std::optional<ConsentGrant> consent_grant_of(const Content& content);

/// What a withdrawal takes back.
struct ConsentWithdrawal {
  std::string consent;  ///< UUID; a token in one that came from somebody else.
  std::vector<model::ConsentPurpose> purposes;  ///< Empty: all of them.
};

/// Nothing when the content is no consent.withdraw or does not say which consent.
std::optional<ConsentWithdrawal> withdrawal_of(const Content& content);

/// The message that a control.recall or control.rectify speaks of, by the originator's id; nothing
/// for other kinds.
std::optional<model::MessageId> target_of(const Content& content);

}  // namespace gateway::kinds
