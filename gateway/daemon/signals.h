#pragma once

#include <cstdint>
#include <optional>

namespace gateway::daemon {

enum class Signal : std::uint8_t { kStop, kReload, kChildEnded };

/// SIGTERM and SIGINT (stop), SIGHUP (reload) and SIGCHLD as something to poll for instead of
/// something that interrupts.
class Signals {
 public:
  /// Blocks them for the process; call it before any thread is made. SIGPIPE is ignored.
  static Signals block();

  Signals(Signals&& other) noexcept;
  Signals& operator=(Signals&&) = delete;
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;
  ~Signals();

  [[nodiscard]] int fd() const { return fd_; }
  /// The next one that arrived; nothing when none did.
  std::optional<Signal> next();

 private:
  explicit Signals(int fd) : fd_(fd) {}
  int fd_;
};

}  // namespace gateway::daemon
