#include "gateway/cli/files.h"

#include <cerrno>
#include <fstream>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace gateway::cli {
namespace {

using base::Diagnostic;
using base::Done;
using base::ErrorCode;
using std::filesystem::path;

constexpr std::size_t kMaxPassphrase = 4096;

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

std::variant<std::string, Diagnostic> read_file(const path& file, std::size_t max) {
  std::error_code failed;
  if (!std::filesystem::is_regular_file(file, failed)) {
    return Diagnostic{file.string(), 0, 0, "cannot be read", "check the path"};
  }
  const auto size = std::filesystem::file_size(file, failed);
  if (!failed && size > max) {
    return Diagnostic{file.string(), 0, 0, "is too large", "check that the right file is named"};
  }
  std::ifstream in(file, std::ios::binary);
  std::string text(failed ? 0 : static_cast<std::size_t>(size), '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (failed || !in) {
    return Diagnostic{file.string(), 0, 0, "cannot be read", "check its permissions"};
  }
  return text;
}

std::variant<note::SignedNote, Diagnostic> read_paper(const path& file) {
  auto read = read_file(file, note::kMaxNote);
  if (auto* const wrong = std::get_if<Diagnostic>(&read)) return std::move(*wrong);
  auto& text = std::get<std::string>(read);
  auto note = note::parse_note(text);
  if (note) return *std::move(note);
  if (note::is_note_text(text)) return note::SignedNote{std::move(text), {}};
  return Diagnostic{file.string(), 0, 0, "is not a text that can be signed",
                    "it must be UTF-8 without control characters and end in a line feed"};
}

base::Result<Done> write_new_file(const path& file, std::string_view text) {
  std::error_code failed;
  if (file.has_parent_path()) std::filesystem::create_directories(file.parent_path(), failed);
  const File out(::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644));
  if (out.fd() < 0) {
    return errno == EEXIST ? base::fail(ErrorCode::kMalformed, "the file is there already")
                           : base::fail(ErrorCode::kUnavailable, "the file cannot be created");
  }
  if (!write_all(out.fd(), text) || ::fsync(out.fd()) != 0) {
    return base::fail(ErrorCode::kUnavailable, "the file cannot be written");
  }
  return Done{};
}

base::Result<Done> replace_file(const path& file, std::string_view text) {
  path next = file;
  next += ".new";
  std::error_code failed;
  std::filesystem::remove(next, failed);
  auto written = write_new_file(next, text);
  if (!written) return written;
  std::filesystem::rename(next, file, failed);
  if (failed) return base::fail(ErrorCode::kUnavailable, "the file cannot be replaced");
  return Done{};
}

std::variant<std::string, Diagnostic> read_passphrase(const path& file) {
  struct stat status {};
  constexpr unsigned kOthers = S_IRWXG | S_IRWXO;
  if (::stat(file.c_str(), &status) == 0 && (status.st_mode & kOthers) != 0) {
    return Diagnostic{file.string(), 0, 0, "the passphrase file is open to others",
                      "chmod 0600 it; if others could read it, change the passphrase"};
  }
  auto read = read_file(file, kMaxPassphrase);
  if (auto* const text = std::get_if<std::string>(&read)) {
    text->resize(std::min(text->find('\n'), text->size()));
    if (text->empty()) {
      return Diagnostic{file.string(), 1, 0, "holds no passphrase", "write it on the first line"};
    }
  }
  return read;
}

}  // namespace gateway::cli
