#include "gateway/ipc/frame_pipe.h"

#include "gateway/crypto/secret_bytes.h"

#include <cerrno>
#include <span>
#include <utility>

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace gateway::ipc {

using base::ByteView;
using base::Done;
using base::ErrorCode;
using base::fail;
using base::Result;

namespace {

constexpr std::size_t kChunk = 256U << 10U;

}  // namespace

Result<FramePipe> FramePipe::adopt(int fd) {
  int type = 0;
  socklen_t size = sizeof type;
  if (::getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) != 0 || type != SOCK_STREAM) {
    return fail(ErrorCode::kMalformed, "the descriptor is not a stream socket");
  }
  const int flags = ::fcntl(fd, F_GETFL);
  if (flags < 0 || ::fcntl(fd, F_SETFL, flags | O_NONBLOCK) != 0 ||
      ::fcntl(fd, F_SETFD, FD_CLOEXEC) != 0) {
    return fail(ErrorCode::kUnavailable, "the descriptor cannot be made non-blocking");
  }
  return FramePipe(fd);
}

FramePipe::FramePipe(FramePipe&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)),
      decoder_(std::move(other.decoder_)),
      out_(std::move(other.out_)),
      written_(std::exchange(other.written_, 0)),
      chunk_(std::move(other.chunk_)) {}

FramePipe& FramePipe::operator=(FramePipe&& other) noexcept {
  std::swap(fd_, other.fd_);
  std::swap(decoder_, other.decoder_);
  std::swap(out_, other.out_);
  std::swap(written_, other.written_);
  std::swap(chunk_, other.chunk_);
  return *this;
}

FramePipe::~FramePipe() {
  if (fd_ >= 0) ::close(fd_);
}

Result<Done> FramePipe::receive() {
  chunk_.resize(kChunk);
  const ssize_t got = ::recv(fd_, chunk_.data(), chunk_.size(), 0);
  if (got > 0) {
    const auto arrived = std::span(chunk_).first(static_cast<std::size_t>(got));
    decoder_.feed(arrived);
    crypto::wipe(arrived);
    return Done{};
  }
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return Done{};
  return fail(ErrorCode::kUnavailable, "the other end of the pipe is gone");
}

Result<Done> FramePipe::send(FrameType type, ByteView payload) {
  if (payload.size() > kMaxFramePayload) {
    return fail(ErrorCode::kTooLarge, "a frame is larger than the pipe takes");
  }
  if (unsent() + payload.size() > kMaxUnsent) {
    return fail(ErrorCode::kUnavailable, "the other end of the pipe reads too slowly");
  }
  // Reserved at once, so a key in the first frame is not left behind in an outgrown buffer.
  if (out_.empty()) out_.reserve(payload.size() + kFrameHeaderSize);
  append_frame(out_, type, payload);
  return Done{};
}

Result<Done> FramePipe::flush() {
  while (unsent() > 0) {
    const auto rest = std::span(out_).subspan(written_);
    const ssize_t sent = ::send(fd_, rest.data(), rest.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0 && errno == EAGAIN) break;
    if (sent <= 0) return fail(ErrorCode::kUnavailable, "the other end of the pipe is gone");
    crypto::wipe(rest.first(static_cast<std::size_t>(sent)));
    written_ += static_cast<std::size_t>(sent);
  }
  // Compacted only when it pays, so that a long queue is not moved at every call.
  if (written_ == out_.size()) {
    out_.clear();
    written_ = 0;
  } else if (written_ > out_.size() / 2) {
    out_.erase(out_.begin(), out_.begin() + static_cast<std::ptrdiff_t>(written_));
    written_ = 0;
  }
  return Done{};
}

}  // namespace gateway::ipc
