#include "gateway/config/context.h"

#include "gateway/config/settings.h"

#include <utility>

namespace gateway::config {

std::variant<Context, base::Diagnostics> load_context(const std::filesystem::path& file) {
  Settings settings = Settings::load(file);
  Context context;
  context.partner = settings.text("context.partner");
  context.unit = settings.text("context.unit");
  const std::string clock = settings.choice("context.clock", {"system", "training"}, "system");
  context.clock = clock == "training" ? ClockMode::kTraining : ClockMode::kSystem;
  context.endpoint = settings.text("gateway.endpoint");
  if (context.endpoint.starts_with("file:")) {
    context.endpoint = "file:" + (settings.folder() / context.endpoint.substr(5)).string();
  } else if (!context.endpoint.empty() && !context.endpoint.starts_with("tcp://") &&
             !context.endpoint.starts_with("ipc://")) {
    settings.complain("gateway.endpoint", "'gateway.endpoint' has an unknown transport",
                      "use tcp://ADDRESS:PORT, ipc://PATH or file:PATH");
  }
  context.gateway_curve_key = settings.text("gateway.curve_key");
  context.signing_key = settings.path("keys.signing");
  context.curve_key = settings.path("keys.curve");
  context.prekeys = settings.path("keys.prekeys");
  context.token_key = settings.path("keys.tokens");
  if (const std::string evidence = settings.text("keys.evidence", ""); !evidence.empty()) {
    context.evidence_key = settings.folder() / evidence;
  }
  const std::string decider = settings.text("keys.decider", "");
  if (!decider.empty()) context.decider_key = settings.folder() / decider;
  if (!decider.empty() && context.clock != ClockMode::kTraining) {
    settings.complain("keys.decider", "'keys.decider' belongs to a training network",
                      "the person who decides gives the key with each message: --decided-by FILE");
  }
  context.trust = settings.path("folders.trust");
  context.policy = settings.path("folders.policy");
  context.state = settings.path("folders.state");
  base::Diagnostics wrong = settings.finish();
  if (!wrong.empty()) return wrong;
  return context;
}

}  // namespace gateway::config
