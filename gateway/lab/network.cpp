#include "gateway/lab/network.h"

#include "gateway/base/enum_text.h"
#include "gateway/base/text.h"
#include "gateway/crypto/digest.h"
#include "gateway/directory/directory.h"
#include "gateway/directory/keys.h"
#include "gateway/directory/root.h"
#include "gateway/lab/embedded.h"
#include "gateway/lab/network_files.h"
#include "gateway/note/signed_note.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <system_error>
#include <utility>

namespace gateway::lab {
namespace {

using base::Result;
using crypto::KeyUse;
using std::filesystem::path;

constexpr std::string_view kOrigin = "audit.safeconduct.example/2026";
constexpr std::size_t kTrustees = 5;
constexpr std::uint32_t kQuorum = 3;

struct Trustee {
  std::string name;
  crypto::SigningKey key;
};

directory::Period period() { return {*base::parse_time(kStart), *base::parse_time(kEnd)}; }

// hfj/investigations has its folder below its partner's; harbourlight-housing is its own.
path folder_of(const path& root, const PartnerRow& row) {
  const path partner = root / "partners" / row.partner;
  return row.unit == model::kOnlyUnit ? partner : partner / row.unit;
}

path way_to_root(const PartnerRow& row) {
  return row.unit == model::kOnlyUnit ? "../.." : "../../..";
}

directory::Scope scope_of(const std::string& words) {
  if (words == "*") return {true, {}};
  return {false, {words}};
}

directory::KindScope sends(const PartnerRow& row) {
  if (row.may_send == "yes") return {true, {}};
  if (row.may_send == "tips only") return {false, {model::Kind::kTipIntake}};
  return {};
}

Result<std::vector<Trustee>> make_trustees(const path& folder, crypto::Random& random) {
  std::vector<Trustee> trustees;
  for (std::size_t i = 1; i <= kTrustees; ++i) {
    const std::string name = "trustee-" + std::to_string(i);
    auto key = make_signing_key(folder / (name + ".key"), KeyUse::kSigning, random);
    if (!key) return key.error();
    trustees.push_back({name + ".safeconduct.example", *std::move(key)});
  }
  return trustees;
}

// The least number of trustees that suffices signs.
std::string signed_by_trustees(std::string text, const std::vector<Trustee>& trustees) {
  note::SignedNote note{std::move(text), {}};
  for (std::size_t i = 0; i < kQuorum; ++i) note::sign(note, trustees[i].name, trustees[i].key);
  return note::to_text(note);
}

directory::Root root_of(const std::vector<Trustee>& trustees) {
  directory::Root root;
  root.version = 1;
  root.expires = period().until;
  root.thresholds.fill(kQuorum);
  for (const Trustee& trustee : trustees) {
    root.trustees.push_back(note::verifier_key(trustee.name, trustee.key.public_key()));
  }
  return root;
}

Result<directory::GatewayKeys> make_gateway(const path& folder, crypto::Random& random) {
  const path keys = folder / "gateway" / "keys";
  const auto log = make_signing_key(keys / "log.key", KeyUse::kLog, random);
  const auto session = make_signing_key(keys / "session.key", KeyUse::kSession, random);
  const auto release = make_agreement_key(keys / "release.key", KeyUse::kRelease, random);
  const auto curve = make_agreement_key(keys / "curve.key", KeyUse::kCurve, random);
  const auto store = make_store_key(keys / "store.key", random);
  if (!log || !session || !release || !curve || !store) {
    return base::fail(base::ErrorCode::kUnavailable, "a key file cannot be written");
  }
  directory::GatewayKeys gateway;
  gateway.logs = {note::verifier_key(kOrigin, log->public_key())};
  gateway.session = session->public_key();
  gateway.release = release->public_key();
  gateway.curve = curve->public_key();
  gateway.endpoint = "tcp://127.0.0.1:5555";
  gateway.witness_policy = {"quorum none"};
  return gateway;
}

Result<directory::Unit> make_unit(const path& folder, const PartnerRow& row,
                                  crypto::Random& random) {
  const path keys = folder / "keys";
  const auto signing = make_signing_key(keys / "signing.key", KeyUse::kSigning, random);
  const auto curve = make_agreement_key(keys / "curve.key", KeyUse::kCurve, random);
  if (!signing || !curve) {
    return base::fail(base::ErrorCode::kUnavailable, "a key file cannot be written");
  }
  directory::Unit unit;
  unit.name = row.unit;
  unit.areas = scope_of(row.areas);
  unit.sectors = scope_of(row.sectors);
  unit.signing = {{signing->public_key(), period()}};
  unit.curve = {curve->public_key()};
  for (const std::string& word : row.roles) {
    const auto role = base::value_in(model::kRoleTexts, word);
    const auto prekey =
        make_agreement_key(keys / "prekeys" / (word + ".key"), KeyUse::kPrekey, random);
    if (!role || !prekey) {
      return base::fail(base::ErrorCode::kUnavailable, "a prekey cannot be made");
    }
    unit.roles.push_back(*role);
    directory::Prekey made;
    made.role = *role;
    made.counter = 1;
    made.key = prekey->public_key();
    made.valid = period();
    unit.prekeys.push_back(directory::sign_prekey(made, row.partner, row.unit, *signing));
  }
  return unit;
}

Result<std::vector<directory::Partner>> make_partners(const path& root, crypto::Random& random) {
  std::vector<directory::Partner> partners;
  std::map<std::string, path> token_keys;
  for (const PartnerRow& row : partner_rows()) {
    const path folder = folder_of(root, row);
    auto unit = make_unit(folder, row, random);
    if (!unit) return unit.error();
    if (partners.empty() || partners.back().name != row.partner) {
      directory::Partner partner;
      partner.number = model::PartnerNumber{static_cast<std::uint32_t>(partners.size() + 1)};
      partner.name = row.partner;
      partner.state = directory::PartnerState::kActive;
      partner.valid = period();
      partner.sends = sends(row);
      partners.push_back(std::move(partner));
    }
    partners.back().units.push_back(*std::move(unit));
    const auto evidence = make_store_key(folder / "keys" / "evidence.key", random);
    if (!evidence) return evidence.error();
    // Units of one partner share the key that makes pairwise identifiers.
    const path tokens = folder / "keys" / "tokens.key";
    const auto [first, is_first] = token_keys.emplace(row.partner, tokens);
    if (is_first) {
      const auto made = make_store_key(tokens, random);
      if (!made) return made.error();
    } else {
      std::error_code failed;
      std::filesystem::copy_file(first->second, tokens, failed);
      if (failed) return base::fail(base::ErrorCode::kUnavailable, "a key file cannot be copied");
    }
  }
  return partners;
}

struct Papers {
  std::string root_note;
  std::string directory_note;
  std::string pin;
  std::map<std::string, std::string> policies;  // File name to signed note.
};

Papers write_papers(const std::vector<Trustee>& trustees, directory::GatewayKeys gateway,
                    std::vector<directory::Partner> partners) {
  Papers papers;
  const std::string root_text = directory::to_text(root_of(trustees));
  papers.root_note = signed_by_trustees(root_text, trustees);
  papers.pin = base::to_base64(crypto::sha256(base::bytes_of(root_text)).bytes());
  directory::DirectoryData data;
  data.version = model::DirectoryVersion{1};
  data.root_version = 1;
  data.created = period().from;
  data.expires = period().until;
  data.gateway = std::move(gateway);
  data.partners = std::move(partners);
  papers.directory_note = signed_by_trustees(directory::to_text(std::move(data)), trustees);
  for (const EmbeddedFile& file : embedded_files()) {
    if (!file.name.ends_with(".policy")) continue;
    papers.policies[std::string(file.name)] = signed_by_trustees(std::string(file.text), trustees);
  }
  return papers;
}

Result<base::Done> place_papers(const path& folder, const Papers& papers) {
  auto done = write_text(folder / "trust" / "root-000001.note", papers.root_note);
  if (done) done = write_text(folder / "trust" / "directory-000001.note", papers.directory_note);
  if (done) done = write_text(folder / "trust" / "pin", papers.pin + "\n");
  for (const auto& [name, text] : papers.policies) {
    if (done) done = write_text(folder / "policy" / name, text);
  }
  return done;
}

}  // namespace

Result<std::vector<LabUnit>> make_network(const path& folder, crypto::Random& random) {
  std::error_code failed;
  if (std::filesystem::exists(folder, failed) && !std::filesystem::is_empty(folder, failed)) {
    return base::fail(base::ErrorCode::kMalformed, "the folder is not empty");
  }
  const auto trustees = make_trustees(folder / "trustees", random);
  if (!trustees) return trustees.error();
  auto gateway = make_gateway(folder, random);
  if (!gateway) return gateway.error();
  auto partners = make_partners(folder, random);
  if (!partners) return partners.error();
  const std::string curve_key = crypto::public_key_text(KeyUse::kCurve, gateway->curve.bytes());
  const std::string log_line = "log " + note::to_text(gateway->logs.front()) + "\nquorum none\n";
  const Papers papers = write_papers(*trustees, *std::move(gateway), *std::move(partners));

  auto done = write_text(folder / "gateway.toml", gateway_toml());
  if (done) done = write_text(folder / "log-policy.txt", log_line);
  if (done) done = write_text(folder / "TRAINING", "Nothing in this folder is secret.\n");
  if (done) done = place_papers(folder, papers);
  for (const PartnerRow& row : partner_rows()) {
    const path unit = folder_of(folder, row);
    if (done) done = place_papers(unit, papers);
    if (done) {
      done = write_text(unit / "context.toml", context_toml(row, curve_key, way_to_root(row)));
    }
  }
  if (!done) return done.error();
  return units_of(folder);
}

std::vector<LabUnit> units_of(const path& folder) {
  std::vector<LabUnit> units;
  for (const PartnerRow& row : partner_rows()) {
    units.push_back({row.partner, row.unit, row.roles, folder_of(folder, row)});
  }
  return units;
}

const LabUnit* unit_holding(const std::vector<LabUnit>& units, std::string_view partner,
                            std::string_view role) {
  const auto found = std::ranges::find_if(units, [&](const LabUnit& unit) {
    return unit.partner == partner && std::ranges::find(unit.roles, role) != unit.roles.end();
  });
  return found == units.end() ? nullptr : &*found;
}

}  // namespace gateway::lab
