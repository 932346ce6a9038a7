#include "tests/unit/directory/network.h"

#include <utility>

namespace gateway::directory {

Network::Network(std::uint64_t seed) : random(seed) {
  for (std::size_t i = 0; i < 5; ++i) {
    trustee_keys.push_back(crypto::SigningKey::generate(random));
    root.trustees.push_back(verifier(trustee_name(i), trustee_keys[i].public_key()));
  }
  root.version = 1;
  root.expires = kEnd;
  root.thresholds.fill(3);

  gateway.logs = {verifier("log.example/2026", log.public_key())};
  gateway.release = crypto::AgreementKey::generate(random).public_key();
  gateway.session = crypto::SigningKey::generate(random).public_key();
  gateway.curve = crypto::AgreementKey::generate(random).public_key();
  gateway.endpoint = "tcp://127.0.0.1:5555";

  using model::Kind;
  using model::Role;
  const Period valid{kStart, kEnd};
  partners.push_back({kNgo, "hfj", PartnerState::kActive, valid, "", {true, {}}, {}, {}});
  partners.push_back({kPolice,
                      "pol-northvale",
                      PartnerState::kActive,
                      valid,
                      "ISA-2026-002",
                      {false, {Kind::kIntelAck, Kind::kAlertRisk}},
                      {},
                      {}});
  partners.push_back(
      {kHouse, "stillwater", PartnerState::kActive, valid, "ISA-2026-003", {false, {}}, {}, {}});
  partners[0].units = {make_unit("hfj", {kNgo, "aftercare"}, {Role::kHfjCare}),
                       make_unit("hfj", {kNgo, "investigations"}, {Role::kHfjInv})};
  partners[1].units = {make_unit("pol-northvale", {kPolice, "intel"}, {Role::kPolInt, Role::kFro}),
                       make_unit("pol-northvale", {kPolice, "oic"}, {Role::kPolOic})};
  partners[2].units = {make_unit("stillwater", {kHouse, "main"}, {Role::kMsvcc, Role::kSafehouse})};
  partners[0].units[1].areas = partners[0].units[1].sectors = {true, {}};
  partners[1].units[0].areas = {false, {"eastmere", "northvale"}};
  partners[1].units[0].sectors = {false, {"labour"}};
  decider = crypto::SigningKey::generate(random);
  partners[0].deciders = {{"duty-manager", decider->public_key(), valid}};
}

Unit Network::make_unit(std::string_view partner, const model::UnitRef& ref,
                        std::vector<model::Role> roles) {
  const auto& key = unit_keys.emplace(ref, crypto::SigningKey::generate(random)).first->second;
  Unit unit;
  unit.name = ref.unit;
  unit.roles = std::move(roles);
  unit.signing = {{key.public_key(), {kStart, kEnd}}};
  unit.curve = {crypto::AgreementKey::generate(random).public_key()};
  for (const model::Role role : unit.roles) {
    for (std::uint64_t counter = 1; counter <= 2; ++counter) {
      // The second takes over half a year later; for a while both are valid.
      Prekey prekey;
      prekey.role = role;
      prekey.counter = counter;
      prekey.key = crypto::AgreementKey::generate(random).public_key();
      prekey.valid =
          counter == 1 ? Period{kStart, kStart + 200 * kDay} : Period{kStart + 180 * kDay, kEnd};
      unit.prekeys.push_back(sign_prekey(prekey, partner, unit.name, key));
    }
  }
  return unit;
}

std::string Network::by_trustees(std::string_view text,
                                 std::initializer_list<std::size_t> signers) const {
  note::SignedNote note{std::string(text), {}};
  for (const std::size_t i : signers) note::sign(note, trustee_name(i), trustee_keys[i]);
  return note::to_text(note);
}

std::string Network::by_unit(std::string_view text, const model::UnitRef& unit) const {
  for (const Partner& partner : partners) {
    if (partner.number != unit.partner) continue;
    return signed_note(text, unit_key_name(partner.name, unit.unit), unit_keys.at(unit));
  }
  return {};
}

DirectoryData Network::first_directory_data() const {
  DirectoryData data;
  data.version = model::DirectoryVersion{1};
  data.root_version = 1;
  data.created = kStart;
  data.expires = kEnd;
  data.gateway = gateway;
  data.partners = partners;
  return data;
}

Directory Network::directory() const {
  return *Directory::from_text(to_text(first_directory_data()));
}

TrustedRoot Network::trusted_root() const {
  return {root, crypto::sha256(base::bytes_of(to_text(root)))};
}

}  // namespace gateway::directory
