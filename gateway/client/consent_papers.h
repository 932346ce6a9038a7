#pragma once

#include "gateway/base/time.h"
#include "gateway/kinds/facts.h"
#include "gateway/kinds/message.h"
#include "gateway/kinds/value.h"
#include "gateway/model/ids.h"
#include "gateway/model/legal.h"
#include "gateway/model/role.h"

#include <optional>
#include <string>
#include <vector>

// Messages about consents in interchange form, as the person at the desk would otherwise write them
// by hand. What they hold is checked by whoever sends them, like every other file.

namespace gateway::client {

/// What all papers of one unit about one person share.
struct PaperHead {
  model::MessageId message;
  base::Time created;
  std::string partner;
  std::string unit;  ///< kOnlyUnit for a partner that has no desks.
  std::vector<kinds::Recipient> recipients;
  std::optional<std::string> case_ref;
  std::optional<std::string> pseudonym;
  std::string correlation;  ///< UUID of the thread.
  bool is_adult = true;
  bool is_training = false;
};

/// A consent as it was given. Words of code lists stand as the list has them.
struct RecordDraft {
  PaperHead head;
  std::vector<model::ConsentPurpose> purposes;
  std::vector<model::ConsentPurpose> excluded;
  std::vector<std::string> recipients;  ///< "P", "P/unit" or "P:ROLE".
  std::string given_by = "SELF";
  std::string capacity = "CAPACITY_PRESUMED";
  bool age_confirmed = true;
  std::string explained_in;  ///< "Polish"
  std::string interpreter;
  std::string notice;  ///< Version of what the person read: of a consent sheet, or another notice.
  std::string method = "SIGNED_PAPER_SCANNED";
  std::string evidence;  ///< SHA-256 in hex.
  base::Time given;
  std::optional<base::Time> expires;
  std::optional<std::string> notes;
};
kinds::Value consent_record(const RecordDraft& draft);

/// What one recipient has to do now.
struct RequiredAction {
  std::string partner;
  std::string action;
  std::optional<std::string> basis;
};
struct WithdrawalDraft {
  PaperHead head;
  std::string consent;  ///< Its id.
  std::vector<model::ConsentPurpose> purposes;
  base::Time effective;
  std::string requested_by = "SELF";
  std::vector<RequiredAction> required;
  std::optional<std::string> reason;
  std::optional<std::string> nrm_effect;
};
kinds::Value consent_withdrawal(const WithdrawalDraft& draft);

}  // namespace gateway::client
