#pragma once

#include "gateway/base/result.h"
#include "gateway/crypto/digest.h"
#include "gateway/crypto/mac.h"
#include "gateway/store/file_descriptor.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <utility>

namespace gateway::store {

/// The newest head of the log that may have been signed.
struct LogHead {
  std::uint64_t size = 0;
  base::Digest root;
  base::Digest previous;  ///< hash_of() the head before; zero for the first.

  friend bool operator==(const LogHead&, const LogHead&) = default;
};

/// SHA-256 over size (u64, big-endian), root and previous.
base::Digest hash_of(const LogHead& head);

/// A small file beside the database, better on another disk, that only ever moves forward. A
/// database older than it was restored from a backup, and must not be signed.
///
/// Two slots written in turn, each with a counter and a keyed hash: a write that breaks off leaves
/// the other slot. After a failed write the record is poisoned: every later call is kUnavailable.
class HeadRecord {
 public:
  /// Opens or creates the file with mode 0600. Refused: one that others may read or write, that is
  /// open elsewhere (kUnavailable), or of which no slot verifies (kUnauthenticated).
  static base::Result<HeadRecord> open(const std::filesystem::path& file, crypto::RecordKey key);

  /// Nothing before the first advance().
  [[nodiscard]] const std::optional<LogHead>& head() const { return head_; }

  /// The head that may follow the one stored now.
  [[nodiscard]] LogHead next(std::uint64_t size, const base::Digest& root) const;

  /// Makes `next` durable before it returns. kMalformed, and nothing changes, unless the file still
  /// holds `expected`, `next` names it as previous, and is longer than it (or equal: nothing to
  /// do).
  base::Result<base::Done> advance(const std::optional<LogHead>& expected, const LogHead& next);

 private:
  HeadRecord(FileDescriptor file, crypto::RecordKey key)
      : file_(std::move(file)), key_(std::move(key)) {}

  struct Slot {
    std::uint64_t counter = 0;
    LogHead head;
  };
  base::Result<std::optional<Slot>> read_newest() const;
  bool write(const Slot& slot);

  FileDescriptor file_;
  crypto::RecordKey key_;
  std::optional<LogHead> head_;
  std::uint64_t counter_ = 0;
  bool poisoned_ = false;
};

}  // namespace gateway::store
