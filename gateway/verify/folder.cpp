#include "gateway/verify/folder.h"

#include "gateway/audit/tiles.h"

#include <algorithm>
#include <cerrno>
#include <span>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace gateway::verify {
namespace {

using std::filesystem::path;

class File {
 public:
  explicit File(const path& file)
      : fd_(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)) {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    if (fd_ >= 0) ::close(fd_);
  }

  /// Of a regular file that could be opened.
  [[nodiscard]] std::optional<std::size_t> size() const {
    struct stat status {};
    if (fd_ < 0 || ::fstat(fd_, &status) != 0 || !S_ISREG(status.st_mode)) return std::nullopt;
    return static_cast<std::size_t>(status.st_size);
  }
  [[nodiscard]] bool read(std::span<std::uint8_t> out) const {
    while (!out.empty()) {
      const auto got = ::read(fd_, out.data(), out.size());
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0) return false;
      out = out.subspan(static_cast<std::size_t>(got));
    }
    return true;
  }

 private:
  int fd_;
};

}  // namespace

std::optional<base::Bytes> read_whole(const path& file, std::size_t limit) {
  const File opened(file);
  const auto size = opened.size();
  if (!size || *size > limit) return std::nullopt;
  base::Bytes bytes(*size);
  if (!opened.read(bytes)) return std::nullopt;
  return bytes;
}

audit::FetchFile files_below(const path& folder) {
  return [folder](const std::string& name) {
    return read_whole(folder / name, audit::kMaxBundleSize);
  };
}

std::vector<std::string> partial_files_below(const path& folder) {
  constexpr std::string_view kPartial = ".p/";
  std::vector<std::string> names;
  std::error_code failed;
  std::filesystem::recursive_directory_iterator files(folder / "tile", failed);
  for (; !failed && files != std::filesystem::recursive_directory_iterator();
       files.increment(failed)) {
    std::string name = files->path().lexically_relative(folder).string();
    if (name.find(kPartial) != std::string::npos) names.push_back(std::move(name));
  }
  std::ranges::sort(names);
  return names;
}

}  // namespace gateway::verify
