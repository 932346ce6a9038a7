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
constexpr std::uint32_t kBreakGlass = 2;  // It must be possible at night.

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
  root.thresholds.at(static_cast<std::size_t>(directory::Action::kBreakglass)) = kBreakGlass;
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

// One decides, the other reviews what the first decided. So that nobody has to sit at a keyboard,
// the units of a training network hold the keys of both.
Result<std::vector<directory::Decider>> make_deciders(const path& keys, crypto::Random& random) {
  const auto manager = make_signing_key(keys / "decider.key", KeyUse::kDecide, random);
  const auto lead = make_signing_key(keys / "reviewer.key", KeyUse::kDecide, random);
  if (!manager || !lead) {
    return base::fail(base::ErrorCode::kUnavailable, "a key file cannot be written");
  }
  return std::vector<directory::Decider>{{std::string(kDecider), manager->public_key(), period()},
                                         {std::string(kReviewer), lead->public_key(), period()}};
}

// Units of one partner share these.
Result<base::Done> copy_key(const path& from, const path& to) {
  std::error_code failed;
  std::filesystem::copy_file(from, to, failed);
  if (failed) return base::fail(base::ErrorCode::kUnavailable, "a key file cannot be copied");
  return base::Done{};
}

Result<base::Done> make_shared_keys(const PartnerRow& row, const path& keys, const path* first,
                                    directory::Partner& partner, crypto::Random& random) {
  if (first == nullptr) {
    auto done = make_store_key(keys / "tokens.key", random);
    if (!done || !may_decide(row)) return done;
    auto deciders = make_deciders(keys, random);
    if (!deciders) return deciders.error();
    partner.deciders = *std::move(deciders);
    return done;
  }
  auto done = copy_key(*first / "tokens.key", keys / "tokens.key");
  if (!may_decide(row)) return done;
  if (done) done = copy_key(*first / "decider.key", keys / "decider.key");
  if (done) done = copy_key(*first / "reviewer.key", keys / "reviewer.key");
  return done;
}

Result<std::vector<directory::Partner>> make_partners(const path& root, crypto::Random& random) {
  std::vector<directory::Partner> partners;
  std::map<std::string, path> first_keys;
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
    const path keys = folder / "keys";
    const auto evidence = make_store_key(keys / "evidence.key", random);
    if (!evidence) return evidence.error();
    const auto [first, is_first] = first_keys.emplace(row.partner, keys);
    const auto made =
        make_shared_keys(row, keys, is_first ? nullptr : &first->second, partners.back(), random);
    if (!made) return made.error();
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

// The gateway keeps its notices among its own files; here the trustees see them in their folder.
Result<base::Done> show_notices(const path& folder) {
  std::error_code failed;
  std::filesystem::create_directories(folder / "gateway" / "notices", failed);
  std::filesystem::permissions(folder / "gateway" / "notices", std::filesystem::perms::owner_all,
                               failed);
  std::filesystem::create_directory_symlink("../gateway/notices", folder / "trustees" / "notices",
                                            failed);
  if (failed) return base::fail(base::ErrorCode::kUnavailable, "a folder cannot be made");
  return base::Done{};
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
  if (done) done = show_notices(folder);
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
