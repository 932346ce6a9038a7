#include "gateway/client/files.h"

#include <cerrno>
#include <fstream>
#include <iterator>
#include <string>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

namespace gateway::client {
namespace {

bool write_all(int fd, base::ByteView bytes) {
  while (!bytes.empty()) {
    const auto written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return true;
}

bool write_and_sync(const std::filesystem::path& file, base::ByteView bytes) {
  const int fd = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0) return false;
  const bool written = write_all(fd, bytes) && ::fsync(fd) == 0;
  return ::close(fd) == 0 && written;
}

bool sync_folder(const std::filesystem::path& folder) {
  const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return false;
  const bool synced = ::fsync(fd) == 0;
  ::close(fd);
  return synced;
}

}  // namespace

base::Result<base::Done> write_durably(const std::filesystem::path& file, base::ByteView bytes) {
  std::error_code failed;
  std::filesystem::create_directories(file.parent_path(), failed);
  const auto next = std::filesystem::path(file.string() + ".next");
  bool done = write_and_sync(next, bytes);
  if (done) std::filesystem::rename(next, file, failed);
  done = done && !failed && sync_folder(file.parent_path());
  if (!done) return base::fail(base::ErrorCode::kUnavailable, "a file cannot be stored");
  return base::Done{};
}

std::optional<base::Bytes> read_whole(const std::filesystem::path& file, std::size_t limit) {
  std::ifstream in(file, std::ios::binary);
  if (!in.is_open()) return std::nullopt;
  base::Bytes bytes(std::istreambuf_iterator<char>(in), {});
  if (in.bad() || bytes.size() > limit) return std::nullopt;
  return bytes;
}

}  // namespace gateway::client
