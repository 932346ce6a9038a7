#include "gateway/ipc/frame.h"

#include "gateway/base/byte_codec.h"
#include "gateway/base/check.h"
#include "gateway/crypto/secret_bytes.h"

namespace gateway::ipc {

using base::ByteView;
using base::ErrorCode;
using base::fail;
using base::Result;

namespace {

bool is_known(std::uint8_t type) {
  switch (static_cast<FrameType>(type)) {
    case FrameType::kConfig:
    case FrameType::kAdmit:
    case FrameType::kSend:
    case FrameType::kKick:
    case FrameType::kShutdown:
    case FrameType::kReady:
    case FrameType::kReceived:
    case FrameType::kGone:
    case FrameType::kSendFailed:
    case FrameType::kFault:
    case FrameType::kCounters:
      return true;
  }
  return false;
}

}  // namespace

void append_frame(base::Bytes& out, FrameType type, ByteView payload) {
  base::check(payload.size() <= kMaxFramePayload, "a frame is within its limit");
  const auto length = static_cast<std::uint32_t>(payload.size() + 1);
  for (unsigned shift = 32; shift > 0;) {
    shift -= 8;
    out.push_back(static_cast<std::uint8_t>(length >> shift));
  }
  out.push_back(static_cast<std::uint8_t>(type));
  out.insert(out.end(), payload.begin(), payload.end());
}

void FrameDecoder::feed(ByteView bytes) {
  if (broken_) return;
  if (consumed_ > 0) {
    // The first frame carries a key; what was read does not linger.
    crypto::wipe(std::span(buffer_).first(consumed_));
    buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(consumed_));
    consumed_ = 0;
  }
  buffer_.insert(buffer_.end(), bytes.begin(), bytes.end());
}

Result<std::optional<Frame>> FrameDecoder::next() {
  if (broken_) return fail(ErrorCode::kMalformed, "the stream of frames broke before");
  const ByteView rest = ByteView(buffer_).subspan(consumed_);
  if (rest.size() < kFrameHeaderSize) return std::optional<Frame>();

  base::ByteReader reader(rest);
  const std::size_t length = reader.number<std::uint32_t>();
  const auto type = reader.number<std::uint8_t>();
  if (length == 0 || length > kMaxFramePayload + 1 || !is_known(type)) {
    broken_ = true;
    return fail(ErrorCode::kMalformed, "a frame has a bad length or type");
  }
  const std::size_t payload_size = length - 1;
  if (reader.rest().size() < payload_size) return std::optional<Frame>();

  consumed_ += kFrameHeaderSize + payload_size;
  return std::optional<Frame>(Frame{static_cast<FrameType>(type), reader.raw(payload_size)});
}

}  // namespace gateway::ipc
