#include "gateway/lab/network_files.h"

#include "gateway/base/text.h"
#include "gateway/config/key_file.h"
#include "gateway/lab/embedded.h"

#include <fstream>
#include <system_error>

namespace gateway::lab {
namespace {

base::Result<base::Done> write_secret(const std::filesystem::path& file, crypto::KeyUse use,
                                      const crypto::SecretBytes<32>& secret,
                                      crypto::Random& random) {
  std::error_code failed;
  std::filesystem::create_directories(file.parent_path(), failed);
  return config::write_key_file(file, crypto::secret_key_text(use, secret, "", random));
}

}  // namespace

std::vector<PartnerRow> partner_rows() {
  std::vector<PartnerRow> rows;
  for (const std::string_view line : base::split(embedded_text("partners.csv"), '\n')) {
    const auto fields = base::split(line, ',');
    if (fields.size() != 6 || fields[0] == "partner") continue;
    PartnerRow row{std::string(fields[0]), std::string(fields[1]), {},
                   std::string(fields[3]), std::string(fields[4]), std::string(fields[5])};
    for (const std::string_view role : base::split(fields[2], ' ')) row.roles.emplace_back(role);
    rows.push_back(std::move(row));
  }
  return rows;
}

bool may_decide(const PartnerRow& row) { return row.may_send == "yes"; }

base::Result<base::Done> write_text(const std::filesystem::path& file, std::string_view text) {
  std::error_code failed;
  std::filesystem::create_directories(file.parent_path(), failed);
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  out << text;
  out.close();
  if (!out) return base::fail(base::ErrorCode::kUnavailable, "a file cannot be written");
  return base::Done{};
}

base::Result<crypto::SigningKey> make_signing_key(const std::filesystem::path& file,
                                                  crypto::KeyUse use, crypto::Random& random) {
  auto key = crypto::SigningKey::generate(random);
  const auto written = write_secret(file, use, key.seed(), random);
  if (!written) return written.error();
  return key;
}

base::Result<crypto::AgreementKey> make_agreement_key(const std::filesystem::path& file,
                                                      crypto::KeyUse use, crypto::Random& random) {
  auto key = crypto::AgreementKey::generate(random);
  const auto written = write_secret(file, use, key.secret(), random);
  if (!written) return written.error();
  return key;
}

base::Result<base::Done> make_store_key(const std::filesystem::path& file, crypto::Random& random) {
  crypto::SecretBytes<32> secret;
  random.fill(secret.writable());
  return write_secret(file, crypto::KeyUse::kStore, secret, random);
}

std::string gateway_toml() {
  return "# A TRAINING gateway. Its keys are not encrypted and its clock stands still until a\n"
         "# message moves it.\n"
         "[gateway]\n"
         "listen = \"tcp://127.0.0.1:*\"\n"
         "zap_domain = \"safeconduct\"\n"
         "clock = \"training\"\n"
         "\n"
         "[folders]\n"
         "state = \"gateway/state\"\n"
         "log = \"log\"\n"
         "run = \"gateway/run\"\n"
         "notices = \"gateway/notices\"\n"
         "trust = \"trust\"\n"
         "policy = \"policy\"\n"
         "\n"
         "[keys]\n"
         "curve = \"gateway/keys/curve.key\"\n"
         "log = \"gateway/keys/log.key\"\n"
         "release = \"gateway/keys/release.key\"\n"
         "session = \"gateway/keys/session.key\"\n"
         "store = \"gateway/keys/store.key\"\n";
}

std::string context_toml(const PartnerRow& row, std::string_view gateway_curve_key,
                         const std::filesystem::path& to_root) {
  const std::string root = to_root.string();
  return "# TRAINING\n"
         "[context]\n"
         "partner = \"" +
         row.partner + "\"\nunit = \"" + row.unit +
         "\"\nclock = \"training\"\n"
         "\n"
         "[gateway]\n"
         "endpoint = \"file:" +
         root + "/gateway/run/endpoint\"\ncurve_key = \"" + std::string(gateway_curve_key) +
         "\"\n"
         "\n"
         "[keys]\n"
         "signing = \"keys/signing.key\"\n"
         "curve = \"keys/curve.key\"\n"
         "prekeys = \"keys/prekeys\"\n"
         "tokens = \"keys/tokens.key\"\n"
         "evidence = \"keys/evidence.key\"\n" +
         (may_decide(row) ? "decider = \"keys/decider.key\"\n" : "") +
         "\n"
         "[folders]\n"
         "trust = \"trust\"\n"
         "policy = \"policy\"\n"
         "state = \"state\"\n";
}

}  // namespace gateway::lab
