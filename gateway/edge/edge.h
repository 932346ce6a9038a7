#pragma once

#include "gateway/crypto/random.h"
#include "gateway/ipc/frame_pipe.h"

namespace gateway::edge {

/// The exit codes of safeconduct-edge.
enum class ExitCode : int {
  kOk = 0,  ///< Asked to stop, or the core is gone.
  kUsage = 64,
  kCannotBind = 69,
  kInternal = 70,        ///< libzmq failed or the ZAP handler ended.
  kBadFrame = 76,        ///< The core broke the pipe's format.
  kRefusesToServe = 77,  ///< The self-attack got in, or an option did not take.
  kBadConfig = 78,
};

/// The life of an edge: takes its configuration from `pipe`, listens, attacks itself, says READY,
/// serves until the pipe ends. Tells the core the reason (FAULT) before it ends with one. Ends the
/// whole process (70) when the ZAP handler ends.
ExitCode run_edge(ipc::FramePipe pipe, crypto::Random& random);

}  // namespace gateway::edge
