#pragma once

#include "gateway/audit/proof.h"
#include "gateway/audit/verify_log.h"
#include "gateway/base/result.h"
#include "gateway/bundle/verify_bundle.h"

#include <string>
#include <vector>

// What a verifier says, in words and as JSON with keys that stay the same.

namespace gateway::verify {

/// One thing said. Either part may be empty: then that reader is not told.
struct Statement {
  std::string line;  ///< For people.
  std::string json;  ///< For scripts: an object in one line.
};

/// 0 for PASS, 4 for FAIL, 5 for INDETERMINATE.
int exit_status(audit::Verdict verdict);
int exit_status(bundle::Outcome verdict);

/// What a proof file proves, or that it proves nothing; the verdict last.
std::vector<Statement> statements_of(const base::Result<audit::VerifiedLeaf>& proof);
/// FAIL for a proof that does not hold, INDETERMINATE without a quorum of witnesses.
audit::Verdict verdict_of(const base::Result<audit::VerifiedLeaf>& proof);

/// Every finding, what is in the log, and the verdict last.
std::vector<Statement> statements_of(const audit::LogReport& report);

/// Every check of a bundle with its outcome and what that means, and the verdict last.
std::vector<Statement> statements_of(const bundle::Report& report);
/// What there is to say of something that cannot be read as a bundle at all.
bundle::Report unread_bundle();

}  // namespace gateway::verify
