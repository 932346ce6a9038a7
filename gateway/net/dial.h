#pragma once

#include "gateway/base/result.h"
#include "gateway/crypto/agreement_key.h"
#include "gateway/net/context.h"
#include "gateway/net/endpoint.h"

#include <memory>

namespace gateway::net {

/// What a dial found out.
enum class DialOutcome {
  kPending,
  kRefused,   ///< The handshake failed or the connection was closed.
  kAdmitted,  ///< The handshake succeeded.
};

/// One attempt to get into a gateway, as an attacker would make it: for a server that attacks
/// itself before it serves.
class Dial {
 public:
  /// With CURVE, a key of the caller's choice and what the caller takes for the server's key.
  static base::Result<Dial> with_curve(Context& context, const Endpoint& endpoint,
                                       const crypto::AgreementPublicKey& server_key,
                                       const crypto::AgreementKey& own_key);
  /// Without any security.
  static base::Result<Dial> with_null(Context& context, const Endpoint& endpoint);
  /// With a user name and password in the clear.
  static base::Result<Dial> with_plain(Context& context, const Endpoint& endpoint);

  Dial(Dial&&) noexcept;
  Dial& operator=(Dial&&) noexcept;
  ~Dial();

  /// As of now; never waits. Once it is not kPending it stays.
  DialOutcome outcome();

 private:
  struct State;
  explicit Dial(std::unique_ptr<State> state);
  static base::Result<Dial> start(std::unique_ptr<State> state, const Endpoint& endpoint);

  std::unique_ptr<State> state_;
};

}  // namespace gateway::net
