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
      : reader_(fetch, size), findings_(findings) {}

  /// An entry with its bytes; nothing for bytes that are missing, with the hash its tile states;
  /// nothing for both when that is missing too.
  struct Entry {
    std::uint64_t index = 0;
    std::optional<base::ByteView> bytes;
    std::optional<crypto::Digest> hash;
  };
  using OnEntry = std::function<void(const Entry&)>;

  /// Entries from the bundle that `from` lies in against their hashes at level 0.
  void check_entries(std::uint64_t from, const OnEntry& on_entry);
  /// Hashes above level 0 for everything from `from` on against the tiles below.
  void check_upper_tiles(std::uint64_t from);
  void check_root(const crypto::Digest& root);

  void add(Fault fault, std::string file, std::uint64_t index);
  [[nodiscard]] bool stopped() const { return findings_.size() > kMaxFindings; }

 private:
  void add_error(const base::Error& error, std::string file);
  void check_bundle(std::uint64_t number, const OnEntry& on_entry);
  void take_bytes(Entry& entry, const base::Bytes& bytes);
  void check_tile(const Tile& tile, std::uint64_t from);

  LogReader reader_;
  std::vector<Finding>& findings_;
};

}  // namespace gateway::audit
