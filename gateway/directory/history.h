#pragma once

#include "gateway/directory/directory.h"

#include <chrono>
#include <deque>
#include <memory>

namespace gateway::directory {

/// The recent versions of the directory, so that an envelope sealed under a slightly older one can
/// be judged under it as well as under the current.
class DirectoryHistory {
 public:
  static constexpr std::chrono::hours kStillNamed{14 * 24};

  explicit DirectoryHistory(std::shared_ptr<const Directory> current);

  /// `next` came out of accept_update after current(): its version is one higher. Versions that may
  /// no longer be named at `now` are let go.
  void advance(std::shared_ptr<const Directory> next, base::Time now);

  [[nodiscard]] const std::shared_ptr<const Directory>& current() const { return versions_.back(); }

  /// The version an envelope names, when it may: the current one, the one before, or one created
  /// less than kStillNamed ago; and only under its true hash. Null otherwise, which the caller
  /// refuses with kDirectoryVersion.
  [[nodiscard]] const Directory* find(model::DirectoryVersion version, const model::Digest& hash,
                                      base::Time now) const;

 private:
  std::deque<std::shared_ptr<const Directory>> versions_;  // Oldest first; never empty.
};

}  // namespace gateway::directory
