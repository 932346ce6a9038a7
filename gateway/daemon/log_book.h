#pragma once

#include "gateway/audit/leaf.h"
#include "gateway/audit/tree.h"
#include "gateway/base/result.h"
#include "gateway/crypto/signing_key.h"
#include "gateway/store/records.h"
#include "gateway/wire/messages.h"

#include <cstdint>
#include <deque>
#include <string>
#include <utility>
#include <vector>

namespace gateway::daemon {

/// The log as the core holds it: what is committed and signed, and the leaves of the turn that is
/// under way. Signs nothing that was not read back from the store and recomputed.
class LogBook {
 public:
  LogBook(std::string origin, crypto::SigningKey key);

  /// At start: every stored leaf in order, then sign() when all are there.
  void restore(const store::Leaf& leaf);

  /// Adds a leaf to this turn and gives its index.
  std::uint64_t append(const audit::Leaf& leaf);
  /// The leaves of this turn, for the transaction; they stay until adopt().
  [[nodiscard]] const std::vector<store::Leaf>& pending() const { return pending_; }

  /// After the commit: `read_back` are the leaves from committed_size() on as the store gives them
  /// now. kMalformed when they are not what was appended: then nothing may be signed any more.
  base::Result<base::Done> adopt(const std::vector<store::Leaf>& read_back);
  /// Signs the head that adopt() or restore() led to.
  void sign(base::Time now);

  [[nodiscard]] const audit::LogTree& tree() const { return tree_; }
  [[nodiscard]] std::uint64_t committed_size() const { return tree_.size(); }
  /// Size with this turn's leaves.
  [[nodiscard]] std::uint64_t next_index() const { return tree_.size() + pending_.size(); }
  [[nodiscard]] base::Digest root() const { return tree_.root(); }
  [[nodiscard]] const std::string& checkpoint() const { return checkpoint_; }
  [[nodiscard]] const std::string& origin() const { return origin_; }

  /// The newest signed head, proved against the one of `known` leaves; no proof for a client that
  /// claims to know more than there is.
  [[nodiscard]] wire::LogHead head_since(std::uint64_t known) const;
  /// Of a committed leaf.
  [[nodiscard]] wire::LeafProof prove(std::uint64_t index, const store::Leaf& leaf) const;

  /// Until when the log had `size` leaves; the epoch when it still has, never had, or that is too
  /// long ago to be remembered.
  [[nodiscard]] base::Time time_of(std::uint64_t size) const;

 private:
  std::string origin_;
  crypto::SigningKey key_;
  audit::LogTree tree_;
  std::vector<store::Leaf> pending_;
  std::string checkpoint_;
  std::deque<std::pair<std::uint64_t, base::Time>> sizes_;  // Of the last minutes, rising.
};

}  // namespace gateway::daemon
