#include "gateway/store/private_file.h"

#include "gateway/store/file_descriptor.h"

#include <cerrno>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace gateway::store {

FileDescriptor::~FileDescriptor() {
  if (number_ >= 0) ::close(number_);
}

base::Result<base::Done> check_private(const std::filesystem::path& file) {
  struct stat status {};
  if (::lstat(file.c_str(), &status) != 0) {
    if (errno == ENOENT) return base::Done{};
    return base::fail(base::ErrorCode::kUnavailable, "a file of the store cannot be examined");
  }
  if (!S_ISREG(status.st_mode) || status.st_uid != ::geteuid()) {
    return base::fail(base::ErrorCode::kUnsupported,
                      "a file of the store is not a plain file of this user");
  }
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return base::fail(base::ErrorCode::kUnsupported,
                      "a file of the store may be read or written by others: chmod 0600");
  }
  return base::Done{};
}

base::Result<base::Done> create_private(const std::filesystem::path& file) {
  struct stat status {};
  if (::lstat(file.c_str(), &status) == 0) return base::Done{};
  const FileDescriptor made(
      ::open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  const auto parent = file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
  const FileDescriptor folder(::open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!made.is_open() || !folder.is_open() || ::fsync(folder.number()) != 0) {
    return base::fail(base::ErrorCode::kUnavailable, "a file of the store cannot be made");
  }
  return base::Done{};
}

}  // namespace gateway::store
