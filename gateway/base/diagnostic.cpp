#include "gateway/base/diagnostic.h"

namespace gateway::base {

std::string to_text(const Diagnostic& diagnostic) {
  std::string text = diagnostic.file;
  if (diagnostic.line != 0) text += ":" + std::to_string(diagnostic.line);
  if (diagnostic.line != 0 && diagnostic.column != 0) {
    text += ":" + std::to_string(diagnostic.column);
  }
  text += ": " + diagnostic.message;
  if (!diagnostic.next_step.empty()) text += " (" + diagnostic.next_step + ")";
  return text;
}

}  // namespace gateway::base
