#pragma once

#include "gateway/crypto/agreement_key.h"
#include "gateway/crypto/random.h"
#include "gateway/crypto/secret_bytes.h"
#include "gateway/ipc/messages.h"

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gateway::edge {

/// Who may connect, and the proof that a connection went through this door: when no ZAP handler
/// answers, libzmq takes the User-Id from the peer itself, so ours carries a MAC that only this
/// process can make. Safe to use from the ZAP thread and the event loop at once.
class Doorkeeper {
 public:
  /// The MAC's key is drawn here and never leaves.
  explicit Doorkeeper(crypto::Random& random);

  /// From now on these keys and no others.
  void replace(const std::vector<ipc::AdmittedKey>& admitted);
  /// Beside them, one key of our own for the self-attack's positive control.
  void admit_control(const crypto::AgreementPublicKey& key);
  void forget_control();

  /// The User-Id of a connection with `key`: key and MAC in hex. Empty when it may not connect.
  [[nodiscard]] std::optional<std::string> user_id_for(const crypto::AgreementPublicKey& key) const;
  /// The key in a User-Id that this process made; says nothing about its being admitted still.
  [[nodiscard]] std::optional<crypto::AgreementPublicKey> key_of(std::string_view user_id) const;
  /// Whose key it is; empty when it is not admitted (any more).
  [[nodiscard]] std::optional<ipc::OwnerId> owner_of(const crypto::AgreementPublicKey& key) const;

 private:
  [[nodiscard]] std::string seal(const crypto::AgreementPublicKey& key) const;

  crypto::SecretBytes<32> mac_key_;
  mutable std::mutex mutex_;
  std::map<crypto::AgreementPublicKey, ipc::OwnerId> admitted_;
  std::optional<crypto::AgreementPublicKey> control_;
};

}  // namespace gateway::edge
