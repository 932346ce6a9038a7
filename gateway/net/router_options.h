#pragma once

#include "gateway/base/result.h"
#include "gateway/crypto/digest.h"
#include "gateway/net/router_socket.h"

#include <zmq.hpp>

namespace gateway::net {

// Not part of the public face. Sets every option of a gateway's server socket, reads back those
// that can be read, and compares: a difference is kUnsupported. The digest is over the read values.
base::Result<base::Digest> apply_options(zmq::socket_t& router, const RouterOptions& options,
                                         const crypto::SecretBytes<32>& secret_key);

}  // namespace gateway::net
