#include "gateway/directory/deciding.h"

#include "gateway/directory/chain.h"
#include "gateway/directory/keys.h"
#include "gateway/directory/lines.h"

#include <algorithm>
#include <utility>

namespace gateway::directory {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;

constexpr std::string_view kDecidingFirstLine = "safeconduct-decider/v1";

// The strict reader is the judge of what may be signed.
Result<std::string> judged(DirectoryData next) {
  std::string text = to_text(std::move(next));
  const auto directory = Directory::from_text(text);
  if (!directory) return directory.error();
  return text;
}

bool is_signed_by_unit(const note::SignedNote& note, const Partner& partner, base::Time now) {
  return std::ranges::any_of(partner.units, [&](const Unit& unit) {
    return std::ranges::any_of(unit.signing, [&](const UnitSigningKey& key) {
      return key.valid.contains(now) &&
             note::is_signed_by(note, unit_verifier(partner.name, unit.name, key.key));
    });
  });
}

}  // namespace

std::string to_text(const DeciderRequest& request) {
  LineWriter writer(kDecidingFirstLine);
  writer.line("partner").field(request.partner);
  writer.line("decider").field(request.decider.name);
  writer.key(crypto::KeyUse::kDecide, request.decider.key.bytes()).period(request.decider.valid);
  return std::move(writer).text();
}

Result<DeciderRequest> parse_decider_request(std::string_view text) {
  LineReader reader(text, kDecidingFirstLine, kMaxDeciderRequestSize);
  DeciderRequest request;
  request.partner = reader.line("partner").name();
  request.decider.name = reader.line("decider").name();
  request.decider.key = reader.signing_key(crypto::KeyUse::kDecide);
  request.decider.valid = reader.period();
  const auto finished = reader.finish(reader.good() ? to_text(request) : std::string(), nullptr);
  if (!finished) return finished.error();
  return request;
}

std::string make_decider_request(const DeciderRequest& request, const crypto::SigningKey& person,
                                 const AskingUnit& unit) {
  note::SignedNote note{to_text(request), {}};
  note::sign(note, decider_key_name(request.partner, request.decider.name), person);
  note::sign(note, unit_key_name(request.partner, unit.name), unit.signing);
  return note::to_text(note);
}

Result<DeciderRequest> verify_decider_request(std::string_view note, const Directory& directory,
                                              base::Time now) {
  const auto parsed = note::parse_note(note, kMaxDeciderRequestSize);
  if (!parsed) return parsed.error();
  auto request = parse_decider_request(parsed->text);
  if (!request) return request.error();
  const Partner* partner = directory.partner(request->partner);
  if (partner == nullptr || !partner->is_active(now)) {
    return fail(ErrorCode::kNotFound, "the partner is not active");
  }
  if (!note::is_signed_by(*parsed, decider_verifier(partner->name, request->decider)) ||
      !is_signed_by_unit(*parsed, *partner, now)) {
    return fail(ErrorCode::kUnauthenticated, "the person and a unit of the partner both sign");
  }
  return request;
}

Result<std::string> add_decider(const Directory& current, const DeciderRequest& request,
                                Period version) {
  DirectoryData next = next_version(current, version.from, version.until);
  const auto partner = std::ranges::find(next.partners, request.partner, &Partner::name);
  if (partner == next.partners.end()) return fail(ErrorCode::kNotFound, "there is no such partner");
  partner->deciders.push_back(request.decider);
  return judged(std::move(next));
}

Result<std::string> remove_decider(const Directory& current, std::string_view name,
                                   const model::KeyId& key, Period version) {
  DirectoryData next = next_version(current, version.from, version.until);
  const auto partner = std::ranges::find(next.partners, name, &Partner::name);
  if (partner == next.partners.end()) return fail(ErrorCode::kNotFound, "there is no such partner");
  const auto removed = std::erase_if(
      partner->deciders, [&](const Decider& decider) { return key_id_of(decider.key) == key; });
  if (removed == 0) return fail(ErrorCode::kNotFound, "the partner has no decider with this key");
  return judged(std::move(next));
}

}  // namespace gateway::directory
