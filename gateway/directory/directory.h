#pragma once

#include "gateway/base/result.h"
#include "gateway/directory/entry.h"
#include "gateway/directory/seen_keys.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace gateway::directory {

/// Limits of the format; over them is kTooLarge.
inline constexpr std::size_t kMaxDirectorySize = std::size_t{4} << 20U;
inline constexpr std::size_t kMaxPartners = 2000;
inline constexpr std::size_t kMaxUnits = 64;
inline constexpr std::size_t kMaxKeysOfUnit = 16;  ///< Signing keys; also CURVE keys.
inline constexpr std::size_t kMaxPrekeysOfUnit = 64;
inline constexpr std::size_t kMaxDeciders = 64;  ///< Of a partner.
inline constexpr std::size_t kMaxWordsOfScope = 256;
inline constexpr std::size_t kMaxLogs = 64;
inline constexpr std::size_t kMaxWitnessLines = 256;

/// The text of a directory note, in the one order and spelling there is: `data` may list its parts
/// in any order.
std::string to_text(DirectoryData data);

/// One version of the directory, read, checked and ready to be asked. Immutable; holds no opinion
/// on who signed it (chain.h) nor on freezes (freeze.h). Pointers it returns live as long as it.
class Directory {
 public:
  /// Reads the text of a note. Refuses (kMalformed) anything that to_text would not have written,
  /// keys that are not admissible, a key or key id that occurs twice, and prekeys whose signature
  /// does not verify. `bad_line`, when given, receives the line at fault, counted from 1.
  static base::Result<Directory> from_text(std::string_view text, std::size_t* bad_line = nullptr);

  [[nodiscard]] const DirectoryData& data() const { return *data_; }
  [[nodiscard]] model::DirectoryVersion version() const { return data_->version; }
  /// SHA-256 of the text: names this version in envelopes, leaves and the next version.
  [[nodiscard]] const model::Digest& hash() const { return hash_; }
  [[nodiscard]] bool is_expired(base::Time now) const { return now >= data_->expires; }

  /// Null when there is none. These know nothing of state and validity; the ones below that take a
  /// time refuse partners that are not active then.
  [[nodiscard]] const Partner* partner(model::PartnerNumber number) const;
  [[nodiscard]] const Partner* partner(std::string_view name) const;
  [[nodiscard]] const Unit* unit(const model::UnitRef& ref) const;

  /// The active unit, if it exists and holds the role.
  [[nodiscard]] const Unit* unit_with(const model::UnitRef& ref, model::Role role,
                                      base::Time at) const;
  [[nodiscard]] bool is_active(model::PartnerNumber number, base::Time at) const;
  [[nodiscard]] bool may_send(model::PartnerNumber number, model::Kind kind, base::Time at) const;

  /// The unit's signing key of this id, if it is valid at that time.
  [[nodiscard]] const UnitSigningKey* signing_key(const model::UnitRef& ref, const model::KeyId& id,
                                                  base::Time at) const;
  /// The partner's decider with this key, if the key is valid at that time; asks nothing of the
  /// partner's own state.
  [[nodiscard]] const Decider* decider(model::PartnerNumber number, const crypto::PublicKey& key,
                                       base::Time at) const;
  /// The prekey of highest counter that is valid at that time.
  [[nodiscard]] const Prekey* prekey(const model::UnitRef& ref, model::Role role,
                                     base::Time at) const;
  /// The unit's prekey of this id, whatever its validity (a recipient may open late).
  [[nodiscard]] const Prekey* prekey(const model::UnitRef& ref, const model::PrekeyId& id) const;
  [[nodiscard]] std::optional<model::UnitRef> unit_of_curve_key(
      const crypto::AgreementPublicKey& key, base::Time at) const;

  /// Whether the key occurs anywhere in it: gateway, witness or unit, whatever its use.
  [[nodiscard]] bool lists_key(std::span<const std::uint8_t, 32> key) const {
    return keys_.contains(key);
  }

  /// The one unit of that partner that holds the role: kNotFound when none does, kMalformed when
  /// several do and the unit must be named.
  [[nodiscard]] base::Result<model::UnitRef> unit_holding(model::PartnerNumber number,
                                                          model::Role role) const;

 private:
  struct Place {
    std::size_t partner = 0;
    std::size_t unit = 0;
    std::size_t key = 0;
  };
  explicit Directory(std::unique_ptr<const DirectoryData> data) : data_(std::move(data)) {}
  [[nodiscard]] bool index();  // False when two keys have the same id.
  [[nodiscard]] const Unit* unit_at(const Place& place, const model::UnitRef& expected) const;

  std::unique_ptr<const DirectoryData> data_;
  SeenKeys keys_;
  model::Digest hash_;
  std::unordered_map<std::uint32_t, std::size_t> by_number_;
  std::map<std::string, std::size_t, std::less<>> by_name_;
  std::map<model::KeyId, Place> signing_keys_;
  std::map<model::PrekeyId, Place> prekeys_;
  std::map<crypto::AgreementPublicKey, Place> curve_keys_;
};

}  // namespace gateway::directory
