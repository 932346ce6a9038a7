#include "gateway/store/durable_folder.h"

#include "gateway/base/text.h"

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <map>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace gateway::store {
namespace {

constexpr std::size_t kMaxParts = 8;
constexpr std::size_t kMaxPath = 200;
constexpr int kOpenFolder = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;

base::Error unavailable() {
  return base::fail(base::ErrorCode::kUnavailable, "the folder is closed after a storage error");
}

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_';
}

// No part begins with a dot: such names are ours, for files that are not complete.
bool is_good_part(std::string_view part) {
  return !part.empty() && is_plain(part.front()) && is_plain(part.back()) &&
         std::ranges::all_of(part, [](char c) { return is_plain(c) || c == '.'; });
}

bool is_good_path(std::string_view path) {
  if (path.size() > kMaxPath) return false;
  const auto parts = base::split(path, '/');
  return parts.size() <= kMaxParts && std::ranges::all_of(parts, is_good_part);
}

struct Split {
  std::string folder;  ///< Empty for the top.
  std::string name;
};

Split split_path(std::string_view path) {
  const auto slash = path.rfind('/');
  if (slash == std::string_view::npos) return {.folder = "", .name = std::string(path)};
  return {.folder = std::string(path.substr(0, slash)),
          .name = std::string(path.substr(slash + 1))};
}

bool write_all(int file, base::ByteView bytes) {
  while (!bytes.empty()) {
    const auto written = ::write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return true;
}

base::Result<base::Bytes> read_whole(int file, std::size_t limit) {
  struct stat status {};
  if (::fstat(file, &status) != 0 || !S_ISREG(status.st_mode)) {
    return base::fail(base::ErrorCode::kUnavailable, "a file cannot be read");
  }
  const auto size = static_cast<std::size_t>(status.st_size);
  if (size > limit) return base::fail(base::ErrorCode::kTooLarge, "a file is too large");
  base::Bytes bytes(size);
  std::size_t have = 0;
  while (have < size) {
    const auto got = ::read(file, bytes.data() + have, size - have);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return base::fail(base::ErrorCode::kUnavailable, "a file cannot be read");
    have += static_cast<std::size_t>(got);
  }
  return bytes;
}

enum class Existing : std::uint8_t { kOtherBytes = 0, kSameBytes = 1, kAbsent = 2 };

/// The folders one call writes into: each opened once, and synced once at the end.
class Folders {
 public:
  Folders(int top, mode_t mode) : mode_(mode) { open_.emplace("", FileDescriptor(::dup(top))); }

  /// -1 when it cannot be opened or made.
  int open(const std::string& path) {
    const auto found = open_.find(path);
    if (found != open_.end()) return found->second.number();
    const auto [parent_path, name] = split_path(path);
    const int parent = open(parent_path);
    if (parent < 0) return -1;
    if (::mkdirat(parent, name.c_str(), mode_) == 0) {
      FileDescriptor made(::openat(parent, name.c_str(), kOpenFolder));
      if (!made.is_open() || ::fchmod(made.number(), mode_) != 0) return -1;
      return open_.emplace(path, std::move(made)).first->second.number();
    }
    if (errno != EEXIST) return -1;
    FileDescriptor there(::openat(parent, name.c_str(), kOpenFolder));
    if (!there.is_open()) return -1;
    return open_.emplace(path, std::move(there)).first->second.number();
  }

  bool sync_all() {
    return std::ranges::all_of(
        open_, [](const auto& entry) { return ::fsync(entry.second.number()) == 0; });
  }

 private:
  mode_t mode_;
  std::map<std::string, FileDescriptor> open_;
};

Existing compare(int folder, const std::string& name, base::ByteView bytes) {
  const FileDescriptor there(::openat(folder, name.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
  if (!there.is_open()) return errno == ENOENT ? Existing::kAbsent : Existing::kOtherBytes;
  const auto found = read_whole(there.number(), bytes.size());
  if (!found || !std::ranges::equal(*found, bytes)) return Existing::kOtherBytes;
  // It may have been written by a process that died before it synced.
  return ::fsync(there.number()) == 0 ? Existing::kSameBytes : Existing::kOtherBytes;
}

std::string unfinished(const std::string& name) { return ".new-" + name; }

bool write_unfinished(int folder, const std::string& name, base::ByteView bytes, mode_t mode) {
  const FileDescriptor file(::openat(folder, unfinished(name).c_str(),
                                     O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, mode));
  return file.is_open() && ::fchmod(file.number(), mode) == 0 && write_all(file.number(), bytes) &&
         ::fsync(file.number()) == 0;
}

bool give_name(int folder, const std::string& name) {
  return ::renameat(folder, unfinished(name).c_str(), folder, name.c_str()) == 0;
}

mode_t folder_mode(Readers readers) { return readers == Readers::kEveryone ? 0755 : 0700; }
mode_t file_mode(Readers readers) { return readers == Readers::kEveryone ? 0644 : 0600; }

}  // namespace

DurableFolder::DurableFolder(FileDescriptor folder, Readers readers)
    : folder_(std::move(folder)), readers_(readers) {}

base::Result<DurableFolder> DurableFolder::open(const std::filesystem::path& path,
                                                Readers readers) {
  const bool is_new = ::mkdir(path.c_str(), folder_mode(readers)) == 0;
  FileDescriptor folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  bool good = folder.is_open();
  if (good && is_new) {
    const FileDescriptor parent(::openat(folder.number(), "..", kOpenFolder));
    good = ::fchmod(folder.number(), folder_mode(readers)) == 0 && parent.is_open() &&
           ::fsync(parent.number()) == 0;
  }
  if (!good) return base::fail(base::ErrorCode::kUnavailable, "a folder cannot be opened or made");
  return DurableFolder(std::move(folder), readers);
}

base::Result<base::Done> DurableFolder::create_once(std::string path, base::ByteView bytes) {
  const FileToWrite file{.path = std::move(path), .bytes = bytes};
  return create_once(std::span(&file, 1));
}

base::Result<base::Done> DurableFolder::create_once(std::span<const FileToWrite> files) {
  if (poisoned_) return unavailable();
  Folders folders(folder_.number(), folder_mode(readers_));
  std::vector<Split> pending;
  for (const FileToWrite& file : files) {
    if (!is_good_path(file.path)) {
      return base::fail(base::ErrorCode::kMalformed, "not a path for a file of this folder");
    }
  }
  for (const FileToWrite& file : files) {
    Split place = split_path(file.path);
    const int folder = folders.open(place.folder);
    if (folder < 0) return poison();
    switch (compare(folder, place.name, file.bytes)) {
      case Existing::kOtherBytes:
        return base::fail(base::ErrorCode::kMalformed, "a file that never changes has other bytes");
      case Existing::kSameBytes:
        break;
      case Existing::kAbsent:
        if (!write_unfinished(folder, place.name, file.bytes, file_mode(readers_))) return poison();
        pending.push_back(std::move(place));
        break;
    }
  }
  for (const Split& place : pending) {
    if (!give_name(folders.open(place.folder), place.name)) return poison();
  }
  if (!folders.sync_all()) return poison();
  return base::Done{};
}

base::Result<base::Done> DurableFolder::replace(std::string path, base::ByteView bytes) {
  if (poisoned_) return unavailable();
  if (!is_good_path(path)) {
    return base::fail(base::ErrorCode::kMalformed, "not a path for a file of this folder");
  }
  const Split place = split_path(path);
  Folders folders(folder_.number(), folder_mode(readers_));
  const int folder = folders.open(place.folder);
  if (folder < 0 || !write_unfinished(folder, place.name, bytes, file_mode(readers_)) ||
      !give_name(folder, place.name) || !folders.sync_all()) {
    return poison();
  }
  return base::Done{};
}

base::Result<base::Bytes> DurableFolder::read(std::string_view path, std::size_t limit) const {
  if (!is_good_path(path)) {
    return base::fail(base::ErrorCode::kMalformed, "not a path for a file of this folder");
  }
  const FileDescriptor file(
      ::openat(folder_.number(), std::string(path).c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
  if (!file.is_open()) return base::fail(base::ErrorCode::kNotFound, "no such file");
  return read_whole(file.number(), limit);
}

base::Error DurableFolder::poison() {
  poisoned_ = true;
  return unavailable();
}

}  // namespace gateway::store
