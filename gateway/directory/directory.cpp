#include "gateway/directory/directory.h"

#include "gateway/directory/directory_text.h"
#include "gateway/directory/keys.h"

#include <utility>

namespace gateway::directory {

using base::ErrorCode;
using base::fail;
using model::PartnerNumber;
using model::UnitRef;

base::Result<Directory> Directory::from_text(std::string_view text, std::size_t* bad_line) {
  auto parsed = parse_directory(text, bad_line);
  if (!parsed) return parsed.error();
  Directory directory(std::make_unique<const DirectoryData>(std::move(parsed->data)));
  directory.keys_ = std::move(parsed->keys);
  directory.hash_ = crypto::sha256(base::bytes_of(text));
  if (!directory.index()) return fail(ErrorCode::kMalformed, "two keys have the same id");
  return directory;
}

bool Directory::index() {
  bool unique = true;
  for (std::size_t p = 0; p < data_->partners.size(); ++p) {
    const Partner& partner = data_->partners[p];
    by_number_.emplace(static_cast<std::uint32_t>(partner.number), p);
    by_name_.emplace(partner.name, p);
    for (std::size_t u = 0; u < partner.units.size(); ++u) {
      const Unit& unit = partner.units[u];
      for (std::size_t k = 0; k < unit.signing.size(); ++k) {
        unique &= signing_keys_.emplace(key_id_of(unit.signing[k].key), Place{p, u, k}).second;
      }
      for (std::size_t k = 0; k < unit.prekeys.size(); ++k) {
        unique &= prekeys_.emplace(prekey_id_of(unit.prekeys[k].key), Place{p, u, k}).second;
      }
      for (std::size_t k = 0; k < unit.curve.size(); ++k) {
        curve_keys_.emplace(unit.curve[k], Place{p, u, k});
      }
    }
  }
  return unique;
}

const Partner* Directory::partner(PartnerNumber number) const {
  const auto at = by_number_.find(static_cast<std::uint32_t>(number));
  return at == by_number_.end() ? nullptr : &data_->partners[at->second];
}

const Partner* Directory::partner(std::string_view name) const {
  const auto at = by_name_.find(name);
  return at == by_name_.end() ? nullptr : &data_->partners[at->second];
}

const Unit* Directory::unit(const UnitRef& ref) const {
  const Partner* owner = partner(ref.partner);
  if (owner == nullptr) return nullptr;
  for (const Unit& unit : owner->units) {
    if (unit.name == ref.unit) return &unit;
  }
  return nullptr;
}

bool Directory::is_active(PartnerNumber number, base::Time at) const {
  const Partner* found = partner(number);
  return found != nullptr && found->is_active(at);
}

bool Directory::may_send(PartnerNumber number, model::Kind kind, base::Time at) const {
  const Partner* found = partner(number);
  return found != nullptr && found->is_active(at) && found->sends.covers(kind);
}

const Unit* Directory::unit_with(const UnitRef& ref, model::Role role, base::Time at) const {
  if (!is_active(ref.partner, at)) return nullptr;
  const Unit* found = unit(ref);
  return found != nullptr && found->holds(role) ? found : nullptr;
}

// The unit at a place, if it is the one that was asked for.
const Unit* Directory::unit_at(const Place& place, const UnitRef& expected) const {
  const Partner& owner = data_->partners[place.partner];
  const Unit& unit = owner.units[place.unit];
  return owner.number == expected.partner && unit.name == expected.unit ? &unit : nullptr;
}

const UnitSigningKey* Directory::signing_key(const UnitRef& ref, const model::KeyId& id,
                                             base::Time at) const {
  const auto found = signing_keys_.find(id);
  if (found == signing_keys_.end() || !is_active(ref.partner, at)) return nullptr;
  const Unit* unit = unit_at(found->second, ref);
  if (unit == nullptr) return nullptr;
  const UnitSigningKey& key = unit->signing[found->second.key];
  return key.valid.contains(at) ? &key : nullptr;
}

const Decider* Directory::decider(PartnerNumber number, const crypto::PublicKey& key,
                                  base::Time at) const {
  const Partner* owner = partner(number);
  if (owner == nullptr) return nullptr;
  for (const Decider& decider : owner->deciders) {
    if (decider.key == key && decider.valid.contains(at)) return &decider;
  }
  return nullptr;
}

const Prekey* Directory::prekey(const UnitRef& ref, model::Role role, base::Time at) const {
  const Unit* unit = unit_with(ref, role, at);
  if (unit == nullptr) return nullptr;
  const Prekey* best = nullptr;
  for (const Prekey& prekey : unit->prekeys) {
    if (prekey.role != role || !prekey.valid.contains(at)) continue;
    if (best == nullptr || prekey.counter > best->counter) best = &prekey;
  }
  return best;
}

const Prekey* Directory::prekey(const UnitRef& ref, const model::PrekeyId& id) const {
  const auto found = prekeys_.find(id);
  if (found == prekeys_.end()) return nullptr;
  const Unit* unit = unit_at(found->second, ref);
  return unit == nullptr ? nullptr : &unit->prekeys[found->second.key];
}

std::optional<UnitRef> Directory::unit_of_curve_key(const crypto::AgreementPublicKey& key,
                                                    base::Time at) const {
  const auto found = curve_keys_.find(key);
  if (found == curve_keys_.end()) return std::nullopt;
  const Partner& owner = data_->partners[found->second.partner];
  if (!owner.is_active(at)) return std::nullopt;
  return UnitRef{owner.number, owner.units[found->second.unit].name};
}

base::Result<UnitRef> Directory::unit_holding(PartnerNumber number, model::Role role) const {
  const Partner* owner = partner(number);
  const Unit* holder = nullptr;
  if (owner != nullptr) {
    for (const Unit& unit : owner->units) {
      if (!unit.holds(role)) continue;
      if (holder != nullptr) {
        return fail(ErrorCode::kMalformed, "several units hold the role: the unit must be named");
      }
      holder = &unit;
    }
  }
  if (holder == nullptr)
    return fail(ErrorCode::kNotFound, "no unit of that partner holds the role");
  return UnitRef{number, holder->name};
}

}  // namespace gateway::directory
