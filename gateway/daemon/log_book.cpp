#include "gateway/daemon/log_book.h"

#include "gateway/audit/checkpoint.h"
#include "gateway/base/check.h"
#include "gateway/crypto/merkle_tree.h"
#include "gateway/note/signed_note.h"

#include <algorithm>

namespace gateway::daemon {
namespace {

constexpr base::Millis kRemembered = std::chrono::minutes(30);

base::Digest hash_of(const store::Leaf& leaf) { return crypto::leaf_hash(leaf); }

}  // namespace

LogBook::LogBook(std::string origin, crypto::SigningKey key)
    : origin_(std::move(origin)), key_(std::move(key)) {}

void LogBook::restore(const store::Leaf& leaf) { tree_.append(hash_of(leaf)); }

std::uint64_t LogBook::append(const audit::Leaf& leaf) {
  pending_.push_back(audit::encode(leaf));
  return next_index() - 1;
}

base::Result<base::Done> LogBook::adopt(const std::vector<store::Leaf>& read_back) {
  // Two paths to the same root: the leaves as they were made, and the bytes the disk gives back.
  if (read_back != pending_) {
    return base::fail(base::ErrorCode::kMalformed, "the store gives back other leaves");
  }
  for (const store::Leaf& leaf : read_back) tree_.append(hash_of(leaf));
  pending_.clear();
  return base::Done{};
}

void LogBook::sign(base::Time now) {
  base::check(pending_.empty(), "only what is stored is signed");
  const note::SignedNote note = audit::sign_checkpoint({origin_, tree_.size(), tree_.root()}, key_);
  checkpoint_ = note::to_text(note);
  if (sizes_.empty() || sizes_.back().first != tree_.size()) sizes_.emplace_back(tree_.size(), now);
  // The oldest kept is the one that was current when the time remembered began.
  while (sizes_.size() > 1 && sizes_[1].second + kRemembered < now) sizes_.pop_front();
}

wire::LogHead LogBook::head_since(std::uint64_t known) const {
  wire::LogHead head;
  head.checkpoint = checkpoint_;
  head.from_size = known;
  if (known > 0 && known <= tree_.size()) {
    head.consistency = tree_.consistency_path(known, tree_.size());
  }
  return head;
}

wire::LeafProof LogBook::prove(std::uint64_t index, const store::Leaf& leaf) const {
  base::check(index < tree_.size(), "only committed leaves are proved");
  return {{leaf.begin(), leaf.end()}, index, tree_.inclusion_path(index, tree_.size())};
}

base::Time LogBook::time_of(std::uint64_t size) const {
  const auto later =
      std::ranges::find_if(sizes_, [size](const auto& entry) { return entry.first > size; });
  // A head stays current until the next one is made: its age counts from its successor.
  if (later == sizes_.begin() || later == sizes_.end()) return base::Time();
  return later->second;
}

}  // namespace gateway::daemon
