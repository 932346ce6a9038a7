#include "gateway/client/member.h"

#include "gateway/base/enum_text.h"
#include "gateway/config/key_file.h"

#include <algorithm>
#include <optional>
#include <system_error>
#include <utility>

namespace gateway::client {
namespace {

using crypto::KeyUse;
using crypto::SecretBytes;

std::optional<SecretBytes<32>> read(const std::filesystem::path& file, KeyUse use,
                                    std::string_view passphrase, base::Diagnostics& wrong) {
  auto key = config::read_key_file(file, use, passphrase);
  if (auto* const fault = std::get_if<base::Diagnostic>(&key)) {
    wrong.push_back(std::move(*fault));
    return std::nullopt;
  }
  return std::get<SecretBytes<32>>(std::move(key));
}

// SAFEHOUSE.key and SAFEHOUSE.2025-11.key are prekeys of the role SAFEHOUSE.
std::optional<model::Role> role_of_file(const std::filesystem::path& file) {
  const std::string name = file.filename().string();
  if (!name.ends_with(".key")) return std::nullopt;
  return base::value_in(model::kRoleTexts, std::string_view(name).substr(0, name.find('.')));
}

std::map<model::Role, std::vector<crypto::AgreementKey>> read_prekeys(
    const std::filesystem::path& folder, std::string_view passphrase, base::Diagnostics& wrong) {
  std::map<model::Role, std::vector<crypto::AgreementKey>> prekeys;
  std::vector<std::filesystem::path> files;
  std::error_code failed;
  for (const auto& entry : std::filesystem::directory_iterator(folder, failed)) {
    files.push_back(entry.path());
  }
  if (failed) {
    wrong.push_back(
        {folder.string(), 0, 0, "the folder of prekeys cannot be read", "check 'keys.prekeys'"});
  }
  std::ranges::sort(files);
  for (const auto& file : files) {
    const auto role = role_of_file(file);
    if (!role) continue;
    const auto secret = read(file, KeyUse::kPrekey, passphrase, wrong);
    if (!secret) continue;
    auto key = crypto::AgreementKey::from_secret(secret->bytes());
    if (key) prekeys[*role].push_back(*std::move(key));
  }
  return prekeys;
}

}  // namespace

std::variant<MemberKeys, base::Diagnostics> load_member_keys(const config::Context& context,
                                                             std::string_view passphrase) {
  base::Diagnostics wrong;
  const auto signing = read(context.signing_key, KeyUse::kSigning, passphrase, wrong);
  const auto curve = read(context.curve_key, KeyUse::kCurve, passphrase, wrong);
  auto tokens = read(context.token_key, KeyUse::kStore, passphrase, wrong);
  std::optional<SecretBytes<32>> evidence;
  if (!context.evidence_key.empty()) {
    evidence = read(context.evidence_key, KeyUse::kStore, passphrase, wrong);
  }
  auto prekeys = read_prekeys(context.prekeys, passphrase, wrong);
  std::optional<crypto::SigningKey> decider;
  if (!context.decider_key.empty()) {
    const auto seed = read(context.decider_key, KeyUse::kDecide, passphrase, wrong);
    if (seed) decider = *crypto::SigningKey::from_seed(seed->bytes());
  }
  if (!wrong.empty()) return wrong;
  return MemberKeys{*crypto::SigningKey::from_seed(signing->bytes()),
                    *crypto::AgreementKey::from_secret(curve->bytes()),
                    std::move(prekeys),
                    *std::move(tokens),
                    std::move(evidence),
                    std::move(decider)};
}

}  // namespace gateway::client
