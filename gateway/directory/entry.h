#pragma once

#include "gateway/base/bytes.h"
#include "gateway/base/time.h"
#include "gateway/crypto/agreement_key.h"
#include "gateway/crypto/digest.h"
#include "gateway/crypto/signing_key.h"
#include "gateway/model/ids.h"
#include "gateway/model/kind.h"
#include "gateway/model/role.h"
#include "gateway/note/signed_note.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What a directory note says, as plain values. Text and rules: directory/FORMAT.md.

namespace gateway::directory {

/// From its first instant up to, not including, the instant it ends.
struct Period {
  base::Time from;
  base::Time until;

  [[nodiscard]] bool contains(base::Time at) const { return from <= at && at < until; }

  friend bool operator==(const Period&, const Period&) = default;
};

/// Some words, or every word. Empty covers nothing.
struct Scope {
  bool everything = false;
  std::vector<std::string> words;  ///< Texts of base::Name; empty when `everything`.

  [[nodiscard]] bool covers(std::string_view word) const;

  friend bool operator==(const Scope&, const Scope&) = default;
};

/// The kinds a partner may send. Empty is none.
struct KindScope {
  bool everything = false;
  std::vector<model::Kind> kinds;  ///< Empty when `everything`.

  [[nodiscard]] bool covers(model::Kind kind) const;

  friend bool operator==(const KindScope&, const KindScope&) = default;
};

struct UnitSigningKey {
  crypto::PublicKey key;
  Period valid;

  friend bool operator==(const UnitSigningKey&, const UnitSigningKey&) = default;
};

/// What senders wrap to, for one role of one unit. The unit's signing key vouches for it, so nobody
/// who merely carries the directory can slip in another.
struct Prekey {
  model::Role role = model::Role::kNone;
  std::uint64_t counter =
      0;  ///< From 1, rising within unit and role: the highest valid one is used.
  crypto::AgreementPublicKey key;
  Period valid;
  model::KeyId signer;  ///< The unit's signing key that made `signature`.
  crypto::Signature signature;

  friend bool operator==(const Prekey&, const Prekey&) = default;
};

struct Unit {
  std::string name;  ///< Text of a model::UnitName.
  std::vector<model::Role> roles;
  Scope areas;
  Scope sectors;
  std::vector<UnitSigningKey> signing;
  std::vector<crypto::AgreementPublicKey> curve;
  std::vector<Prekey> prekeys;

  [[nodiscard]] bool holds(model::Role role) const;

  friend bool operator==(const Unit&, const Unit&) = default;
};

/// Somebody who decides in the name of a partner: overrides consent, reviews such a decision. The
/// name is the partner's own word for the person ("duty-manager"), never the person's name.
struct Decider {
  std::string name;  ///< Spelt like a unit's. The same name again is the same person's next key.
  crypto::PublicKey key;
  Period valid;

  friend bool operator==(const Decider&, const Decider&) = default;
};

enum class PartnerState : std::uint8_t {
  kLeft = 0,  ///< Stays listed so that its number is never given again.
  kActive = 1,
  kSuspended = 2,
};

struct Partner {
  model::PartnerNumber number = model::PartnerNumber::kNobody;
  std::string name;  ///< Text of a model::PartnerName.
  PartnerState state = PartnerState::kLeft;
  Period valid;
  std::string agreement;  ///< "ISA-2026-014"; empty when there is none.
  KindScope sends;
  std::vector<Unit> units;
  std::vector<Decider> deciders;

  [[nodiscard]] bool is_active(base::Time at) const {
    return state == PartnerState::kActive && valid.contains(at);
  }

  friend bool operator==(const Partner&, const Partner&) = default;
};

/// How to reach and believe the gateway; also what an invite carries.
struct GatewayKeys {
  std::vector<note::VerifierKey> logs;  ///< One a shard, name = origin; the last is the newest.
  crypto::AgreementPublicKey release;
  crypto::PublicKey session;
  crypto::AgreementPublicKey curve;
  std::string endpoint;  ///< "tcp://gateway.example:5555", a hint.
  std::vector<std::string>
      witness_policy;  ///< Lines "witness", "group", "quorum" of C2SP tlog-policy.

  friend bool operator==(const GatewayKeys&, const GatewayKeys&) = default;
};

/// A head of the newest log shard from which newcomers may start.
struct StartingCheckpoint {
  std::uint64_t size = 0;
  model::Digest root;

  friend bool operator==(const StartingCheckpoint&, const StartingCheckpoint&) = default;
};

struct DirectoryData {
  model::DirectoryVersion version{};
  std::optional<model::Digest> previous;  ///< Hash of the version before; none for version 1.
  std::uint32_t root_version = 0;
  base::Time created;  ///< Whole seconds, like every time here.
  base::Time expires;
  GatewayKeys gateway;
  std::optional<StartingCheckpoint> checkpoint;
  std::vector<Partner> partners;

  friend bool operator==(const DirectoryData&, const DirectoryData&) = default;
};

}  // namespace gateway::directory
