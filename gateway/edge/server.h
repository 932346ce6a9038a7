#pragma once

#include "gateway/edge/doorkeeper.h"
#include "gateway/edge/partner_limits.h"
#include "gateway/edge/peer_table.h"
#include "gateway/edge/token_bucket.h"
#include "gateway/ipc/frame_pipe.h"
#include "gateway/ipc/messages.h"
#include "gateway/net/router_socket.h"

#include <optional>
#include <string_view>

namespace gateway::edge {

/// Why serving ended.
enum class ServingEnd {
  kLibraryFailed,
  kCoreBroke,  ///< The core sent what it may not, or stopped reading for long.
  kAsked,      ///< SHUTDOWN, or the core is gone.
};

/// Carries messages between authenticated peers and the core, and disconnects whoever breaks a
/// rule. Decides nothing else: a peer's word goes to the core, which checks signatures itself.
class Server {
 public:
  /// `pipe` and `doorkeeper` outlive the server.
  Server(net::RouterSocket router, ipc::FramePipe& pipe, Doorkeeper& doorkeeper,
         const ipc::Limits& limits);

  ServingEnd run();

 private:
  std::optional<ServingEnd> serve_core();
  void act(const ipc::Admit& message);
  void act(const ipc::Send& message);
  void act(const ipc::Kick& message);

  void serve_peers();
  void serve_events();
  void take(const net::Incoming& incoming);
  Peer* admit(const net::Incoming& incoming);
  void kick(std::string_view route, int fd);
  void end(std::string_view route);

  void report_counters();
  template <class Message>
  void tell_core(const Message& message);

  net::RouterSocket router_;
  ipc::FramePipe& pipe_;
  Doorkeeper& doorkeeper_;
  PartnerLimits limits_;
  PeerTable peers_;
  ipc::Counters counters_;
  ipc::Counters reported_;
  Instant last_report_;
  bool core_stuck_ = false;
};

}  // namespace gateway::edge
