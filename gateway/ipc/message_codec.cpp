#include "gateway/ipc/message_codec.h"

#include "gateway/base/byte_codec.h"

#include <utility>

namespace gateway::ipc {

using base::ByteReader;
using base::Bytes;
using base::ByteView;
using base::ByteWriter;
using base::ErrorCode;
using base::fail;
using base::Result;
using crypto::AgreementPublicKey;

namespace {

constexpr std::size_t kMaxEndpoint = 256;
constexpr std::size_t kAdmittedSize = 36;
constexpr std::size_t kSecretSize = 32;

base::Error malformed() { return fail(ErrorCode::kMalformed, "a frame's payload is malformed"); }

void write_admitted(ByteWriter& writer, const std::vector<AdmittedKey>& admitted) {
  writer.number(static_cast<std::uint32_t>(admitted.size()));
  for (const AdmittedKey& each : admitted) {
    writer.raw(each.key.bytes()).number(static_cast<std::uint32_t>(each.owner));
  }
}

/// Leaves the reader bad when the count promises more than is there.
std::vector<AdmittedKey> read_admitted(ByteReader& reader) {
  const std::size_t count = reader.number<std::uint32_t>();
  std::vector<AdmittedKey> admitted;
  if (count > reader.rest().size() / kAdmittedSize) {
    reader.raw(reader.rest().size() + 1);
    return admitted;
  }
  admitted.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    const auto key = reader.fixed<AgreementPublicKey>();
    admitted.push_back(AdmittedKey{key, OwnerId{reader.number<std::uint32_t>()}});
  }
  return admitted;
}

PeerId read_peer(ByteReader& reader) { return PeerId{reader.number<std::uint64_t>()}; }

/// The rest of a payload that ends in free bytes.
ByteView read_rest(ByteReader& reader) { return reader.raw(reader.rest().size()); }

Result<FromCore> parse_config(ByteReader& reader) {
  const ByteView endpoint = reader.sized();
  const ByteView secret = reader.raw(kSecretSize);
  Limits limits;
  limits.max_message_bytes = reader.number<std::uint32_t>();
  limits.handshake_millis = reader.number<std::uint32_t>();
  limits.memory_bytes = reader.number<std::uint64_t>();
  limits.messages_per_second = reader.number<std::uint32_t>();
  limits.bytes_per_second = reader.number<std::uint32_t>();
  std::vector<AdmittedKey> admitted = read_admitted(reader);
  if (!reader.done() || endpoint.size() > kMaxEndpoint) return malformed();
  return FromCore(Config{std::string(base::text_of(endpoint)),
                         crypto::SecretBytes<kSecretSize>::copy_of(secret.first<kSecretSize>()),
                         limits, std::move(admitted)});
}

Result<FromCore> parse_admit(ByteReader& reader) {
  std::vector<AdmittedKey> admitted = read_admitted(reader);
  if (!reader.done()) return malformed();
  return FromCore(Admit{std::move(admitted)});
}

Result<FromEdge> parse_ready(ByteReader& reader) {
  const ByteView endpoint = reader.sized();
  const auto attacks = reader.number<std::uint8_t>();
  const auto digest = reader.fixed<base::Digest>();
  if (!reader.done() || endpoint.size() > kMaxEndpoint) return malformed();
  return FromEdge(Ready{std::string(base::text_of(endpoint)), attacks, digest});
}

Result<FromEdge> parse_send_failed(ByteReader& reader) {
  const PeerId peer = read_peer(reader);
  const auto reason = reader.number<std::uint8_t>();
  if (!reader.done() || reason < 1 || reason > 2) return malformed();
  return FromEdge(SendFailed{peer, SendFailure{reason}});
}

Result<FromEdge> parse_fault(ByteReader& reader) {
  const auto code = reader.number<std::uint8_t>();
  if (!reader.done() || code < 1 || code > static_cast<std::uint8_t>(FaultCode::kLibrary)) {
    return malformed();
  }
  return FromEdge(Fault{FaultCode{code}});
}

template <class Answer, class Message>
Result<Answer> when_done(const ByteReader& reader, Message message) {
  if (!reader.done()) return malformed();
  return Answer(std::move(message));
}

}  // namespace

std::string_view to_text(FaultCode code) {
  switch (code) {
    case FaultCode::kBadConfig:
      return "bad-config";
    case FaultCode::kCannotBind:
      return "cannot-bind";
    case FaultCode::kOptionsDiffer:
      return "options-differ";
    case FaultCode::kSelfAttack:
      return "self-attack";
    case FaultCode::kBadFrame:
      return "bad-frame";
    case FaultCode::kLibrary:
      return "library";
  }
  return "unknown";
}

