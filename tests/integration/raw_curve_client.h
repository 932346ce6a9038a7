#pragma once

#include "gateway/base/bytes.h"
#include "gateway/crypto/agreement_key.h"

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace gateway::tests {

/// ZMTP 3.0 with CurveZMQ (RFC 23, 26) written by hand, so that a test can say what libzmq's own
/// client never would. Every wait is bounded.
class RawCurveClient {
 public:
  using Property = std::pair<std::string, std::string>;

  RawCurveClient() = default;
  RawCurveClient(const RawCurveClient&) = delete;
  RawCurveClient& operator=(const RawCurveClient&) = delete;
  ~RawCurveClient();

  /// To 127.0.0.1:port of an endpoint text. Sends nothing yet.
  bool connect(const std::string& endpoint);
  /// True when the server answered READY. `metadata` goes beside Socket-Type and Identity.
  bool shake_hands(const crypto::AgreementPublicKey& server_key,
                   const crypto::AgreementKey& own_key, const std::string& identity = "",
                   const std::vector<Property>& metadata = {});
  /// One frame of a message; with kMore the message goes on. False once the server closed.
  enum class Position { kMore, kLast };
  bool send_frame(base::ByteView payload, Position position);
  /// Any bytes at all.
  bool send_raw(base::ByteView bytes);
  /// True when the server closes the connection; what it sends before is dropped.
  bool is_closed_by_server();

  static base::Bytes greeting(std::uint8_t major, const std::string& mechanism);

 private:
  bool receive_exactly(std::span<std::uint8_t> out);
  /// The body of the next command; empty when there is none.
  base::Bytes receive_command();
  bool send_command(const base::Bytes& body);
  bool send_initiate(const crypto::AgreementPublicKey& server_key,
                     const crypto::AgreementKey& own_key, base::ByteView cookie,
                     const base::Bytes& metadata);

  int fd_ = -1;
  std::uint64_t nonce_ = 0;
  std::array<std::uint8_t, 32> short_public_{};
  std::array<std::uint8_t, 32> short_secret_{};
  std::array<std::uint8_t, 32> server_short_{};
};

}  // namespace gateway::tests
