#include "gateway/config/key_file.h"

#include "gateway/base/bytes.h"

#include <array>
#include <cerrno>
#include <cstddef>
#include <string>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace gateway::config {
namespace {

constexpr std::size_t kMaxKeyFile = 4096;

class File {
 public:
  explicit File(int fd) : fd_(fd) {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    if (fd_ >= 0) ::close(fd_);
  }
  [[nodiscard]] int fd() const { return fd_; }

 private:
  int fd_;
};

base::Diagnostic complain(const std::filesystem::path& file, std::string message,
                          std::string next_step) {
  return {file.string(), 0, 0, std::move(message), std::move(next_step)};
}

// Empty when the file may hold a secret.
std::string permission_fault(int fd) {
  struct stat status {};
  if (::fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) return "is not a plain file";
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) return "can be read or written by others";
  if (status.st_uid != ::geteuid() && ::geteuid() != 0) return "belongs to another user";
  return {};
}

bool write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const auto written = ::write(fd, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace

std::variant<crypto::SecretBytes<32>, base::Diagnostic> read_key_file(
    const std::filesystem::path& file, crypto::KeyUse use, std::string_view passphrase) {
  const File in(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (in.fd() < 0) return complain(file, "cannot be read", "check the path and its permissions");
  if (std::string fault = permission_fault(in.fd()); !fault.empty()) {
    return complain(file, "the secret key file " + fault,
                    "chmod 0600 it; if others could read it, make a new key");
  }
  crypto::SecretBytes<kMaxKeyFile> buffer;
  std::size_t size = 0;
  while (size < kMaxKeyFile) {
    const auto got = ::read(in.fd(), buffer.writable().data() + size, kMaxKeyFile - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return complain(file, "cannot be read", "check the disk");
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  std::string_view text = base::text_of(buffer.bytes()).substr(0, size);
  while (text.ends_with('\n')) text.remove_suffix(1);
  auto secret = crypto::parse_secret_key_text(use, text, passphrase);
  if (secret) return *std::move(secret);
  if (secret.error().code == base::ErrorCode::kUnauthenticated) {
    return complain(file, "the passphrase does not open it", "check the passphrase");
  }
  return complain(file, "is not a secret key of the kind needed here",
                  "check that the right file is named");
}

base::Result<base::Done> write_key_file(const std::filesystem::path& file, std::string_view text) {
  using base::ErrorCode;
  const File out(::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (out.fd() < 0) {
    return errno == EEXIST ? base::fail(ErrorCode::kMalformed, "a key file is never overwritten")
                           : base::fail(ErrorCode::kUnavailable, "the key file cannot be created");
  }
  if (!write_all(out.fd(), text) || !write_all(out.fd(), "\n") || ::fsync(out.fd()) != 0) {
    return base::fail(ErrorCode::kUnavailable, "the key file cannot be written");
  }
  return base::Done{};
}

}  // namespace gateway::config
