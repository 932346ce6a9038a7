#include "gateway/directory/freeze.h"

#include "gateway/directory/keys.h"
#include "gateway/directory/lines.h"

#include <algorithm>
#include <utility>

namespace gateway::directory {
namespace {

using base::ErrorCode;
using base::fail;

constexpr std::string_view kFreezeFirstLine = "safeconduct-freeze/v1";

void write_target(LineWriter& writer, const FreezeTarget& target) {
  const auto number = static_cast<std::uint32_t>(target.partner);
  if (target.key && target.unit.empty()) {
    writer.line("decider").number(number).field(base::to_hex(target.key->bytes()));
  } else if (target.key) {
    writer.line("key").number(number).field(target.unit).field(base::to_hex(target.key->bytes()));
  } else if (!target.unit.empty()) {
    writer.line("unit").number(number).field(target.unit);
  } else {
    writer.line("partner").number(number);
  }
}

FreezeTarget read_target(LineReader& reader) {
  FreezeTarget target;
  const bool is_key = reader.at("key");
  const bool is_unit = reader.at("unit");
  const bool is_decider = reader.at("decider");
  reader.line(is_key ? "key" : is_unit ? "unit" : is_decider ? "decider" : "partner");
  target.partner = model::PartnerNumber{reader.number32()};
  if (is_key || is_unit) target.unit = reader.name();
  if (is_key || is_decider) target.key = reader.hex<model::KeyId>();
  return target;
}

bool is_listed(const Directory& directory, const FreezeTarget& target) {
  if (target.unit.empty()) {
    const Partner* partner = directory.partner(target.partner);
    const auto is_decider = [&](const Decider& decider) {
      return key_id_of(decider.key) == *target.key;
    };
    return partner != nullptr &&
           (!target.key || std::ranges::any_of(partner->deciders, is_decider));
  }
  const Unit* unit = directory.unit({target.partner, target.unit});
  if (unit == nullptr) return false;
  const auto is_meant = [&](const UnitSigningKey& key) {
    return key_id_of(key.key) == *target.key;
  };
  return !target.key || std::ranges::any_of(unit->signing, is_meant);
}

// Whether any unit of the partner signed, with a key that is valid now.
bool is_signed_by_partner(const note::SignedNote& note, const Partner& partner, base::Time now) {
  for (const Unit& unit : partner.units) {
    for (const UnitSigningKey& key : unit.signing) {
      if (!key.valid.contains(now)) continue;
      if (note::is_signed_by(note, unit_verifier(partner.name, unit.name, key.key))) return true;
    }
  }
  return false;
}

void keep_latest(std::optional<base::Time>& time, base::Time other) {
  if (!time || *time < other) time = other;
}

}  // namespace

std::string to_text(const Freeze& freeze) {
  LineWriter writer(kFreezeFirstLine);
  writer.line("action").field(base::text_in(kFreezeActionTexts, freeze.action));
  write_target(writer, freeze.target);
  writer.line("time").time(freeze.at);
  writer.line("reason").field(base::text_in(kFreezeReasonTexts, freeze.reason));
  return std::move(writer).text();
}

base::Result<Freeze> parse_freeze(std::string_view text, std::size_t* bad_line) {
  LineReader reader(text, kFreezeFirstLine, kMaxFreezeNoteSize);
  Freeze freeze;
  freeze.action = reader.line("action").word(kFreezeActionTexts);
  freeze.target = read_target(reader);
  freeze.at = reader.line("time").time();
  freeze.reason = reader.line("reason").word(kFreezeReasonTexts);
  const auto finished = reader.finish(reader.good() ? to_text(freeze) : std::string(), bad_line);
  if (!finished) return finished.error();
  return freeze;
}

base::Result<VerifiedFreeze> verify_freeze(std::string_view note, const Root& root,
                                           const Directory& directory, base::Time now) {
  const auto parsed = note::parse_note(note, kMaxFreezeNoteSize);
  if (!parsed) return parsed.error();
  const auto freeze = parse_freeze(parsed->text);
  if (!freeze) return freeze.error();
  if (freeze->at > now + kMaxFreezeSkew) {
    return fail(ErrorCode::kMalformed, "a freeze is dated in the future");
  }
  if (!is_listed(directory, freeze->target)) {
    return fail(ErrorCode::kNotFound, "a freeze names nobody in the directory");
  }
  const bool by_quorum = !root.is_expired(now) && has_quorum(root, Action::kConfirmFreeze, *parsed);
  // Granting takes k, taking away takes one.
  const bool by_one =
      freeze->action == FreezeAction::kFreeze &&
      (count_trustees(root, *parsed) > 0 ||
       is_signed_by_partner(*parsed, *directory.partner(freeze->target.partner), now));
  if (!by_quorum && !by_one) {
    return fail(ErrorCode::kUnauthenticated, "nobody who may do so signed the freeze");
  }
  return VerifiedFreeze{*freeze, by_quorum};
}

void FreezeSet::apply(const VerifiedFreeze& verified) {
  State& state = targets_[verified.freeze.target];
  switch (verified.freeze.action) {
    case FreezeAction::kNone:
      break;
    case FreezeAction::kFreeze:
      keep_latest(state.frozen, verified.freeze.at);
      if (verified.confirmed) keep_latest(state.confirmed, verified.freeze.at);
      break;
    case FreezeAction::kLift:
      if (verified.confirmed) keep_latest(state.lifted, verified.freeze.at);
      break;
  }
}

bool FreezeSet::State::holds(base::Time now) const {
  const auto survives_lift = [&](const std::optional<base::Time>& time) {
    return time && (!lifted || *lifted < *time);
  };
  return survives_lift(confirmed) || (survives_lift(frozen) && now < *frozen + kLapsesAfter);
}

bool FreezeSet::holds(const FreezeTarget& target, base::Time now) const {
  const auto at = targets_.find(target);
  return at != targets_.end() && at->second.holds(now);
}

bool FreezeSet::is_frozen(const model::UnitRef& unit, base::Time now) const {
  if (targets_.empty()) return false;
  return holds({unit.partner, {}, std::nullopt}, now) ||
         holds({unit.partner, unit.unit, std::nullopt}, now);
}

bool FreezeSet::is_frozen(const model::UnitRef& unit, const model::KeyId& key,
                          base::Time now) const {
  if (targets_.empty()) return false;
  return is_frozen(unit, now) || holds({unit.partner, unit.unit, key}, now);
}

bool FreezeSet::is_frozen(model::PartnerNumber partner, const model::KeyId& decider,
                          base::Time now) const {
  if (targets_.empty()) return false;
  return holds({partner, {}, std::nullopt}, now) || holds({partner, {}, decider}, now);
}

std::vector<FreezeTarget> FreezeSet::frozen(base::Time now) const {
  std::vector<FreezeTarget> targets;
  for (const auto& [target, state] : targets_) {
    if (state.holds(now)) targets.push_back(target);
  }
  return targets;
}

}  // namespace gateway::directory