Result<FromCore> parse_from_core(const Frame& frame) {
  ByteReader reader(frame.payload);
  switch (frame.type) {
    case FrameType::kConfig:
      return parse_config(reader);
    case FrameType::kAdmit:
      return parse_admit(reader);
    case FrameType::kSend: {
      const PeerId peer = read_peer(reader);
      const ByteView payload = read_rest(reader);
      return when_done<FromCore>(reader, Send{peer, payload});
    }
    case FrameType::kKick: {
      const PeerId peer = read_peer(reader);
      return when_done<FromCore>(reader, Kick{peer});
    }
    case FrameType::kShutdown:
      return when_done<FromCore>(reader, Shutdown{});
    case FrameType::kReady:
    case FrameType::kReceived:
    case FrameType::kGone:
    case FrameType::kSendFailed:
    case FrameType::kFault:
    case FrameType::kCounters:
      break;
  }
  return malformed();
}

Result<FromEdge> parse_from_edge(const Frame& frame) {
  ByteReader reader(frame.payload);
  switch (frame.type) {
    case FrameType::kReady:
      return parse_ready(reader);
    case FrameType::kReceived: {
      const PeerId peer = read_peer(reader);
      const auto key = reader.fixed<AgreementPublicKey>();
      const ByteView payload = read_rest(reader);
      return when_done<FromEdge>(reader, Received{peer, key, payload});
    }
    case FrameType::kGone: {
      const PeerId peer = read_peer(reader);
      return when_done<FromEdge>(reader, Gone{peer});
    }
    case FrameType::kSendFailed:
      return parse_send_failed(reader);
    case FrameType::kFault:
      return parse_fault(reader);
    case FrameType::kCounters: {
      Counters counters;
      counters.accepted = reader.number<std::uint64_t>();
      counters.refused_handshakes = reader.number<std::uint64_t>();
      counters.kicked = reader.number<std::uint64_t>();
      counters.over_rate = reader.number<std::uint64_t>();
      return when_done<FromEdge>(reader, counters);
    }
    case FrameType::kConfig:
    case FrameType::kAdmit:
    case FrameType::kSend:
    case FrameType::kKick:
    case FrameType::kShutdown:
      break;
  }
  return malformed();
}

Bytes encode(const Config& message) {
  ByteWriter writer;
  writer.sized(base::bytes_of(message.endpoint)).raw(message.secret_key.bytes());
  writer.number(message.limits.max_message_bytes)
      .number(message.limits.handshake_millis)
      .number(message.limits.memory_bytes)
      .number(message.limits.messages_per_second)
      .number(message.limits.bytes_per_second);
  write_admitted(writer, message.admitted);
  return std::move(writer).bytes();
}

Bytes encode(const Admit& message) {
  ByteWriter writer;
  write_admitted(writer, message.admitted);
  return std::move(writer).bytes();
}

Bytes encode(const Send& message) {
  ByteWriter writer;
  writer.number(static_cast<std::uint64_t>(message.peer)).raw(message.payload);
  return std::move(writer).bytes();
}

Bytes encode(const Kick& message) {
  ByteWriter writer;
  writer.number(static_cast<std::uint64_t>(message.peer));
  return std::move(writer).bytes();
}

Bytes encode(const Shutdown& /*message*/) { return {}; }

Bytes encode(const Ready& message) {
  ByteWriter writer;
  writer.sized(base::bytes_of(message.endpoint)).number(message.attacks);
  writer.raw(message.options_digest.bytes());
  return std::move(writer).bytes();
}

Bytes encode(const Received& message) {
  ByteWriter writer;
  writer.number(static_cast<std::uint64_t>(message.peer)).raw(message.key.bytes());
  writer.raw(message.payload);
  return std::move(writer).bytes();
}

Bytes encode(const Gone& message) {
  ByteWriter writer;
  writer.number(static_cast<std::uint64_t>(message.peer));
  return std::move(writer).bytes();
}

Bytes encode(const SendFailed& message) {
  ByteWriter writer;
  writer.number(static_cast<std::uint64_t>(message.peer));
  writer.number(static_cast<std::uint8_t>(message.reason));
  return std::move(writer).bytes();
}

Bytes encode(const Fault& message) {
  ByteWriter writer;
  writer.number(static_cast<std::uint8_t>(message.code));
  return std::move(writer).bytes();
}

Bytes encode(const Counters& message) {
  ByteWriter writer;
  writer.number(message.accepted)
      .number(message.refused_handshakes)
      .number(message.kicked)
      .number(message.over_rate);
  return std::move(writer).bytes();
}

}  // namespace gateway::ipc
