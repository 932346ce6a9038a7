#pragma once

#include "gateway/base/diagnostic.h"
#include "gateway/base/time.h"
#include "gateway/model/legal.h"
#include "gateway/policy/enum_set.h"
#include "gateway/policy/policy_set.h"
#include "gateway/sheet/catalogue.h"
#include "gateway/sheet/flows.h"

#include <optional>
#include <string>
#include <vector>

// The sheet a survivor reads and signs: what the policy in force would do with each yes and no, in
// plain words of their language.

namespace gateway::sheet {

struct Sheet {
  FlowQuestion question;                            ///< What it was made for.
  policy::EnumSet<model::ConsentPurpose> excluded;  ///< What the person said no to beforehand.
  std::optional<base::Time> until;
  Flows flows;
};

/// What makes a question no sensible one: no purpose, no recipient, a purpose that is asked for and
/// excluded, a name that is not there (with the one probably meant). Empty when a sheet can be
/// made. `file` of the diagnostics says which option.
base::Diagnostics faults_of(const FlowQuestion& question,
                            policy::EnumSet<model::ConsentPurpose> excluded);

Sheet make_sheet(const policy::PolicySet& policies, FlowQuestion question,
                 policy::EnumSet<model::ConsentPurpose> excluded, std::optional<base::Time> until);

/// Names what this sheet says in this language: "CS-" and 20 hex digits. The same words give the
/// same version; a policy that would do anything else gives another. FORMAT.md.
std::string version_of(const Sheet& sheet, const Catalogue& words);

/// A recipient as a consent record writes it: "P", "P/unit" or "P:ROLE". For a unit or role people
/// may type either: "P/ROLE" is taken too. Nothing when it is none of these.
std::optional<kinds::NamedRecipient> parse_recipient(std::string_view text);
std::string to_text(const kinds::NamedRecipient& recipient);

}  // namespace gateway::sheet
