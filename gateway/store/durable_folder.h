#pragma once

#include "gateway/base/bytes.h"
#include "gateway/base/result.h"
#include "gateway/store/file_descriptor.h"

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace gateway::store {

/// Who may read what is written. Zero is the narrower one.
enum class Readers : std::uint8_t { kOwner = 0, kEveryone = 1 };

/// A file to be written, by its path below the folder: "tile/0/000". Parts are letters, digits,
/// '-', '_' and inner dots; at most 8 parts and 200 bytes.
struct FileToWrite {
  std::string path;
  base::ByteView bytes;
};

/// A folder whose files are either not there or complete, whatever happens to the machine: each is
/// written under another name, synced, then given its own, and its folder synced.
///
/// After a failed write or sync the folder is poisoned: every later call is kUnavailable and
/// nothing is tried again. A path that is not well formed is kMalformed.
class DurableFolder {
 public:
  /// The folder is created if it is missing; its parent must be there.
  static base::Result<DurableFolder> open(const std::filesystem::path& path, Readers readers);

  /// For files that never change: the same bytes again are fine, other bytes are kMalformed and
  /// change nothing. When it returns all of them are on stable storage.
  base::Result<base::Done> create_once(std::span<const FileToWrite> files);
  base::Result<base::Done> create_once(std::string path, base::ByteView bytes);

  /// Readers see the old bytes or the new, never a mixture.
  base::Result<base::Done> replace(std::string path, base::ByteView bytes);

  /// The whole file; kNotFound, or kTooLarge above `limit`.
  [[nodiscard]] base::Result<base::Bytes> read(std::string_view path, std::size_t limit) const;

  [[nodiscard]] bool poisoned() const { return poisoned_; }

 private:
  DurableFolder(FileDescriptor folder, Readers readers);

  base::Error poison();

  FileDescriptor folder_;
  Readers readers_;
  bool poisoned_ = false;
};

}  // namespace gateway::store
