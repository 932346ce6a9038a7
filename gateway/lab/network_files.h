#pragma once

#include "gateway/base/result.h"
#include "gateway/crypto/agreement_key.h"
#include "gateway/crypto/key_text.h"
#include "gateway/crypto/random.h"
#include "gateway/crypto/signing_key.h"
#include "gateway/lab/network.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace gateway::lab {

/// One row of keys-example/partners.csv.
struct PartnerRow {
  std::string partner;
  std::string unit;
  std::vector<std::string> roles;
  std::string areas;
  std::string sectors;
  std::string may_send;  ///< yes, no or "tips only"
};
std::vector<PartnerRow> partner_rows();
/// Whether the partner has people who decide: only who may send can have to override consent.
bool may_decide(const PartnerRow& row);

/// Writes a whole file, making its folders.
base::Result<base::Done> write_text(const std::filesystem::path& file, std::string_view text);

/// Makes a key and writes its unencrypted file.
base::Result<crypto::SigningKey> make_signing_key(const std::filesystem::path& file,
                                                  crypto::KeyUse use, crypto::Random& random);
base::Result<crypto::AgreementKey> make_agreement_key(const std::filesystem::path& file,
                                                      crypto::KeyUse use, crypto::Random& random);
base::Result<base::Done> make_store_key(const std::filesystem::path& file, crypto::Random& random);

/// The texts of gateway.toml and of one unit's context.toml.
std::string gateway_toml();
std::string context_toml(const PartnerRow& row, std::string_view gateway_curve_key,
                         const std::filesystem::path& to_root);

}  // namespace gateway::lab
