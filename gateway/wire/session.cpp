#include "gateway/wire/session.h"

#include "gateway/base/byte_codec.h"
#include "gateway/base/text.h"
#include "gateway/crypto/digest.h"
#include "gateway/crypto/mac.h"
#include "gateway/flat/flat_message.h"
#include "gateway/wire/head_codec.h"
#include "schemas/wire.capnp.h"

#include <cstddef>
#include <string_view>
#include <utility>

namespace gateway::wire {
namespace {

using base::Bytes;
using base::ByteView;
using base::ErrorCode;
using base::fail;
using flat::data_of;
using flat::fixed_of;

constexpr std::size_t kMaxHello = 1024;
constexpr std::size_t kMaxWelcome = 16384;
constexpr std::size_t kMaxUnitName = 64;

// Both texts begin with their own name, so neither signature fits anything else.
Bytes hello_text(ByteView hello) {
  return base::ByteWriter().text("safeconduct-hello/v1\n").raw(hello).bytes();
}

Bytes welcome_text(ByteView welcome, const Signed& hello) {
  const auto asked = crypto::digest_of("safeconduct hello v1", {hello.bytes});
  return base::ByteWriter()
      .text("safeconduct-welcome/v1\n")
      .raw(asked.bytes())
      .raw(welcome)
      .bytes();
}

base::Result<Welcome> read_welcome(schema::Welcome::Reader in) {
  if (in.getVersion() != kProtocolVersion) {
    return fail(ErrorCode::kUnsupported, "the gateway speaks another protocol version");
  }
  bool good = true;
  Welcome welcome;
  welcome.session = fixed_of<SessionId>(in.getSessionId(), good);
  welcome.ephemeral = fixed_of<crypto::AgreementPublicKey>(in.getEphemeral(), good);
  welcome.time = base::from_unix_millis(in.getTimeMillis());
  welcome.directory_version = in.getDirectoryVersion();
  welcome.directory_hash = fixed_of<base::Digest>(in.getDirectoryHash(), good);
  welcome.policy_digest = fixed_of<base::Digest>(in.getPolicyDigest(), good);
  welcome.head = read_head(in.getHead(), good);
  if (!good) return fail(ErrorCode::kMalformed, "a welcome breaks its format");
  return welcome;
}

base::Result<Hello> read_hello(schema::Hello::Reader in) {
  if (in.getVersion() != kProtocolVersion) {
    return fail(ErrorCode::kUnsupported, "the client speaks another protocol version");
  }
  const auto unit = flat::text_of(in.getUnit());
  bool good = unit.size() <= kMaxUnitName && base::is_valid_utf8(unit);
  Hello hello;
  hello.unit = {model::PartnerNumber{in.getPartner()}, std::string(unit)};
  hello.key_id = fixed_of<model::KeyId>(in.getKeyId(), good);
  hello.ephemeral = fixed_of<crypto::AgreementPublicKey>(in.getEphemeral(), good);
  hello.nonce = fixed_of<Nonce>(in.getNonce(), good);
  hello.curve_key = fixed_of<CurvePublicKey>(in.getCurveKey(), good);
  hello.time = base::from_unix_minutes(in.getTimeMinutes());
  hello.head_size = in.getHeadSize();
  hello.directory_version = in.getDirectoryVersion();
  if (!good) return fail(ErrorCode::kMalformed, "a hello breaks its format");
  return hello;
}

}  // namespace

Signed sign_hello(const Hello& hello, const crypto::SigningKey& key) {
  capnp::MallocMessageBuilder message;
  auto out = message.initRoot<schema::Hello>();
  out.setVersion(kProtocolVersion);
  out.setPartner(static_cast<std::uint32_t>(hello.unit.partner));
  out.setUnit(hello.unit.unit);
  out.setKeyId(data_of(hello.key_id.bytes()));
  out.setEphemeral(data_of(hello.ephemeral.bytes()));
  out.setNonce(data_of(hello.nonce.bytes()));
  out.setCurveKey(data_of(hello.curve_key.bytes()));
  out.setTimeMinutes(base::unix_minutes(hello.time));
  out.setHeadSize(hello.head_size);
  out.setDirectoryVersion(hello.directory_version);
  Signed made{flat::to_bytes(message), {}};
  made.signature = key.sign(hello_text(made.bytes));
  return made;
}

base::Result<Hello> parse_hello(const Signed& hello) {
  return flat::read_bytes<schema::Hello>(hello.bytes, kMaxHello, read_hello);
}

bool verify_hello(const Signed& hello, const crypto::PublicKey& key) {
  return crypto::verify(key, hello_text(hello.bytes), hello.signature);
}

Signed sign_welcome(const Welcome& welcome, const Signed& hello, const crypto::SigningKey& key) {
  capnp::MallocMessageBuilder message;
  auto out = message.initRoot<schema::Welcome>();
  out.setVersion(kProtocolVersion);
  out.setSessionId(data_of(welcome.session.bytes()));
  out.setEphemeral(data_of(welcome.ephemeral.bytes()));
  out.setTimeMillis(base::unix_millis(welcome.time));
  out.setDirectoryVersion(welcome.directory_version);
  out.setDirectoryHash(data_of(welcome.directory_hash.bytes()));
  out.setPolicyDigest(data_of(welcome.policy_digest.bytes()));
  put_head(out.initHead(), welcome.head);
  Signed made{flat::to_bytes(message), {}};
  made.signature = key.sign(welcome_text(made.bytes, hello));
  return made;
}

base::Result<Welcome> open_welcome(const Signed& welcome, const Signed& hello,
                                   const crypto::PublicKey& gateway_session_key) {
  if (!crypto::verify(gateway_session_key, welcome_text(welcome.bytes, hello), welcome.signature)) {
    return fail(ErrorCode::kUnauthenticated, "the welcome is not signed by the gateway");
  }
  return flat::read_bytes<schema::Welcome>(welcome.bytes, kMaxWelcome, read_welcome);
}

base::Result<SessionKeys> derive_session_keys(const crypto::AgreementKey& own,
                                              const crypto::AgreementPublicKey& other,
                                              const Signed& hello, const Signed& welcome) {
  crypto::StackSecret<32> shared;
  const auto agreed = own.agree(other, shared.writable());
  if (!agreed) return agreed.error();
  const auto transcript = crypto::digest_of("safeconduct session v1", {hello.bytes, welcome.bytes});
  crypto::StackSecret<32> secret;
  crypto::hkdf_extract(transcript.bytes(), shared.bytes(), secret.writable());
  SessionKeys keys;
  crypto::hkdf_expand(secret.bytes(), base::bytes_of("to gateway"), keys.to_gateway.writable());
  crypto::hkdf_expand(secret.bytes(), base::bytes_of("to client"), keys.to_client.writable());
  return keys;
}

}  // namespace gateway::wire
