#include "gateway/broker/replay_window.h"

namespace gateway::broker {

ReplayWindow::Verdict ReplayWindow::check(const ReplayKey& key,
                                          const model::EnvelopeId& envelope) const {
  const auto found = entries_.find(key);
  if (found == entries_.end()) return {.replay = Replay::kNew, .accept_leaf = 0};
  if (found->second.envelope != envelope) return {};
  return {.replay = Replay::kSame, .accept_leaf = found->second.accept_leaf};
}

void ReplayWindow::remember(const ReplayKey& key, const Entry& entry) {
  const auto [place, is_new] = entries_.emplace(key, entry);
  if (is_new) by_time_.emplace(entry.until, key);
}

std::vector<ReplayKey> ReplayWindow::prune(base::Time now) {
  std::vector<ReplayKey> forgotten;
  while (!by_time_.empty() && by_time_.begin()->first <= now) {
    forgotten.push_back(by_time_.begin()->second);
    entries_.erase(by_time_.begin()->second);
    by_time_.erase(by_time_.begin());
  }
  return forgotten;
}

}  // namespace gateway::broker
