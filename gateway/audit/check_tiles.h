#pragma once

#include "gateway/audit/verify_log.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace gateway::audit {

/// Compares the files of a log with each other and collects what does not fit.
class TileCheck {
 public:
  TileCheck(const FetchFile& fetch, std::uint64_t size, std::vector<Finding>& findings)
      : fetch_(fetch), reader_(fetch, size), findings_(findings) {}

  /// An entry with its bytes; nothing for bytes that are missing, with the hash its tile states;
  /// nothing for both when that is missing too.
  struct Entry {
    std::uint64_t index = 0;
    std::optional<base::ByteView> bytes;
    std::optional<crypto::Digest> hash;
  };
  struct CheckedBundle {
    std::vector<Entry> entries;
    std::optional<crypto::Digest> root;  ///< Over the hashes of a full bundle that is all there.
  };
  using OnBundle = std::function<void(const CheckedBundle&)>;

  /// Entries from the bundle that `from` lies in against their hashes at level 0. Once for each
  /// object, and before check_upper_tiles().
  void check_entries(std::uint64_t from, const OnBundle& on_bundle);
  /// Hashes above level 0 for everything from `from` on against the tiles below.
  void check_upper_tiles(std::uint64_t from);
  void check_root(const crypto::Digest& root);
  /// A partial tile or bundle of this name, if the log has more at its place by now.
  void check_leftover(const std::string& path);

  void add(Fault fault, std::string file, std::uint64_t index);
  [[nodiscard]] bool stopped() const { return findings_.size() > kMaxFindings; }

 private:
  void add_error(const base::Error& error, std::string file);
  void check_bundle(std::uint64_t number, const OnBundle& on_bundle);
  void take_bytes(Entry& entry, base::ByteView bytes);
  void check_tile(const Tile& tile, std::uint64_t from);
  std::optional<crypto::Digest> root_below(const Tile& tile, std::uint64_t index) const;

  FetchFile fetch_;
  LogReader reader_;
  std::vector<Finding>& findings_;
  // Over the full tiles at level 0 as they lie there, from the first bundle that was checked: 32
  // bytes for 256 leaves, and no tile is read and hashed twice.
  std::vector<std::optional<crypto::Digest>> roots_;
  std::uint64_t first_root_ = 0;
};

}  // namespace gateway::audit
