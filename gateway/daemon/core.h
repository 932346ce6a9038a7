#pragma once

#include "gateway/base/result.h"
#include "gateway/crypto/random.h"
#include "gateway/daemon/clock.h"
#include "gateway/daemon/engine.h"
#include "gateway/daemon/log_book.h"
#include "gateway/daemon/log_folder.h"
#include "gateway/daemon/notice_folder.h"
#include "gateway/daemon/startup.h"
#include "gateway/daemon/stored_archive.h"
#include "gateway/store/head_record.h"
#include "gateway/store/store.h"

#include <memory>
#include <optional>
#include <string>
#include <variant>

namespace gateway::daemon {

/// The engine with its disk: store, head record, log and log folder, put together and recovered.
/// Keeps the order that everything depends on: store, read back, head record, sign, then speak.
class Core {
 public:
  /// Opens or creates what `prepared` names and recovers. The text says why it may not start: a
  /// store that is damaged or in use, a log older than the last head that was signed.
  static std::variant<std::unique_ptr<Core>, base::Diagnostic> start(Prepared prepared,
                                                                     crypto::Random& random);

  [[nodiscard]] Engine& engine() { return *engine_; }
  [[nodiscard]] const config::GatewayConfig& config() const { return prepared_.config; }
  [[nodiscard]] const crypto::SecretBytes<32>& curve_secret() const {
    return prepared_.secrets.curve;
  }
  [[nodiscard]] Clock& clock() { return *clock_; }

  /// Makes this turn's changes durable and signs the new head. An error must end the process.
  base::Result<base::Done> commit();
  /// Whether the log's files lack something that is committed.
  [[nodiscard]] bool is_behind() const { return folder_.published() != log_.committed_size(); }
  /// Writes the log's files when that is due; `at_once` when the gateway stops.
  base::Result<base::Done> publish(base::Millis now, LogFolder::When when);

 private:
  Core(Prepared prepared, store::Store store, store::DurableFolder folder, crypto::Random& random);
  base::Result<base::Done> recover_log();
  base::Result<base::Done> recover_engine();
  std::optional<base::Diagnostic> check_head();

  Prepared prepared_;
  store::Store store_;
  std::optional<store::HeadRecord> head_;
  StoredArchive archive_;
  std::unique_ptr<Clock> clock_;
  LogBook log_;
  LogFolder folder_;
  std::optional<NoticeFolder> notices_;
  std::unique_ptr<Engine> engine_;
};

}  // namespace gateway::daemon
