#include "gateway/net/router_options.h"

#include <array>
#include <cerrno>
#include <cstdint>
#include <string>
#include <vector>

namespace gateway::net {

using base::Digest;
using base::ErrorCode;
using base::fail;
using base::Result;

namespace {

// zmq.h 4.3.4 hides the name among the drafts; the library knows the number. Without it, a handler
// that is missing lets everybody in.
constexpr int kZapEnforceDomain = 93;

struct IntOption {
  int number;
  int value;
};

std::vector<IntOption> int_options(const RouterOptions& options) {
  const bool ipv6 = options.endpoint.text().find('[') != std::string::npos;
  return {
      {ZMQ_LINGER, 0},
      {ZMQ_SNDHWM, 64},
      {ZMQ_RCVHWM, 64},
      {ZMQ_BACKLOG, 1024},
      {ZMQ_HANDSHAKE_IVL, static_cast<int>(options.handshake.count())},
      {ZMQ_TCP_KEEPALIVE, 1},
      {ZMQ_TCP_KEEPALIVE_IDLE, 60},
      {ZMQ_TCP_KEEPALIVE_INTVL, 15},
      {ZMQ_TCP_KEEPALIVE_CNT, 4},
      // Safe on a bound socket; on a connecting one they can abort the process.
      {ZMQ_HEARTBEAT_IVL, 5'000},
      {ZMQ_HEARTBEAT_TIMEOUT, 15'000},
      {ZMQ_HEARTBEAT_TTL, 20'000},
      {ZMQ_IPV6, ipv6 ? 1 : 0},
      {ZMQ_CURVE_SERVER, 1},
      {kZapEnforceDomain, 1},
  };
}

/// Cannot be read back; the first is proved by its effect, the second is also the default.
constexpr std::array<IntOption, 2> kWriteOnly{{
    {ZMQ_ROUTER_MANDATORY, 1},
    {ZMQ_ROUTER_HANDOVER, 0},
}};

void set(zmq::socket_t& router, int number, const void* value, std::size_t size) {
  if (zmq_setsockopt(router.handle(), number, value, size) != 0) throw zmq::error_t();
}

template <class T>
T read_back(zmq::socket_t& router, int number) {
  T value{};
  std::size_t size = sizeof value;
  if (zmq_getsockopt(router.handle(), number, &value, &size) != 0) throw zmq::error_t();
  return value;
}

std::string read_text(zmq::socket_t& router, int number) {
  std::array<char, 256> text{};
  std::size_t size = text.size();
  if (zmq_getsockopt(router.handle(), number, text.data(), &size) != 0) throw zmq::error_t();
  return {text.data(), size > 0 ? size - 1 : 0};  // It counts its NUL.
}

/// With ROUTER_MANDATORY a message to nobody is an error; without it, silently lost.
bool refuses_unknown_routes(zmq::socket_t& router) {
  const std::string nobody = "nobody";
  if (zmq_send(router.handle(), nobody.data(), nobody.size(), ZMQ_SNDMORE | ZMQ_DONTWAIT) >= 0) {
    return false;
  }
  return zmq_errno() == EHOSTUNREACH;
}

void set_all(zmq::socket_t& router, const RouterOptions& options,
             const crypto::SecretBytes<32>& secret_key) {
  for (const auto& [number, value] : int_options(options)) {
    set(router, number, &value, sizeof value);
  }
  for (const auto& [number, value] : kWriteOnly) set(router, number, &value, sizeof value);
  const auto limit = static_cast<std::int64_t>(options.max_message_bytes);
  set(router, ZMQ_MAXMSGSIZE, &limit, sizeof limit);
  set(router, ZMQ_ZAP_DOMAIN, options.zap_domain.data(), options.zap_domain.size());
  set(router, ZMQ_CURVE_SECRETKEY, secret_key.bytes().data(), secret_key.bytes().size());
}

}  // namespace

Result<Digest> apply_options(zmq::socket_t& router, const RouterOptions& options,
                             const crypto::SecretBytes<32>& secret_key) {
  set_all(router, options, secret_key);

  bool same = true;
  std::string seen;
  const auto compare = [&](int number, auto found, auto wanted) {
    same = same && found == wanted;
    seen += std::to_string(number) + "=" + std::to_string(found) + "\n";
  };
  for (const auto& [number, value] : int_options(options)) {
    compare(number, read_back<int>(router, number), value);
  }
  compare(ZMQ_MAXMSGSIZE, read_back<std::int64_t>(router, ZMQ_MAXMSGSIZE),
          static_cast<std::int64_t>(options.max_message_bytes));
  compare(ZMQ_MECHANISM, read_back<int>(router, ZMQ_MECHANISM), ZMQ_CURVE);
  const std::string domain = read_text(router, ZMQ_ZAP_DOMAIN);
  same = same && !domain.empty() && domain == options.zap_domain;
  seen += std::to_string(ZMQ_ZAP_DOMAIN) + "=" + domain + "\n";
  same = same && refuses_unknown_routes(router);
  if (!same) return fail(ErrorCode::kUnsupported, "a socket option did not take the value set");
  return crypto::sha256(base::bytes_of(seen));
}

}  // namespace gateway::net
