#pragma once

#include "gateway/base/bytes.h"
#include "gateway/base/result.h"

#include <cstddef>
#include <cstdint>
#include <optional>

namespace gateway::ipc {

/// What a frame between core and edge holds (gateway/edge/FORMAT.md). 0 is no type.
enum class FrameType : std::uint8_t {
  kConfig = 1,  ///< Core to edge, once, first.
  kAdmit = 2,
  kSend = 3,
  kKick = 4,
  kShutdown = 5,
  kReady = 33,  ///< Edge to core.
  kReceived = 34,
  kGone = 35,
  kSendFailed = 36,
  kFault = 37,
  kCounters = 38,
};

inline constexpr std::size_t kFrameHeaderSize = 5;
/// 1.5 MiB: the largest message a peer may send, and room for a long list of admitted keys.
inline constexpr std::size_t kMaxFramePayload = 1'572'864;

/// A view into the decoder that gave it, valid until more bytes are fed.
struct Frame {
  FrameType type;
  base::ByteView payload;
};

/// Appends u32 length of type and payload, u8 type, payload. The payload fits (kMaxFramePayload).
void append_frame(base::Bytes& out, FrameType type, base::ByteView payload);

/// Cuts a stream of bytes into frames, in pieces of any size. Strict: an unknown type, a length of
/// zero or beyond the limit is kMalformed, and after that nothing is given out any more. Holds at
/// most one frame and what was fed since next() last said "none".
class FrameDecoder {
 public:
  void feed(base::ByteView bytes);

  /// Frame by frame; empty when the rest has not arrived yet.
  base::Result<std::optional<Frame>> next();

 private:
  base::Bytes buffer_;
  std::size_t consumed_ = 0;
  bool broken_ = false;
};

}  // namespace gateway::ipc
