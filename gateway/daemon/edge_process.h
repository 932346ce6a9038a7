#pragma once

#include "gateway/base/result.h"
#include "gateway/base/time.h"
#include "gateway/ipc/frame_pipe.h"

#include <filesystem>
#include <utility>

#include <sys/types.h>

namespace gateway::daemon {

/// The running edge: its process and our end of the pipe. Ends the process when destroyed.
class EdgeProcess {
 public:
  /// Starts `program --fd 3` with one end of a new socket pair as descriptor 3 and nothing else
  /// inherited but standard error.
  static base::Result<EdgeProcess> start(const std::filesystem::path& program);

  EdgeProcess(EdgeProcess&& other) noexcept;
  EdgeProcess& operator=(EdgeProcess&& other) noexcept;
  EdgeProcess(const EdgeProcess&) = delete;
  EdgeProcess& operator=(const EdgeProcess&) = delete;
  ~EdgeProcess();

  [[nodiscard]] ipc::FramePipe& pipe() { return pipe_; }
  [[nodiscard]] ::pid_t pid() const { return pid_; }
  /// True once the process has ended.
  bool has_ended();

 private:
  EdgeProcess(::pid_t pid, ipc::FramePipe pipe) : pid_(pid), pipe_(std::move(pipe)) {}
  void end() noexcept;

  ::pid_t pid_;
  ipc::FramePipe pipe_;
};

/// How long to wait before a new edge after one died: at once the first time, then 100 ms doubling
/// to 5 s; a minute of calm starts over. Never gives up: without an edge there is no gateway.
class RestartDelay {
 public:
  base::Millis next(base::Millis now);

 private:
  base::Millis last_{-3'600'000};
  base::Millis delay_{0};
};

}  // namespace gateway::daemon
