#include "gateway/wire/frame.h"

#include "gateway/base/byte_codec.h"

#include <utility>

namespace gateway::wire {
namespace {

using base::ByteReader;
using base::Bytes;
using base::ByteView;
using base::ByteWriter;
using base::ErrorCode;
using base::fail;

enum class FrameType : std::uint8_t {
  kHello = 1,
  kWelcome = 2,
  kRequest = 3,
  kAnswer = 4,
  kRefused = 5,
};

constexpr std::size_t kMaxSigned = 16384;

Bytes encode_signed(FrameType type, const Signed& message) {
  ByteWriter out;
  out.number(static_cast<std::uint8_t>(type)).raw(message.signature.bytes()).raw(message.bytes);
  return std::move(out).bytes();
}

base::Result<Signed> decode_signed(ByteReader& in) {
  Signed message;
  message.signature = in.fixed<crypto::Signature>();
  const ByteView bytes = in.rest();
  if (!in.good() || bytes.empty() || bytes.size() > kMaxSigned) {
    return fail(ErrorCode::kMalformed, "a hello or welcome has a signature and a body");
  }
  message.bytes = base::to_bytes(bytes);
  return message;
}

crypto::Mac compute_mac(Direction direction, const crypto::SecretBytes<32>& key,
                        const SessionId& session, std::uint64_t sequence, ByteView body) {
  ByteWriter header;
  header.text("safeconduct frame v1").number(static_cast<std::uint8_t>(direction));
  header.raw(session.bytes()).number(sequence);
  return crypto::hmac_sha256(key.bytes(), {header.bytes(), body});
}

base::Result<SessionFrame> decode_session(ByteReader& in) {
  SessionFrame frame;
  frame.session = in.fixed<SessionId>();
  frame.sequence = in.number<std::uint64_t>();
  frame.mac = in.fixed<crypto::Mac>();
  frame.body = in.sized();
  if (!in.good()) return fail(ErrorCode::kMalformed, "a session frame ends too early");
  if (frame.body.size() > kMaxBody) return fail(ErrorCode::kTooLarge, "the body is too large");
  while (in.good() && !in.rest().empty()) {
    if (frame.attachments.size() == kMaxAttachments) {
      return fail(ErrorCode::kTooLarge, "too many attachments");
    }
    frame.attachments.push_back(in.sized());
  }
  if (!in.done()) return fail(ErrorCode::kMalformed, "an attachment ends too early");
  return frame;
}

}  // namespace

Bytes encode_hello(const Signed& hello) { return encode_signed(FrameType::kHello, hello); }

Bytes encode_welcome(const Signed& welcome) { return encode_signed(FrameType::kWelcome, welcome); }

Bytes encode_refused(model::Refusal refusal) {
  ByteWriter out;
  out.number(static_cast<std::uint8_t>(FrameType::kRefused));
  out.number(static_cast<std::uint16_t>(refusal));
  return std::move(out).bytes();
}

Bytes encode_session(Direction direction, const crypto::SecretBytes<32>& key,
                     const Outgoing& outgoing) {
  ByteWriter out;
  out.number(static_cast<std::uint8_t>(direction)).raw(outgoing.session.bytes());
  out.number(outgoing.sequence);
  out.raw(compute_mac(direction, key, outgoing.session, outgoing.sequence, outgoing.body).bytes());
  out.sized(outgoing.body);
  for (const ByteView attachment : outgoing.attachments) out.sized(attachment);
  return std::move(out).bytes();
}

base::Result<Frame> decode_frame(ByteView bytes) {
  if (bytes.size() > kMaxFrame) return fail(ErrorCode::kTooLarge, "the frame is too large");
  ByteReader in(bytes);
  const auto type = in.number<std::uint8_t>();
  if (type == static_cast<std::uint8_t>(FrameType::kHello)) {
    auto message = decode_signed(in);
    if (!message) return message.error();
    return Frame(HelloFrame{*std::move(message)});
  }
  if (type == static_cast<std::uint8_t>(FrameType::kWelcome)) {
    auto message = decode_signed(in);
    if (!message) return message.error();
    return Frame(WelcomeFrame{*std::move(message)});
  }
  if (type == static_cast<std::uint8_t>(FrameType::kRequest)) {
    auto frame = decode_session(in);
    if (!frame) return frame.error();
    return Frame(RequestFrame{*std::move(frame)});
  }
  if (type == static_cast<std::uint8_t>(FrameType::kAnswer)) {
    auto frame = decode_session(in);
    if (!frame) return frame.error();
    return Frame(AnswerFrame{*std::move(frame)});
  }
  if (type == static_cast<std::uint8_t>(FrameType::kRefused)) {
    const auto number = in.number<std::uint16_t>();
    if (!in.done()) return fail(ErrorCode::kMalformed, "a refusal is one number");
    return Frame(RefusedFrame{static_cast<model::Refusal>(number)});
  }
  return fail(ErrorCode::kMalformed, "the frame has an unknown type");
}

bool verify_mac(const SessionFrame& frame, Direction direction,
                const crypto::SecretBytes<32>& key) {
  return crypto::equal(frame.mac,
                       compute_mac(direction, key, frame.session, frame.sequence, frame.body));
}

}  // namespace gateway::wire
