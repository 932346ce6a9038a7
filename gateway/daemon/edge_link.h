#pragma once

#include "gateway/base/time.h"
#include "gateway/daemon/core.h"
#include "gateway/daemon/edge_process.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace gateway::daemon {

/// The core's side of the edge: starts it, starts it again when it dies, and passes frames both
/// ways. What the edge says about a frame is believed only as far as a routing hint goes.
class EdgeLink {
 public:
  EdgeLink(std::filesystem::path program, Core& core);

  /// Starts an edge when there is none and it is time for it.
  void keep_running(base::Millis now);
  /// How long until keep_running has something to do.
  [[nodiscard]] base::Millis next_attempt(base::Millis now) const;

  /// For poll(): -1 while there is no edge.
  [[nodiscard]] int fd();
  [[nodiscard]] short poll_events();

  /// Hands what arrived to the engine.
  void receive();
  void send(const std::vector<OutFrame>& frames);
  /// Tells the edge who may connect now.
  void admit();
  void stop();

  /// Where the gateway can be reached, once after it changed.
  std::optional<std::string> take_new_endpoint();

 private:
  void handle(const ipc::FromEdge& message);
  void lost(std::string_view reason);

  std::filesystem::path program_;
  Core& core_;
  std::optional<EdgeProcess> edge_;
  RestartDelay delay_;
  base::Millis attempt_at_{0};
  std::string endpoint_;  // Kept over restarts: clients find the new edge where the old one was.
  std::optional<std::string> new_endpoint_;
};

}  // namespace gateway::daemon
