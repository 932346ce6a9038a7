#pragma once

#include "gateway/audit/tree.h"
#include "gateway/base/result.h"
#include "gateway/base/time.h"
#include "gateway/store/durable_folder.h"
#include "gateway/store/store.h"

#include <cstdint>
#include <string>

namespace gateway::daemon {

/// The log as files for everybody (C2SP tlog-tiles): bundles and tiles first, then the checkpoint
/// that speaks of them. Runs behind the commits by at most kMaxLag while the log grows.
class LogFolder {
 public:
  static constexpr base::Millis kMaxLag{100};

  explicit LogFolder(store::DurableFolder folder) : folder_(std::move(folder)) {}

  /// Goes on from what the folder's checkpoint says, when that is an earlier state of this tree;
  /// otherwise the next publish() checks and writes everything from the start.
  void resume(const audit::LogTree& tree);

  enum class When { kDue, kNow };
  /// Whether publish() has something to do and it is time for it.
  [[nodiscard]] bool is_due(std::uint64_t size, base::Millis now, When when) const;
  /// Writes everything up to the tree's size. Any error ends the gateway.
  base::Result<base::Done> publish(const audit::LogTree& tree, store::Store& store,
                                   const std::string& checkpoint, base::Millis now);

  [[nodiscard]] std::uint64_t published() const { return published_; }

 private:
  store::DurableFolder folder_;
  std::uint64_t published_ = 0;
  base::Millis last_{-1'000};
};

}  // namespace gateway::daemon
