#include "gateway/directory/entry_text.h"

#include "gateway/base/name.h"
#include "gateway/directory/directory.h"
#include "gateway/directory/keys.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace gateway::directory {
namespace {

using crypto::KeyUse;

constexpr std::size_t kMaxLineSize = 512;
constexpr std::size_t kMaxEndpointSize = 256;

bool is_printable(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

// A witness line is "witness NAME VKEY", perhaps with a URL after it.
void see_witness_key(LineReader& reader, std::string_view line, SeenKeys& seen) {
  if (!line.starts_with("witness ")) return;
  const auto fields = base::split(line, ' ');
  const auto key = fields.size() < 3 ? base::Result<note::VerifierKey>(base::fail(
                                           base::ErrorCode::kMalformed, "no witness key"))
                                     : note::parse_verifier_key(fields[2]);
  if (!key) {
    reader.fault(base::ErrorCode::kMalformed, "a witness key is not valid");
    return;
  }
  reader.require(seen.add(key->key.bytes()), "a key is used twice");
}

void read_witness_line(LineReader& reader, SeenKeys& seen, std::vector<std::string>& lines) {
  const std::string line(reader.line("policy").rest());
  const bool known =
      line.starts_with("witness ") || line.starts_with("group ") || line.starts_with("quorum ");
  reader.require(known, "a policy line begins with witness, group or quorum");
  reader.require(line.size() <= kMaxLineSize && is_printable(line), "a policy line is not valid");
  see_witness_key(reader, line, seen);
  lines.push_back(line);
  if (lines.size() > kMaxWitnessLines) {
    reader.fault(base::ErrorCode::kTooLarge, "there are too many policy lines");
  }
}

}  // namespace

void write(LineWriter& writer, const GatewayKeys& gateway) {
  for (const auto& log : gateway.logs) writer.line("log").field(note::to_text(log));
  writer.line("release").key(KeyUse::kRelease, gateway.release.bytes());
  writer.line("session").key(KeyUse::kSession, gateway.session.bytes());
  writer.line("curve").key(KeyUse::kCurve, gateway.curve.bytes());
  writer.line("endpoint").field(gateway.endpoint);
  for (const auto& line : gateway.witness_policy) writer.line("policy").field(line);
}

GatewayKeys read_gateway(LineReader& reader, SeenKeys& seen) {
  GatewayKeys gateway;
  const auto see = [&](std::span<const std::uint8_t, 32> key) {
    if (reader.good()) reader.require(seen.add(key), "a key is used twice");
  };
  do {
    gateway.logs.push_back(reader.line("log").verifier());
    see(gateway.logs.back().key.bytes());
    if (gateway.logs.size() > kMaxLogs) {
      reader.fault(base::ErrorCode::kTooLarge, "there are too many logs");
    }
  } while (reader.at("log"));
  gateway.release = reader.line("release").agreement_key(KeyUse::kRelease);
  see(gateway.release.bytes());
  gateway.session = reader.line("session").signing_key(KeyUse::kSession);
  see(gateway.session.bytes());
  gateway.curve = reader.line("curve").agreement_key(KeyUse::kCurve);
  see(gateway.curve.bytes());
  gateway.endpoint = reader.line("endpoint").field();
  reader.require(gateway.endpoint.size() <= kMaxEndpointSize && is_printable(gateway.endpoint),
                 "an endpoint is not valid");
  while (reader.at("policy")) read_witness_line(reader, seen, gateway.witness_policy);
  return gateway;
}

void write_roles(LineWriter& writer, std::vector<model::Role> roles) {
  std::ranges::sort(roles);
  std::vector<std::string_view> words;
  for (const model::Role role : roles) words.push_back(model::to_text(role));
  writer.line("roles").list(words);
}

std::vector<model::Role> read_roles(LineReader& reader) {
  std::vector<model::Role> roles;
  for (const auto word : reader.line("roles").list(model::kRoleTexts.size())) {
    roles.push_back(reader.value_of(model::kRoleTexts, word));
  }
  reader.require(!roles.empty(), "a unit holds at least one role");
  reader.require(std::ranges::adjacent_find(roles) == roles.end(), "a role is there twice");
  return roles;
}

void write(LineWriter& writer, const UnitSigningKey& key) {
  writer.line("sign").key(KeyUse::kSigning, key.key.bytes()).period(key.valid);
}

UnitSigningKey read_unit_signing_key(LineReader& reader, SeenKeys& seen) {
  UnitSigningKey key;
  key.key = reader.line("sign").signing_key(KeyUse::kSigning);
  key.valid = reader.period();
  if (reader.good()) reader.require(seen.add(key.key.bytes()), "a key is used twice");
  return key;
}

void write(LineWriter& writer, const std::vector<Decider>& deciders) {
  for (const Decider& decider : deciders) {
    writer.line("decider").field(decider.name);
    writer.key(KeyUse::kDecide, decider.key.bytes()).period(decider.valid);
  }
}

std::vector<Decider> read_deciders(LineReader& reader, SeenKeys& seen) {
  std::vector<Decider> deciders;
  while (reader.at("decider")) {
    Decider decider;
    decider.name = reader.line("decider").name();
    decider.key = reader.signing_key(KeyUse::kDecide);
    decider.valid = reader.period();
    if (reader.good()) reader.require(seen.add(decider.key.bytes()), "a key is used twice");
    deciders.push_back(std::move(decider));
    if (deciders.size() > kMaxDeciders) {
      reader.fault(base::ErrorCode::kTooLarge, "there are too many deciders");
    }
  }
  return deciders;
}

void write(LineWriter& writer, const Prekey& prekey) {
  writer.line("prekey").field(model::to_text(prekey.role)).number(prekey.counter);
  writer.key(KeyUse::kPrekey, prekey.key.bytes()).period(prekey.valid);
  writer.field(base::to_hex(prekey.signer.bytes())).bytes(prekey.signature.bytes());
}

Prekey read_prekey(LineReader& reader, SeenKeys& seen) {
  Prekey prekey;
  prekey.role = reader.line("prekey").word(model::kRoleTexts);
  prekey.counter = reader.number();
  prekey.key = reader.agreement_key(KeyUse::kPrekey);
  prekey.valid = reader.period();
  prekey.signer = reader.hex<model::KeyId>();
  prekey.signature = reader.bytes<crypto::Signature>();
  if (reader.good()) reader.require(seen.add(prekey.key.bytes()), "a key is used twice");
  return prekey;
}

void check_prekey(LineReader& reader, std::string_view partner, const Unit& unit) {
  if (!reader.good()) return;
  const Prekey& last = unit.prekeys.back();
  reader.require(unit.holds(last.role), "a prekey is for a role the unit does not hold");
  reader.require(last.counter > 0, "prekey counters begin at 1");
  const auto same = [&](const Prekey& other) {
    return other.role == last.role && other.counter == last.counter;
  };
  reader.require(std::ranges::count_if(unit.prekeys, same) == 1, "a prekey counter is there twice");
  const auto signer = std::ranges::find_if(
      unit.signing, [&](const auto& key) { return key_id_of(key.key) == last.signer; });
  if (signer == unit.signing.end()) {
    reader.fault(base::ErrorCode::kMalformed,
                 "a prekey names a signing key the unit does not have");
    return;
  }
  const std::string text = prekey_text(partner, unit.name, last);
  if (!crypto::verify(signer->key, base::bytes_of(text), last.signature)) {
    reader.fault(base::ErrorCode::kUnauthenticated, "a prekey is not signed by its unit");
  }
}

void sort_unit(Unit& unit) {
  std::ranges::sort(unit.roles);
  std::ranges::sort(unit.areas.words);
  std::ranges::sort(unit.sectors.words);
  std::ranges::sort(unit.signing, {},
                    [](const UnitSigningKey& key) { return std::tuple(key.valid.from, key.key); });
  std::ranges::sort(unit.curve);
  std::ranges::sort(unit.prekeys, {},
                    [](const Prekey& prekey) { return std::tuple(prekey.role, prekey.counter); });
}

void sort_deciders(std::vector<Decider>& deciders) {
  std::ranges::sort(deciders, {}, [](const Decider& decider) {
    return std::tuple(decider.name, decider.valid.from, decider.key);
  });
}

}  // namespace gateway::directory
