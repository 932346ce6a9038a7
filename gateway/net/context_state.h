#pragma once

#include "gateway/net/context.h"

#include <atomic>

#include <zmq.hpp>

namespace gateway::net {

// Not part of the public face: what the files of this folder share about libzmq.
struct Context::State {
  zmq::context_t zmq{1};
  std::atomic<unsigned> monitors{0};  ///< Each socket's monitor has an address of its own.
};

}  // namespace gateway::net
