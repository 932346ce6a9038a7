#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace gateway::base {

/// One thing wrong in a file that an operator or a director wrote (configuration, policy, partner
/// list): where, what, and what was probably meant. Never built from message content.
struct Diagnostic {
  std::string file;
  std::size_t line = 0;    ///< From 1; 0 when the whole file is meant.
  std::size_t column = 0;  ///< From 1, in bytes; 0 when the whole line is meant.
  std::string message;     ///< What is wrong, in a sentence without a full stop.
  std::string next_step;   ///< What to do about it; may be empty.

  friend bool operator==(const Diagnostic&, const Diagnostic&) = default;
};

using Diagnostics = std::vector<Diagnostic>;

/// "FILE:LINE:COLUMN: MESSAGE (NEXT STEP)"
std::string to_text(const Diagnostic& diagnostic);

}  // namespace gateway::base
