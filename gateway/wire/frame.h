#pragma once

#include "gateway/base/bytes.h"
#include "gateway/base/result.h"
#include "gateway/crypto/mac.h"
#include "gateway/crypto/secret_bytes.h"
#include "gateway/model/refusal.h"
#include "gateway/wire/messages.h"
#include "gateway/wire/session.h"

#include <cstddef>
#include <cstdint>
#include <variant>
#include <vector>

namespace gateway::wire {

/// One ZeroMQ message is one frame. Layout and limits: FORMAT.md.
inline constexpr std::size_t kMaxFrame = std::size_t{1024} * 1024;
inline constexpr std::size_t kMaxBody = std::size_t{256} * 1024;
inline constexpr std::size_t kMaxAttachments = 64;

struct HelloFrame {
  Signed hello;
};
struct WelcomeFrame {
  Signed welcome;
};
/// A request or an answer inside a session. The MAC covers direction, session, sequence and body,
/// not the attachments: envelopes and views prove themselves by signature.
struct SessionFrame {
  SessionId session;
  std::uint64_t sequence = 0;
  crypto::Mac mac;
  base::ByteView body;                      ///< Into the received bytes.
  std::vector<base::ByteView> attachments;  ///< Into the received bytes.
};
struct RequestFrame : SessionFrame {};
struct AnswerFrame : SessionFrame {};
/// Said to somebody with whom no session exists. A hint, believed by nobody.
struct RefusedFrame {
  model::Refusal refusal = model::Refusal::kUnspecified;
};

using Frame = std::variant<HelloFrame, WelcomeFrame, RequestFrame, AnswerFrame, RefusedFrame>;

base::Bytes encode_hello(const Signed& hello);
base::Bytes encode_welcome(const Signed& welcome);
base::Bytes encode_refused(model::Refusal refusal);

/// Which way a session frame travels: a frame reflected to its maker never verifies.
enum class Direction : std::uint8_t { kToGateway = 3, kToClient = 4 };

struct Outgoing {
  SessionId session;
  std::uint64_t sequence = 0;
  base::Bytes body;
  std::vector<base::ByteView> attachments;
};
base::Bytes encode_session(Direction direction, const crypto::SecretBytes<32>& key,
                           const Outgoing& outgoing);

/// kMalformed or kTooLarge; nothing about a frame is believed yet.
base::Result<Frame> decode_frame(base::ByteView bytes);

[[nodiscard]] bool verify_mac(const SessionFrame& frame, Direction direction,
                              const crypto::SecretBytes<32>& key);

}  // namespace gateway::wire
