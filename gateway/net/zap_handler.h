#pragma once

#include "gateway/base/result.h"
#include "gateway/crypto/agreement_key.h"
#include "gateway/net/context.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace gateway::net {

/// Answers libzmq's question who may connect (ZAP 1.0, RFC 27), in a thread of its own. Make it
/// before the first listening socket of the context.
class ZapHandler {
 public:
  /// The User-Id of a connection with this CURVE key, or empty to refuse it (status 400). Called
  /// in the handler's thread.
  using Judge = std::function<std::optional<std::string>(const crypto::AgreementPublicKey&)>;

  /// `on_end` is called in the handler's thread when it ends without having been asked to: from
  /// then on nobody guards the door. kUnavailable: another handler is bound in this context.
  static base::Result<ZapHandler> start(Context& context, std::string domain, Judge judge,
                                        std::function<void()> on_end);

  ZapHandler(ZapHandler&&) noexcept;
  ZapHandler& operator=(ZapHandler&&) = delete;
  /// Ends the thread. The listening sockets are gone by then.
  ~ZapHandler();

 private:
  struct State;
  explicit ZapHandler(std::unique_ptr<State> state);

  std::unique_ptr<State> state_;
};

}  // namespace gateway::net
