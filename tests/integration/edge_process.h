#pragma once

#include "gateway/base/bytes.h"
#include "gateway/crypto/agreement_key.h"
#include "gateway/ipc/frame_pipe.h"
#include "gateway/ipc/message_codec.h"
#include "gateway/ipc/messages.h"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

namespace gateway::tests {

/// No wait of these tests is longer; on a healthy machine all are over at once.
inline constexpr std::chrono::seconds kPatience{60};

/// A Received that owns its payload.
struct Heard {
  ipc::PeerId peer{};
  crypto::AgreementPublicKey key;
  std::string text;
};

/// The real safeconduct-edge in a process of its own, with this test as its core.
class EdgeProcess {
 public:
  EdgeProcess();
  EdgeProcess(const EdgeProcess&) = delete;
  EdgeProcess& operator=(const EdgeProcess&) = delete;
  ~EdgeProcess();

  template <class Message>
  void tell(const Message& message) {
    push(ipc::send(*pipe_, message).has_value());
  }

  /// Configures it with a fresh server key and waits for READY; fails the test when none comes.
  ipc::Ready serve(std::vector<ipc::AdmittedKey> admitted);
  ipc::Ready serve(ipc::Config config);

  /// Waits for the next message of this kind and drops others (counters always).
  std::optional<Heard> hear();
  std::optional<ipc::PeerId> hear_gone();
  std::optional<ipc::SendFailed> hear_send_failed();
  std::optional<ipc::FaultCode> hear_fault();
  /// The first counters that `enough` says yes to.
  template <class Enough>
  std::optional<ipc::Counters> hear_counters(Enough enough);

  /// True when every RECEIVED so far has been taken by hear().
  bool heard_all();

  void close_pipe() { pipe_.reset(); }
  void kill();
  /// The exit code, or minus the signal; empty when it does not end.
  std::optional<int> wait_for_end();
  /// The same without waiting.
  std::optional<int> end_so_far();
  [[nodiscard]] pid_t pid() const { return pid_; }
  /// The whole command line, for tests of main() itself.
  static int run_and_wait(const std::vector<std::string>& arguments);

 private:
  /// Waits until the edge has taken everything queued; fails the test when it does not.
  void push(bool queued);
  /// Reads once more from the pipe, waiting at most until `deadline`; false at the end.
  bool pump(std::chrono::steady_clock::time_point deadline);
  template <class Kept>
  std::optional<Kept> take(std::vector<Kept>& from);

  pid_t pid_ = -1;
  std::optional<int> ended_;
  std::optional<ipc::FramePipe> pipe_;
  std::vector<Heard> heard_;
  std::vector<ipc::PeerId> gone_;
  std::vector<ipc::SendFailed> failed_;
  std::vector<ipc::FaultCode> faults_;
  std::vector<ipc::Ready> ready_;
  std::vector<ipc::Counters> counters_;
};

template <class Enough>
std::optional<ipc::Counters> EdgeProcess::hear_counters(Enough enough) {
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  while (true) {
    for (const ipc::Counters& each : counters_) {
      if (enough(each)) return each;
    }
    if (!pump(deadline)) return std::nullopt;
  }
}

}  // namespace gateway::tests
