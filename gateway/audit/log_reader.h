#pragma once

#include "gateway/audit/tiles.h"
#include "gateway/audit/tree.h"
#include "gateway/audit/tree_walk.h"
#include "gateway/base/bytes.h"
#include "gateway/base/result.h"
#include "gateway/crypto/digest.h"

#include <cstddef>
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

/// The entries of one bundle, with the bytes they lie in.
class Entries {
 public:
  /// Exactly `width` entries fill `bytes`; of these the first `wanted` are kept. Else kMalformed.
  static base::Result<Entries> parse(base::Bytes bytes, std::uint32_t width, std::uint32_t wanted);
  Entries(const Entries&) = delete;
  Entries& operator=(const Entries&) = delete;
  Entries(Entries&&) = default;
  Entries& operator=(Entries&&) = default;
  ~Entries() = default;

  [[nodiscard]] std::size_t size() const { return views_.size(); }
  [[nodiscard]] base::ByteView operator[](std::size_t i) const { return views_[i]; }

 private:
  Entries() = default;

  base::Bytes bytes_;
  std::vector<base::ByteView> views_;  // Into bytes_, which moving leaves in place.
};

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
  [[nodiscard]] base::Result<Entries> bundle(std::uint64_t index) const;
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
