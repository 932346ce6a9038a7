#pragma once

#include "gateway/base/result.h"
#include "gateway/daemon/break_glass_book.h"
#include "gateway/daemon/log_book.h"
#include "gateway/store/durable_folder.h"
#include "gateway/store/store.h"

#include <cstdint>
#include <string>
#include <vector>

namespace gateway::daemon {

/// The folder from which trustees, who have no connection, are told of every use of break-glass: a
/// file each, "break-glass-000001.tlog-proof". It is a C2SP tlog-proof of the BREAK_GLASS leaf
/// whose extra data opens the leaf's detail, the note that other trustees signed; so it stands
/// alone.
class NoticeFolder {
 public:
  explicit NoticeFolder(store::DurableFolder folder) : folder_(std::move(folder)) {}

  static std::string file_name(std::uint64_t number);

  /// Writes the files that are not there yet. All leaves are committed and the head is signed. Any
  /// error ends the gateway: it does not break glass in silence.
  base::Result<base::Done> publish(const std::vector<BrokenGlass>& glasses, const LogBook& log,
                                   store::Store& store);

 private:
  base::Result<base::Done> write(const BrokenGlass& glass, const LogBook& log,
                                 const store::Leaf& leaf);

  store::DurableFolder folder_;
  std::uint64_t written_ = 0;  // All up to this number are there.
};

}  // namespace gateway::daemon
