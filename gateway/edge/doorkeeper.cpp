#include "gateway/edge/doorkeeper.h"

#include "gateway/base/text.h"
#include "gateway/crypto/mac.h"

namespace gateway::edge {

using crypto::AgreementPublicKey;

namespace {

constexpr std::size_t kKeyDigits = 64;
constexpr std::size_t kUserIdSize = 128;

}  // namespace

Doorkeeper::Doorkeeper(crypto::Random& random) { random.fill(mac_key_.writable()); }

void Doorkeeper::replace(const std::vector<ipc::AdmittedKey>& admitted) {
  std::map<AgreementPublicKey, ipc::OwnerId> fresh;
  for (const ipc::AdmittedKey& each : admitted) fresh[each.key] = each.owner;
  const std::scoped_lock lock(mutex_);
  admitted_.swap(fresh);
}

void Doorkeeper::admit_control(const AgreementPublicKey& key) {
  const std::scoped_lock lock(mutex_);
  control_ = key;
}

void Doorkeeper::forget_control() {
  const std::scoped_lock lock(mutex_);
  control_.reset();
}

std::optional<std::string> Doorkeeper::user_id_for(const AgreementPublicKey& key) const {
  {
    const std::scoped_lock lock(mutex_);
    if (!admitted_.contains(key) && control_ != key) return std::nullopt;
  }
  return seal(key);
}

std::optional<AgreementPublicKey> Doorkeeper::key_of(std::string_view user_id) const {
  if (user_id.size() != kUserIdSize) return std::nullopt;
  const auto bytes = base::from_hex(user_id.substr(0, kKeyDigits));
  if (!bytes) return std::nullopt;
  const auto key = AgreementPublicKey::from(*bytes);
  if (!key) return std::nullopt;
  if (!crypto::equal(base::bytes_of(seal(*key)), base::bytes_of(user_id))) return std::nullopt;
  return *key;
}

std::optional<ipc::OwnerId> Doorkeeper::owner_of(const AgreementPublicKey& key) const {
  const std::scoped_lock lock(mutex_);
  const auto found = admitted_.find(key);
  if (found == admitted_.end()) return std::nullopt;
  return found->second;
}

std::string Doorkeeper::seal(const AgreementPublicKey& key) const {
  const auto mac =
      crypto::hmac_sha256(mac_key_.bytes(), {base::bytes_of("edge user id v1"), key.bytes()});
  return base::to_hex(key.bytes()) + base::to_hex(mac.bytes());
}

}  // namespace gateway::edge
