#include "tests/integration/faulty_disk.h"

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace gateway::tests {
namespace {

FaultyDisk* the_disk = nullptr;
sqlite3_vfs* real_vfs = nullptr;

/// SQLite gives us memory for this and, behind it, for the file of the real disk.
struct File {
  sqlite3_file base;
  const char* path;

  sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

File& ours(sqlite3_file* file) { return *reinterpret_cast<File*>(file); }
sqlite3_file* real(sqlite3_file* file) { return ours(file).real(); }
const sqlite3_io_methods& io(sqlite3_file* file) { return *real(file)->pMethods; }

int read_file(sqlite3_file* file, void* bytes, int size, sqlite3_int64 offset) {
  const int broken = the_disk->next_read();
  return broken != SQLITE_OK ? broken : io(file).xRead(real(file), bytes, size, offset);
}

int write_file(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 offset) {
  const int broken = the_disk->next_change(SQLITE_IOERR_WRITE);
  if (broken != SQLITE_OK) return broken;
  std::vector<std::uint8_t> before(static_cast<std::size_t>(size));
  const int read = io(file).xRead(real(file), before.data(), size, offset);
  if (read != SQLITE_OK && read != SQLITE_IOERR_SHORT_READ) return read;
  the_disk->note_write(ours(file).path, offset, std::move(before));
  return io(file).xWrite(real(file), bytes, size, offset);
}

int sync_file(sqlite3_file* file, int flags) {
  const int broken = the_disk->next_change(SQLITE_IOERR_FSYNC);
  if (broken != SQLITE_OK) {
    if (the_disk->forgets()) the_disk->forget(ours(file).path);
    return broken;
  }
  the_disk->note_sync(ours(file).path);
  return io(file).xSync(real(file), flags);
}

int truncate_file(sqlite3_file* file, sqlite3_int64 size) {
  const int broken = the_disk->next_change(SQLITE_IOERR_TRUNCATE);
  return broken != SQLITE_OK ? broken : io(file).xTruncate(real(file), size);
}

// Version 1 has no shared memory: a store that needed it would not open on this disk.
const sqlite3_io_methods kMethods = {
    1,
    [](sqlite3_file* file) { return io(file).xClose(real(file)); },
    read_file,
    write_file,
    truncate_file,
    sync_file,
    [](sqlite3_file* file, sqlite3_int64* size) { return io(file).xFileSize(real(file), size); },
    [](sqlite3_file* file, int lock) { return io(file).xLock(real(file), lock); },
    [](sqlite3_file* file, int lock) { return io(file).xUnlock(real(file), lock); },
    [](sqlite3_file* file, int* held) { return io(file).xCheckReservedLock(real(file), held); },
    [](sqlite3_file* file, int what, void* with) {
      return io(file).xFileControl(real(file), what, with);
    },
    [](sqlite3_file* file) { return io(file).xSectorSize(real(file)); },
    [](sqlite3_file* /*file*/) { return 0; },  // A disk that promises nothing.
    nullptr,
    nullptr,
    nullptr,
    nullptr,
    nullptr,
    nullptr,
};

int open_file(sqlite3_vfs* /*vfs*/, const char* path, sqlite3_file* file, int flags, int* out) {
  const int opened = real_vfs->xOpen(real_vfs, path, real(file), flags, out);
  ours(file).path = path == nullptr ? "" : path;
  ours(file).base.pMethods = opened == SQLITE_OK ? &kMethods : nullptr;
  return opened;
}

}  // namespace

FaultyDisk::FaultyDisk(Fault fault, std::uint64_t at) : fault_(fault), at_(at) {
  real_vfs = sqlite3_vfs_find(nullptr);
  the_disk = this;
  vfs_ = *real_vfs;
  vfs_.zName = "faulty";
  vfs_.szOsFile = static_cast<int>(sizeof(File)) + real_vfs->szOsFile;
  vfs_.xOpen = open_file;
  sqlite3_vfs_register(&vfs_, 1);
}

FaultyDisk::~FaultyDisk() {
  sqlite3_vfs_unregister(&vfs_);
  sqlite3_vfs_register(real_vfs, 1);
  the_disk = nullptr;
}

int FaultyDisk::next_operation(int failure) {
  ++count_;
  if (count_ < at_) return SQLITE_OK;
  return count_ == at_ || fault_ == Fault::kPowerCut ? failure : SQLITE_OK;
}

void FaultyDisk::note_write(const std::string& path, std::int64_t offset,
                            std::vector<std::uint8_t> before) {
  unsynced_[path].push_back({.offset = offset, .before = std::move(before)});
}

void FaultyDisk::forget(const std::string& path) {
  take_back(path, [] { return true; });
  unsynced_.erase(path);
}

void FaultyDisk::lose_unsynced(std::uint64_t seed) {
  std::mt19937_64 engine(seed);
  for (const auto& [path, writes] : unsynced_) {
    take_back(path, [&] { return engine() % 3 != 0; });
  }
  unsynced_.clear();
}

void FaultyDisk::take_back(const std::string& path, const std::function<bool()>& is_lost) {
  constexpr std::size_t kSector = 512;
  const int file = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
  if (file < 0) return;  // It was removed.
  const auto& writes = unsynced_[path];
  for (auto write = writes.rbegin(); write != writes.rend(); ++write) {
    for (std::size_t at = 0; at < write->before.size(); at += kSector) {
      if (!is_lost()) continue;
      const std::size_t size = std::min(kSector, write->before.size() - at);
      const auto offset = static_cast<off_t>(write->offset) + static_cast<off_t>(at);
      if (::pwrite(file, write->before.data() + at, size, offset) < 0) std::abort();
    }
  }
  ::close(file);
}

}  // namespace gateway::tests
