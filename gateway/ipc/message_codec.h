#pragma once

#include "gateway/base/bytes.h"
#include "gateway/base/result.h"
#include "gateway/crypto/secret_bytes.h"
#include "gateway/ipc/frame.h"
#include "gateway/ipc/frame_pipe.h"
#include "gateway/ipc/messages.h"

namespace gateway::ipc {

/// Views in the answer (payloads) live as long as the frame. A frame of the other direction, a
/// field out of range or a byte too many is kMalformed.
base::Result<FromCore> parse_from_core(const Frame& frame);
base::Result<FromEdge> parse_from_edge(const Frame& frame);

base::Bytes encode(const Config& message);
base::Bytes encode(const Admit& message);
base::Bytes encode(const Send& message);
base::Bytes encode(const Kick& message);
base::Bytes encode(const Shutdown& message);
base::Bytes encode(const Ready& message);
base::Bytes encode(const Received& message);
base::Bytes encode(const Gone& message);
base::Bytes encode(const SendFailed& message);
base::Bytes encode(const Fault& message);
base::Bytes encode(const Counters& message);

/// Queues one message: `send(pipe, Kick{peer})`. Errors as FramePipe::send.
template <class Message>
base::Result<base::Done> send(FramePipe& pipe, const Message& message) {
  base::Bytes payload = encode(message);
  const auto sent = pipe.send(Message::kType, payload);
  crypto::wipe(payload);
  return sent;
}

}  // namespace gateway::ipc
