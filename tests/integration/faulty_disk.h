#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <random>
#include <string>
#include <vector>

#include <sqlite3.h>

namespace gateway::tests {

/// A disk under SQLite that breaks at a chosen operation. While it exists every database is opened
/// through it. One at a time.
class FaultyDisk {
 public:
  enum class Fault {
    kError,       ///< The operation fails once; the next ones work again, as a real disk may do.
    kForgets,     ///< The same, but a sync that fails also drops what it should have made durable,
                  ///< as Linux does: it reads back as it was before.
    kUnreadable,  ///< Reads are counted instead, and one fails.
    kPowerCut,    ///< Nothing after it happens, and what was not synced may be lost.
  };

  /// `at`: the number of the write, sync or truncation (or read) that breaks, from 1.
  FaultyDisk(Fault fault, std::uint64_t at);
  FaultyDisk(const FaultyDisk&) = delete;
  FaultyDisk& operator=(const FaultyDisk&) = delete;
  ~FaultyDisk();

  [[nodiscard]] bool has_broken() const { return count_ >= at_; }

  /// After a power cut and when all databases are closed: takes back some sectors of the writes
  /// that were never synced, chosen by the seed.
  void lose_unsynced(std::uint64_t seed);

  // For the file operations.
  [[nodiscard]] int next_change(int failure) {
    return fault_ == Fault::kUnreadable ? SQLITE_OK : next_operation(failure);
  }
  [[nodiscard]] int next_read() {
    return fault_ == Fault::kUnreadable ? next_operation(SQLITE_IOERR_READ) : SQLITE_OK;
  }
  [[nodiscard]] bool forgets() const { return fault_ == Fault::kForgets; }
  void note_write(const std::string& path, std::int64_t offset, std::vector<std::uint8_t> before);
  void note_sync(const std::string& path) { unsynced_.erase(path); }
  /// Takes back every write of the file that was never synced.
  void forget(const std::string& path);

 private:
  struct Write {
    std::int64_t offset;
    std::vector<std::uint8_t> before;
  };

  int next_operation(int failure);
  void take_back(const std::string& path, const std::function<bool()>& is_lost);

  Fault fault_;
  std::uint64_t at_;
  std::uint64_t count_ = 0;
  std::map<std::string, std::vector<Write>> unsynced_;
  sqlite3_vfs vfs_{};
};

}  // namespace gateway::tests
