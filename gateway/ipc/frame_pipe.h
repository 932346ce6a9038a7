#pragma once

#include "gateway/base/bytes.h"
#include "gateway/base/result.h"
#include "gateway/ipc/frame.h"

#include <cstddef>
#include <optional>
#include <utility>

namespace gateway::ipc {

/// One end of the socket pair between core and edge: frames in, frames out, never blocking. Made
/// for a poll loop: when fd() is readable call receive(), then next() until it is empty; while
/// unsent() is not 0 also wait for fd() to be writable and call flush(). Belongs to one thread.
class FramePipe {
 public:
  /// A queue beyond this is refused: the other side has stopped reading.
  static constexpr std::size_t kMaxUnsent = 16U << 20U;

  /// Takes over a connected stream socket and makes it non-blocking and close-on-exec. On error
  /// the descriptor is still the caller's.
  static base::Result<FramePipe> adopt(int fd);

  FramePipe(FramePipe&& other) noexcept;
  FramePipe& operator=(FramePipe&& other) noexcept;
  FramePipe(const FramePipe&) = delete;
  FramePipe& operator=(const FramePipe&) = delete;
  /// Closes the descriptor; the other side sees the end of the stream.
  ~FramePipe();

  [[nodiscard]] int fd() const { return fd_; }

  /// Reads what has arrived, at most 256 KiB a call. kUnavailable: the other side is gone (what it
  /// sent before is still in next()). Invalidates frames given out.
  base::Result<base::Done> receive();
  /// The next whole frame; kMalformed when the other side broke the format.
  base::Result<std::optional<Frame>> next() { return decoder_.next(); }

  /// Queues a frame behind those still unsent; flush() writes it. kTooLarge beyond
  /// kMaxFramePayload, kUnavailable when more than kMaxUnsent would wait.
  base::Result<base::Done> send(FrameType type, base::ByteView payload);
  /// Writes as much as the other side takes now. kUnavailable: it is gone.
  base::Result<base::Done> flush();
  [[nodiscard]] std::size_t unsent() const { return out_.size() - written_; }

 private:
  explicit FramePipe(int fd) : fd_(fd) {}

  int fd_;
  FrameDecoder decoder_;
  base::Bytes out_;
  std::size_t written_ = 0;
  base::Bytes chunk_;
};

}  // namespace gateway::ipc
