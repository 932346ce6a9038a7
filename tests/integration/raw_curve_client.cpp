#include "tests/integration/raw_curve_client.h"

#include "gateway/base/byte_codec.h"
#include "gateway/base/text.h"

#include "tests/integration/edge_process.h"

#include <algorithm>
#include <cerrno>
#include <string_view>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sodium.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace gateway::tests {

using base::Bytes;
using base::bytes_of;
using base::ByteView;
using base::ByteWriter;

namespace {

constexpr std::size_t kMac = crypto_box_MACBYTES;
constexpr std::uint8_t kLarge = 2;
constexpr std::uint8_t kCommand = 4;

/// crypto_box over `plain`; the nonce is `prefix` and then `tail`, 24 bytes together.
Bytes box(ByteView plain, std::string_view prefix, ByteView tail, ByteView to, ByteView from) {
  const Bytes nonce = ByteWriter().text(prefix).raw(tail).bytes();
  Bytes sealed(plain.size() + kMac);
  const int done = crypto_box_easy(sealed.data(), plain.data(), plain.size(), nonce.data(),
                                   to.data(), from.data());
  return done == 0 ? sealed : Bytes();
}

Bytes number(std::uint64_t value) { return ByteWriter().number(value).bytes(); }

void append_property(ByteWriter& out, std::string_view name, std::string_view value) {
  out.number(static_cast<std::uint8_t>(name.size())).text(name).sized(bytes_of(value));
}

}  // namespace

RawCurveClient::~RawCurveClient() {
  if (fd_ >= 0) ::close(fd_);
}

bool RawCurveClient::connect(const std::string& endpoint) {
  const auto port = base::parse_decimal(endpoint.substr(endpoint.rfind(':') + 1));
  fd_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const timeval patience{kPatience.count(), 0};
  ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  ::setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(*port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return ::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
}

bool RawCurveClient::send_raw(ByteView bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(sent));
  }
  return true;
}

bool RawCurveClient::receive_exactly(std::span<std::uint8_t> out) {
  while (!out.empty()) {
    const ssize_t got = ::recv(fd_, out.data(), out.size(), 0);
    if (got <= 0) return false;
    out = out.subspan(static_cast<std::size_t>(got));
  }
  return true;
}

bool RawCurveClient::is_closed_by_server() {
  Bytes sink(4096);
  while (true) {
    const ssize_t got = ::recv(fd_, sink.data(), sink.size(), 0);
    if (got == 0) return true;
    if (got < 0) return errno != EAGAIN;
  }
}

Bytes RawCurveClient::receive_command() {
  std::array<std::uint8_t, 2> head{};
  if (!receive_exactly(head) || head[0] != kCommand) return {};
  Bytes body(head[1]);
  return receive_exactly(body) ? body : Bytes();
}

bool RawCurveClient::send_command(const Bytes& body) {
  ByteWriter frame;
  if (body.size() > 255) {
    frame.number(static_cast<std::uint8_t>(kCommand | kLarge));
    frame.number(static_cast<std::uint64_t>(body.size()));
  } else {
    frame.number(kCommand).number(static_cast<std::uint8_t>(body.size()));
  }
  return send_raw(frame.raw(body).bytes());
}

Bytes RawCurveClient::greeting(std::uint8_t major, const std::string& mechanism) {
  Bytes greeting(64);
  greeting[0] = 0xff;
  greeting[9] = 0x7f;
  greeting[10] = major;
  std::ranges::copy(mechanism, greeting.begin() + 12);
  return greeting;
}

bool RawCurveClient::shake_hands(const crypto::AgreementPublicKey& server_key,
                                 const crypto::AgreementKey& own_key, const std::string& identity,
                                 const std::vector<Property>& metadata) {
  std::array<std::uint8_t, 64> server_greeting{};
  if (!send_raw(greeting(3, "CURVE")) || !receive_exactly(server_greeting)) return false;

  crypto_box_keypair(short_public_.data(), short_secret_.data());
  const Bytes nonce = number(++nonce_);
  const Bytes hello_box =
      box(Bytes(64), "CurveZMQHELLO---", nonce, server_key.bytes(), short_secret_);
  ByteWriter hello;
  hello.text("\x05HELLO").number(std::uint8_t{1}).number(std::uint8_t{0}).raw(Bytes(72));
  hello.raw(short_public_).raw(nonce).raw(hello_box);
  if (!send_command(hello.bytes())) return false;

  const Bytes welcome = receive_command();
  if (welcome.size() != 168) return false;
  const ByteView sealed = ByteView(welcome).subspan(24);
  const Bytes welcome_nonce =
      ByteWriter().text("WELCOME-").raw(ByteView(welcome).subspan(8, 16)).bytes();
  Bytes opened(sealed.size() - kMac);
  if (crypto_box_open_easy(opened.data(), sealed.data(), sealed.size(), welcome_nonce.data(),
                           server_key.bytes().data(), short_secret_.data()) != 0) {
    return false;
  }
  std::copy_n(opened.begin(), 32, server_short_.begin());

  ByteWriter properties;
  append_property(properties, "Socket-Type", "DEALER");
  append_property(properties, "Identity", identity);
  for (const auto& [name, value] : metadata) append_property(properties, name, value);
  if (!send_initiate(server_key, own_key, ByteView(opened).subspan(32), properties.bytes())) {
    return false;
  }
  const Bytes ready = receive_command();
  return base::text_of(ready).starts_with("\x05READY");
}

bool RawCurveClient::send_initiate(const crypto::AgreementPublicKey& server_key,
                                   const crypto::AgreementKey& own_key, ByteView cookie,
                                   const Bytes& metadata) {
  Bytes vouch_nonce(16);
  randombytes_buf(vouch_nonce.data(), vouch_nonce.size());
  const Bytes vouched = ByteWriter().raw(short_public_).raw(server_key.bytes()).bytes();
  const Bytes vouch =
      box(vouched, "VOUCH---", vouch_nonce, server_short_, own_key.secret().bytes());
  ByteWriter plain;
  plain.raw(own_key.public_key().bytes()).raw(vouch_nonce).raw(vouch).raw(metadata);
  const Bytes nonce = number(++nonce_);
  const Bytes sealed = box(plain.bytes(), "CurveZMQINITIATE", nonce, server_short_, short_secret_);
  return send_command(ByteWriter().text("\x08INITIATE").raw(cookie).raw(nonce).raw(sealed).bytes());
}

bool RawCurveClient::send_frame(ByteView payload, Position position) {
  const std::uint8_t flags = position == Position::kMore ? 1 : 0;
  const Bytes plain = ByteWriter().number(flags).raw(payload).bytes();
  const Bytes nonce = number(++nonce_);
  const Bytes sealed = box(plain, "CurveZMQMESSAGEC", nonce, server_short_, short_secret_);
  const Bytes body = ByteWriter().text("\x07MESSAGE").raw(nonce).raw(sealed).bytes();
  ByteWriter frame;
  frame.number(kLarge).number(static_cast<std::uint64_t>(body.size())).raw(body);
  return send_raw(frame.bytes());
}

}  // namespace gateway::tests
