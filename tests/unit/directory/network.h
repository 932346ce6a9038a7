#pragma once

#include "gateway/crypto/agreement_key.h"
#include "gateway/directory/chain.h"
#include "gateway/directory/keys.h"

#include "tests/support/repeatable_random.h"

#include <chrono>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// A small network to try the directory on: five trustees of whom three decide, a gateway, an NGO
// with two desks, a police force and a safe house.

namespace gateway::directory {

inline constexpr base::Time kStart{std::chrono::seconds{1'767'225'600}};  // 2026-01-01
inline constexpr base::Time kEnd = kStart + std::chrono::hours{24 * 365};
inline constexpr std::chrono::hours kDay{24};
inline constexpr base::Time kNow = kStart + 10 * kDay;

inline constexpr model::PartnerNumber kNgo{1};
inline constexpr model::PartnerNumber kPolice{2};
inline constexpr model::PartnerNumber kHouse{3};

struct Network {
  explicit Network(std::uint64_t seed = 1);

  /// A note over `text` signed by these trustees.
  [[nodiscard]] std::string by_trustees(std::string_view text,
                                        std::initializer_list<std::size_t> signers) const;
  /// A note over `text` signed by the signing key of a unit.
  [[nodiscard]] std::string by_unit(std::string_view text, const model::UnitRef& unit) const;

  [[nodiscard]] DirectoryData first_directory_data() const;
  [[nodiscard]] Directory directory() const;

  [[nodiscard]] TrustedRoot trusted_root() const;

  tests::RepeatableRandom random;
  std::vector<crypto::SigningKey> trustee_keys;
  Root root;
  crypto::SigningKey log = crypto::SigningKey::generate(random);
  crypto::SigningKey witness = crypto::SigningKey::generate(random);
  GatewayKeys gateway;
  std::map<model::UnitRef, crypto::SigningKey> unit_keys;
  std::vector<Partner> partners;
  std::optional<crypto::SigningKey> decider;  ///< The NGO's "duty-manager".

 private:
  Unit make_unit(std::string_view partner, const model::UnitRef& ref,
                 std::vector<model::Role> roles);
};

inline std::string trustee_name(std::size_t index) {
  return "trustee-" + std::to_string(index + 1) + ".example";
}

inline note::VerifierKey verifier(std::string_view name, const crypto::PublicKey& key) {
  return note::verifier_key(name, key);
}

inline std::string signed_note(std::string_view text, std::string_view name,
                               const crypto::SigningKey& key) {
  note::SignedNote note{std::string(text), {}};
  note::sign(note, name, key);
  return note::to_text(note);
}

}  // namespace gateway::directory
