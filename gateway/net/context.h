#pragma once

#include "gateway/crypto/random.h"

#include <memory>

namespace gateway::net {

/// libzmq in this process: its one I/O thread. Make one, in main(), before any thread that uses
/// libsodium, and let it outlive every socket.
class Context {
 public:
  /// Seeds rand(), which libzmq draws its routing ids from and never seeds itself.
  explicit Context(crypto::Random& random);
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;
  ~Context();

  struct State;
  /// For this module only.
  [[nodiscard]] State& state() { return *state_; }

 private:
  std::unique_ptr<State> state_;
};

}  // namespace gateway::net
