#pragma once

#include "gateway/directory/lines.h"
#include "gateway/directory/seen_keys.h"

#include <array>

// Lines that several texts share.

namespace gateway::directory {

inline constexpr std::array<base::EnumText<PartnerState>, 3> kPartnerStateTexts{{
    {PartnerState::kLeft, "left"},
    {PartnerState::kActive, "active"},
    {PartnerState::kSuspended, "suspended"},
}};

/// Lines log, release, session, curve, endpoint, witness. Adds every key to `seen`.
void write(LineWriter& writer, const GatewayKeys& gateway);
GatewayKeys read_gateway(LineReader& reader, SeenKeys& seen);

/// Line roles; at least one, in the order of their numbers.
void write_roles(LineWriter& writer, std::vector<model::Role> roles);
std::vector<model::Role> read_roles(LineReader& reader);

void write(LineWriter& writer, const UnitSigningKey& key);
UnitSigningKey read_unit_signing_key(LineReader& reader, SeenKeys& seen);

/// Lines decider; at most kMaxDeciders.
void write(LineWriter& writer, const std::vector<Decider>& deciders);
std::vector<Decider> read_deciders(LineReader& reader, SeenKeys& seen);

/// One prekey; the line is left open for more fields.
void write(LineWriter& writer, const Prekey& prekey);
Prekey read_prekey(LineReader& reader, SeenKeys& seen);

/// What must hold of the prekeys of a unit: role held, counter from 1 and never twice in a role,
/// signer among the unit's keys, signature good.
void check_prekey(LineReader& reader, std::string_view partner, const Unit& unit);

/// Sorts everything that has one order: roles, words, kinds, keys, units, partners.
void sort_unit(Unit& unit);
void sort_deciders(std::vector<Decider>& deciders);

}  // namespace gateway::directory
