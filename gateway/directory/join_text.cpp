#include "gateway/directory/join_text.h"

#include "gateway/directory/entry_text.h"
#include "gateway/directory/joining.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

namespace gateway::directory {
namespace {

using crypto::KeyUse;

constexpr std::string_view kInviteFirstLine = "safeconduct-invite/v1";
constexpr std::string_view kRequestFirstLine = "safeconduct-join/v1";

void limit_join(LineReader& reader, std::size_t size, std::size_t max) {
  if (size > max) {
    reader.fault(base::ErrorCode::kTooLarge, "there is more of something than is allowed");
  }
}

void sort_unit(JoinUnit& unit) {
  std::ranges::sort(unit.roles);
  std::ranges::sort(unit.signing, {},
                    [](const UnitSigningKey& key) { return std::tuple(key.valid.from, key.key); });
  std::ranges::sort(unit.curve, {}, &ProvenCurveKey::key);
  std::ranges::sort(unit.prekeys, {}, [](const ProvenPrekey& proven) {
    return std::tuple(proven.prekey.role, proven.prekey.counter);
  });
}

JoinUnit read_unit(LineReader& reader, const std::string& partner, SeenKeys& seen) {
  Unit unit;  // As the directory will hold it, for the checks they share.
  JoinUnit join;
  unit.name = reader.line("unit").name();
  unit.roles = read_roles(reader);
  do {
    unit.signing.push_back(read_unit_signing_key(reader, seen));
    limit_join(reader, unit.signing.size(), kMaxKeysOfUnit);
  } while (reader.at("sign"));
  while (reader.at("curve")) {
    const auto key = reader.line("curve").agreement_key(KeyUse::kCurve);
    join.curve.push_back({key, reader.bytes<crypto::Mac>()});
    if (reader.good()) reader.require(seen.add(key.bytes()), "a key is used twice");
    limit_join(reader, join.curve.size(), kMaxKeysOfUnit);
  }
  while (reader.at("prekey")) {
    unit.prekeys.push_back(read_prekey(reader, seen));
    check_prekey(reader, partner, unit);
    join.prekeys.push_back({unit.prekeys.back(), reader.bytes<crypto::Mac>()});
    limit_join(reader, join.prekeys.size(), kMaxPrekeysOfUnit);
  }
  join.name = std::move(unit.name);
  join.roles = std::move(unit.roles);
  join.signing = std::move(unit.signing);
  return join;
}

}  // namespace

std::string to_text(const Invite& invite) {
  LineWriter writer(kInviteFirstLine);
  writer.line("nonce").bytes(invite.nonce.bytes());
  writer.line("expires").time(invite.expires);
  writer.line("root").bytes(invite.root.bytes());
  writer.line("challenge").bytes(invite.challenge.bytes());
  write(writer, invite.gateway);
  return std::move(writer).text();
}

base::Result<Invite> parse_invite(std::string_view text, std::size_t* bad_line) {
  LineReader reader(text, kInviteFirstLine, kMaxInviteSize);
  Invite invite;
  SeenKeys seen;
  invite.nonce = reader.line("nonce").bytes<InviteNonce>();
  invite.expires = reader.line("expires").time();
  invite.root = reader.line("root").bytes<model::Digest>();
  invite.challenge = reader.line("challenge").bytes<crypto::AgreementPublicKey>();
  seen.add(invite.challenge.bytes());
  invite.gateway = read_gateway(reader, seen);
  const auto finished = reader.finish(reader.good() ? to_text(invite) : std::string(), bad_line);
  if (!finished) return finished.error();
  return invite;
}

std::string to_text(JoinRequest request) {
  std::ranges::sort(request.units, {}, &JoinUnit::name);
  LineWriter writer(kRequestFirstLine);
  writer.line("invite").bytes(request.invite.bytes());
  writer.line("partner").field(request.partner);
  sort_deciders(request.deciders);
  write(writer, request.deciders);
  for (JoinUnit& unit : request.units) {
    sort_unit(unit);
    writer.line("unit").field(unit.name);
    write_roles(writer, unit.roles);
    for (const auto& key : unit.signing) write(writer, key);
    for (const auto& curve : unit.curve) {
      writer.line("curve").key(KeyUse::kCurve, curve.key.bytes()).bytes(curve.proof.bytes());
    }
    for (const auto& prekey : unit.prekeys) {
      write(writer, prekey.prekey);
      writer.bytes(prekey.proof.bytes());
    }
  }
  return std::move(writer).text();
}

base::Result<JoinRequest> parse_join_request(std::string_view text, std::size_t* bad_line) {
  LineReader reader(text, kRequestFirstLine, kMaxJoinRequestSize);
  JoinRequest request;
  SeenKeys seen;
  std::set<std::string> names;
  request.invite = reader.line("invite").bytes<model::Digest>();
  request.partner = reader.line("partner").name();
  request.deciders = read_deciders(reader, seen);
  do {
    request.units.push_back(read_unit(reader, request.partner, seen));
    reader.require(names.insert(request.units.back().name).second, "a unit is there twice");
    limit_join(reader, request.units.size(), kMaxUnits);
  } while (reader.at("unit"));
  const auto finished = reader.finish(reader.good() ? to_text(request) : std::string(), bad_line);
  if (!finished) return finished.error();
  return request;
}

}  // namespace gateway::directory
