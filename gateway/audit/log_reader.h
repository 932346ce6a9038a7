#pragma once

#include "gateway/audit/tiles.h"
#include "gateway/audit/tree.h"
#include "gateway/audit/tree_walk.h"
#include "gateway/base/bytes.h"
#include "gateway/base/result.h"
#include "gateway/crypto/digest.h"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace gateway::audit {

/// The file at this path below the log's folder ("tile/0/000"), or nothing when it is not there.
/// Whoever reads from a disk or a network stops at kMaxBundleSize bytes.
using FetchFile = std::function<std::optional<base::Bytes>(const std::string& path)>;

/// Reads the files of a log that has `size` entries. Nothing it says is verified: compare roots
/// with a verified checkpoint, and verify paths against its root. Errors: kNotFound for a file that
/// is not there, kMalformed for one that does not hold what its name says.
class LogReader {
 public:
  LogReader(FetchFile fetch, std::uint64_t size) : fetch_(std::move(fetch)), size_(size) {}

  [[nodiscard]] std::uint64_t size() const { return size_; }

  /// The hashes of one tile of this size's tree. When a partial tile is gone, the full one that
  /// replaced it is taken.
  base::Result<std::vector<crypto::Digest>> tile(std::uint8_t level, std::uint64_t index) const;
  /// The entries of one bundle, likewise.
  base::Result<std::vector<base::Bytes>> bundle(std::uint64_t index) const;
  /// `index` is below size().
  [[nodiscard]] base::Result<base::Bytes> entry(std::uint64_t index) const;

  /// The root that the tiles at the right edge give.
  base::Result<crypto::Digest> root();
  /// `index` is below size().
  base::Result<std::vector<crypto::Digest>> inclusion_path(std::uint64_t index);
  /// `old_size` is at least 1 and at most size().
  base::Result<std::vector<crypto::Digest>> consistency_path(std::uint64_t old_size);

  /// The whole tree out of the leaf hashes at level 0, to go on appending to.
  [[nodiscard]] base::Result<LogTree> load_tree() const;

 private:
  template <class Walk>
  auto walk(Walk walk) -> base::Result<decltype(walk(NodeHash()))>;
  base::Result<crypto::Digest> node(Node node);

  FetchFile fetch_;
  std::uint64_t size_;
  // The nodes of one path lie in few tiles.
  std::map<std::pair<std::uint8_t, std::uint64_t>, std::vector<crypto::Digest>> recent_;
};

}  // namespace gateway::audit
