#pragma once

#include "gateway/base/diagnostic.h"
#include "gateway/config/context.h"
#include "gateway/crypto/agreement_key.h"
#include "gateway/crypto/secret_bytes.h"
#include "gateway/crypto/signing_key.h"
#include "gateway/model/ids.h"
#include "gateway/model/role.h"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace gateway::client {

/// The secrets of one unit, as its machine holds them.
struct MemberKeys {
  crypto::SigningKey signing;
  crypto::AgreementKey curve;
  /// By role; several while an old prekey may still be needed to open waiting mail.
  std::map<model::Role, std::vector<crypto::AgreementKey>> prekeys;
  crypto::SecretBytes<32> tokens;  ///< Makes pairwise identifiers; shared by the partner's units.
  /// Seals kept content keys; nothing: none are kept.
  std::optional<crypto::SecretBytes<32>> evidence;
  std::optional<crypto::SigningKey> decider;  ///< In a training network.
};

/// Reads all key files a context names. Prekeys are the files ROLE.key (and ROLE.*.key, older ones)
/// in its prekeys folder. Everything wrong is listed.
std::variant<MemberKeys, base::Diagnostics> load_member_keys(const config::Context& context,
                                                             std::string_view passphrase);

}  // namespace gateway::client
