#pragma once

#include "gateway/base/diagnostic.h"
#include "gateway/base/time.h"
#include "gateway/client/evidence.h"
#include "gateway/client/link.h"
#include "gateway/client/log_guard.h"
#include "gateway/client/member.h"
#include "gateway/config/context.h"
#include "gateway/crypto/random.h"
#include "gateway/model/ids.h"
#include "gateway/trust/trust.h"

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

namespace gateway::client {

/// One unit at work on its own machine: who it is, its keys, what the trustees signed, the last log
/// head it saw. Everything a command needs besides a connection.
class Desk {
 public:
  /// Reads the context and all it names. Refuses with everything that is wrong, also when the
  /// unit's own keys are not the ones the directory has for it. `now` is the time directories are
  /// judged at; in a training network the start of the story.
  static std::variant<std::unique_ptr<Desk>, base::Diagnostics> open(
      const std::filesystem::path& context_file, std::string_view passphrase, base::Time now);

  [[nodiscard]] const config::Context& context() const { return context_; }
  [[nodiscard]] const MemberKeys& keys() const { return keys_; }
  [[nodiscard]] const trust::Trust& trust() const { return trust_; }
  [[nodiscard]] const directory::Directory& directory() const { return *trust_.directory; }
  [[nodiscard]] const model::UnitRef& unit() const { return unit_; }
  [[nodiscard]] const directory::Unit& unit_entry() const { return *directory().unit(unit_); }
  [[nodiscard]] const model::KeyId& key_id() const { return key_id_; }
  [[nodiscard]] LogGuard& log() { return log_; }
  /// Where evidence of this unit's messages is kept.
  [[nodiscard]] EvidenceFolder evidence() const;
  [[nodiscard]] bool is_training() const { return context_.clock == config::ClockMode::kTraining; }

  /// The name of a partner; "?" for a number that is not in the directory.
  [[nodiscard]] std::string name_of(model::PartnerNumber number) const;

  /// Where to call; nothing when the file that should hold the endpoint is not there (the gateway
  /// is down).
  [[nodiscard]] std::optional<Destination> destination() const;
  /// A link to the gateway, not connected yet. The desk outlives it.
  [[nodiscard]] std::optional<Link> link(net::Context& net, crypto::Random& random);

 private:
  Desk(config::Context context, MemberKeys keys, trust::Trust trust, LogGuard log);

  config::Context context_;
  MemberKeys keys_;
  trust::Trust trust_;
  LogGuard log_;
  model::UnitRef unit_;
  model::KeyId key_id_;
};

}  // namespace gateway::client
