#pragma once

#include "gateway/model/ids.h"
#include "gateway/policy/decide.h"
#include "gateway/policy/policy.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

// What a PolicySet is inside. Names are numbers here, so a decision compares strings only to find
// the numbers of its two partners and units.

namespace gateway::policy::detail {

/// Index into CompiledSet::partners or ::units.
using NameIndex = std::uint32_t;
using RuleIndex = std::uint32_t;

inline constexpr std::size_t kKindSlots = 64;

/// A partner and unit of the facts, as far as the set knows their names.
struct KnownUnit {
  std::optional<NameIndex> partner;
  std::optional<NameIndex> unit;
};

/// The parties of one side of a rule.
struct PartySet {
  bool anyone = false;
  EnumSet<model::Role> roles;
  std::vector<NameIndex> partners;
  std::vector<std::pair<NameIndex, NameIndex>> units;

  [[nodiscard]] bool contains(const KnownUnit& who, EnumSet<model::Role> held) const;
  /// Some partner holding this role could be meant.
  [[nodiscard]] bool could_contain(model::Role role) const;
  /// Every partner holding this role is meant.
  [[nodiscard]] bool surely_contains(model::Role role) const {
    return anyone || roles.contains(role);
  }
};

struct CompiledRule {
  Rule rule;
  NameIndex owner = 0;
  PartySet senders;
  PartySet recipients;
  bool asks_by_section = false;  ///< Some condition may differ between sections of one message.
};

using RulesByKind = std::array<std::vector<RuleIndex>, kKindSlots>;

struct CompiledPartner {
  model::PartnerName name;
  bool adopted = false;
  std::vector<std::uint32_t> agreements;  ///< With the NGO, in the order of names.
  std::optional<std::size_t> text;        ///< Index into CompiledSet::permits.
};

struct CompiledSet {
  explicit CompiledSet(model::PartnerName ngo_name) : ngo(std::move(ngo_name)) {}

  [[nodiscard]] std::optional<NameIndex> find_partner(const model::PartnerName& name) const;
  [[nodiscard]] KnownUnit find(const model::PartnerName& partner,
                               const model::UnitName& unit) const;
  /// The permits for `kind` in the text of a partner; null when it has no text of its own.
  [[nodiscard]] const std::vector<RuleIndex>* permits_of(std::optional<NameIndex> partner,
                                                         model::Kind kind) const;
  [[nodiscard]] const std::vector<RuleIndex>& forbids_for(model::Kind kind) const;

  model::PartnerName ngo;
  std::vector<CompiledPartner> partners;  ///< By name.
  std::vector<model::UnitName> units;     ///< By name.
  std::vector<CompiledRule> rules;        ///< By owner and name; RuleId is the index plus one.
  std::vector<Agreement> agreements;      ///< By name; AgreementId is the index plus one.
  std::vector<RulesByKind> permits;
  RulesByKind forbids;
};

/// Takes policies that were found free of contradictions.
CompiledSet compile(const model::PartnerName& ngo, const std::vector<Policy>& policies);

inline RuleId id_of(RuleIndex index) { return RuleId{index + 1}; }

/// The answer to a condition about one section of a message.
[[nodiscard]] Answer evaluate(const Condition& condition, const ShareFacts& facts,
                              model::Section section);
/// Different sections of one message may get different answers.
[[nodiscard]] bool asks_by_section(const Condition& condition);

}  // namespace gateway::policy::detail
