#include "gateway/edge/peer_table.h"

#include <algorithm>

namespace gateway::edge {

using ipc::PeerId;

Peer* PeerTable::find(std::string_view route) {
  const auto found = peers_.find(std::string(route));
  return found == peers_.end() ? nullptr : &found->second;
}

Peer* PeerTable::find(PeerId id) {
  const auto found = routes_.find(static_cast<std::uint64_t>(id));
  return found == routes_.end() ? nullptr : find(found->second);
}

Peer& PeerTable::add(std::string_view route, const crypto::AgreementPublicKey& key,
                     std::string_view user_id, int fd) {
  ++last_id_;
  Peer peer{PeerId{last_id_}, key, std::string(user_id), std::string(route), fd, false};
  routes_.emplace(last_id_, peer.route);
  std::string name = peer.route;
  return peers_.emplace(std::move(name), std::move(peer)).first->second;
}

void PeerTable::end(std::string_view route) {
  std::string name(route);
  const auto found = peers_.find(name);
  if (found != peers_.end()) {
    routes_.erase(static_cast<std::uint64_t>(found->second.id));
    peers_.erase(found);
  }
  if (!ended_.insert(name).second) return;
  ended_in_order_.push_back(std::move(name));
  if (ended_in_order_.size() <= kMaxEnded) return;
  ended_.erase(ended_in_order_.front());
  ended_in_order_.pop_front();
}

bool PeerTable::has_ended(std::string_view route) const {
  return ended_.contains(std::string(route));
}

std::vector<std::string> PeerTable::routes_of(int fd) const {
  return routes_where([fd](const Peer& peer) { return peer.fd == fd; });
}

std::vector<std::string> PeerTable::routes_where(
    const std::function<bool(const Peer&)>& unwanted) const {
  std::vector<const Peer*> chosen;
  for (const auto& [route, peer] : peers_) {
    if (unwanted(peer)) chosen.push_back(&peer);
  }
  std::ranges::sort(chosen, {}, [](const Peer* peer) { return peer->id; });
  std::vector<std::string> routes;
  routes.reserve(chosen.size());
  for (const Peer* const peer : chosen) routes.push_back(peer->route);
  return routes;
}

}  // namespace gateway::edge
