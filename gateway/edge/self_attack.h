#pragma once

#include "gateway/crypto/agreement_key.h"
#include "gateway/crypto/random.h"
#include "gateway/edge/doorkeeper.h"
#include "gateway/net/context.h"
#include "gateway/net/router_socket.h"

#include <cstdint>

namespace gateway::edge {

/// Unknown key, known key but another server's, no security, password in the clear.
inline constexpr std::uint8_t kAttacks = 4;

/// Dials our own listening socket in every hostile way and once as an admitted peer, before anybody
/// is served. True only when each hostile dial was refused (not merely unanswered) and the admitted
/// one got its message back. Takes a second, at most 20; whoever else connects is sent away.
bool withstands_attack(net::Context& context, net::RouterSocket& router, Doorkeeper& doorkeeper,
                       const crypto::AgreementPublicKey& server_key, crypto::Random& random);

}  // namespace gateway::edge
