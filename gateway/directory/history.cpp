#include "gateway/directory/history.h"

#include "gateway/base/check.h"

#include <utility>

namespace gateway::directory {

DirectoryHistory::DirectoryHistory(std::shared_ptr<const Directory> current) {
  base::check(current != nullptr, "a history begins with a directory");
  versions_.push_back(std::move(current));
}

void DirectoryHistory::advance(std::shared_ptr<const Directory> next, base::Time now) {
  base::check(next != nullptr && next->data().previous == current()->hash(),
              "a history goes on with the directory that follows");
  versions_.push_back(std::move(next));
  while (versions_.size() > 2 && now - versions_.front()->data().created >= kStillNamed) {
    versions_.pop_front();
  }
}

const Directory* DirectoryHistory::find(model::DirectoryVersion version, const model::Digest& hash,
                                        base::Time now) const {
  for (std::size_t i = 0; i < versions_.size(); ++i) {
    const Directory& directory = *versions_[i];
    if (directory.version() != version || directory.hash() != hash) continue;
    const bool is_current_or_previous = i + 2 >= versions_.size();
    const bool is_young = now - directory.data().created < kStillNamed;
    return is_current_or_previous || is_young ? &directory : nullptr;
  }
  return nullptr;
}

}  // namespace gateway::directory
