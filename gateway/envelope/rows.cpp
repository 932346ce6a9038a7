#include "gateway/envelope/rows.h"

#include "gateway/base/text.h"

namespace gateway::envelope {

std::string override_text(const model::MessageId& message, const model::Salt& head_salt,
                          const Override& decision) {
  std::string text = "safeconduct-override/v1\n";
  text += "message " + to_text(message) + "\n";
  text += "salt " + base::to_hex(head_salt.bytes()) + "\n";
  text += "ground " + std::string(to_text(decision.ground)) + "\n";
  text += "minutes " + std::to_string(base::unix_minutes(decision.time)) + "\n";
  text += "reason " + base::to_hex(decision.reason_commitment.bytes()) + "\n";
  return text;
}

}  // namespace gateway::envelope
