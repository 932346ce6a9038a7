#pragma once

#include "gateway/crypto/agreement_key.h"
#include "gateway/ipc/messages.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace gateway::edge {

/// A connection that has sent something honest.
struct Peer {
  ipc::PeerId id{};
  crypto::AgreementPublicKey key;
  std::string user_id;  ///< The verified one: the same again needs no second verification.
  std::string route;
  int fd = -1;
  bool kicked = false;  ///< Being disconnected; what still comes from it is not heard.
};

/// The connections by their libzmq routes, and the routes that are over: libzmq still hands out
/// messages of a connection after saying that it closed. Routes are never used twice.
class PeerTable {
 public:
  /// So many ended routes are remembered; the oldest are forgotten first.
  static constexpr std::size_t kMaxEnded = 4096;

  /// Null when there is none; valid until that peer is removed.
  Peer* find(std::string_view route);
  Peer* find(ipc::PeerId id);

  /// The route is not in the table.
  Peer& add(std::string_view route, const crypto::AgreementPublicKey& key, std::string_view user_id,
            int fd);

  /// Removes the peer, if there is one, and ends the route.
  void end(std::string_view route);
  [[nodiscard]] bool has_ended(std::string_view route) const;

  /// The routes of the peers behind a descriptor, ordered by id.
  [[nodiscard]] std::vector<std::string> routes_of(int fd) const;
  /// The routes of the peers whose key is one that `unwanted` says yes to, ordered by id.
  [[nodiscard]] std::vector<std::string> routes_where(
      const std::function<bool(const Peer&)>& unwanted) const;

  [[nodiscard]] std::size_t size() const { return peers_.size(); }

 private:
  std::uint64_t last_id_ = 0;
  std::unordered_map<std::string, Peer> peers_;
  std::unordered_map<std::uint64_t, std::string> routes_;
  std::unordered_set<std::string> ended_;
  std::deque<std::string> ended_in_order_;
};

}  // namespace gateway::edge
