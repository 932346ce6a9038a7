#pragma once

#include "gateway/model/ids.h"
#include "gateway/policy/policy.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gateway::policy {

/// A rule of a PolicySet, counting from 1 in the order of (owner, name). 0 is "no rule".
enum class RuleId : std::uint32_t { kNone = 0 };
/// An agreement of a PolicySet, counting from 1 in the order of names. 0 is "none needed or found".
enum class AgreementId : std::uint32_t { kNone = 0 };

struct PolicyText {
  std::string file;
  std::string text;
};

inline constexpr std::size_t kMaxTexts = 4096;

namespace detail {
struct CompiledSet;
}  // namespace detail

/// The texts in force together: the NGO's and those of partners who wrote their own, prepared for
/// quick decisions. Cheap to copy, never changes; the order of texts and statements has no effect.
/// The caller has verified signatures and keeps the digest of the texts.
class PolicySet {
 public:
  /// No text at all: refuses everything.
  explicit PolicySet(const model::PartnerName& ngo);

  /// Fails when a rule or agreement name occurs twice for one owner, an agreement stands outside
  /// the NGO's text or does not have the NGO as a party, or a partner both adopts the NGO's text
  /// and has its own.
  static Loaded<PolicySet> build(const model::PartnerName& ngo, std::vector<Policy> policies);

  [[nodiscard]] const model::PartnerName& ngo() const;
  /// Null for kNone and for ids of another set that this one does not have.
  [[nodiscard]] const Rule* rule(RuleId id) const;
  [[nodiscard]] const model::PartnerName* owner_of(RuleId id) const;
  [[nodiscard]] const Agreement* agreement(AgreementId id) const;
  /// The rule's name, "" for kNone.
  [[nodiscard]] std::string_view name_of(RuleId id) const;
  [[nodiscard]] std::size_t rule_count() const;
  [[nodiscard]] std::size_t agreement_count() const;
  /// Every partner with a text or an adoption; all others cannot send.
  [[nodiscard]] std::vector<model::PartnerName> owners() const;

  [[nodiscard]] const detail::CompiledSet& compiled() const { return *compiled_; }

 private:
  explicit PolicySet(std::shared_ptr<const detail::CompiledSet> compiled);

  std::shared_ptr<const detail::CompiledSet> compiled_;
};

/// Parses every text and builds the set; reports the problems of all texts together.
Loaded<PolicySet> load_policies(const model::PartnerName& ngo, std::span<const PolicyText> texts);

/// A partner and its units, as the directory lists them.
struct KnownPartner {
  model::PartnerName partner;
  std::vector<model::UnitName> units;
};

/// Every partner or unit that `policy` names and `known` lacks, with the name probably meant.
base::Diagnostics unknown_parties(const Policy& policy, std::span<const KnownPartner> known);

}  // namespace gateway::policy
