#pragma once

#include "gateway/audit/verify_log.h"
#include "gateway/base/diagnostic.h"
#include "gateway/verify/statements.h"

#include <filesystem>
#include <string>
#include <variant>
#include <vector>

namespace gateway::verify {

/// What somebody holds and wants verified.
struct Question {
  std::filesystem::path what;    ///< A bundle (folder or zip), the folder of a log, or a proof.
  std::filesystem::path policy;  ///< Of a log or a proof: log-policy.txt, whom to believe.
  std::filesystem::path since;   ///< Of a log: an earlier head it must extend; may be empty.
  std::string root;  ///< Of a bundle: hash of the first root note, base64 or hex; or "".
  audit::EntryFormat entries = audit::EntryFormat::kLeaves;  ///< Of a log.
};

/// The verdict with all it rests on, or why there is none.
struct Answer {
  std::vector<Statement> statements;
  std::vector<base::Diagnostic> wrong;  ///< Then there are no statements.
  /// 0 PASS, 4 FAIL, 5 INDETERMINATE; without a verdict 1 for what cannot be read, 2 for what must
  /// be said besides, 4 for an earlier head that does not hold, 78 for a bad policy.
  int exit_status = 1;
};

/// Reads the files and verifies them, offline.
Answer answer(const Question& question);

/// A tlog-policy file; or what is wrong with it, the exit status being in the answer.
std::variant<audit::LogPolicy, Answer> read_policy(const std::filesystem::path& file);

}  // namespace gateway::verify
