#pragma once

#include "gateway/base/diagnostic.h"
#include "gateway/base/time.h"
#include "gateway/model/ids.h"
#include "gateway/model/kind.h"
#include "gateway/model/legal.h"
#include "gateway/model/role.h"
#include "gateway/model/section.h"
#include "gateway/policy/condition.h"
#include "gateway/policy/enum_set.h"
#include "gateway/policy/words.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

// What one policy text says, as values. The language is specified in GRAMMAR.md beside this file.

namespace gateway::policy {

/// Where something stands in its file, both from 1. Not part of what it means: two texts that
/// differ only in places are equal.
struct Place {
  std::size_t line = 0;
  std::size_t column = 0;
  friend bool operator==(const Place& /*a*/, const Place& /*b*/) { return true; }
};

/// The lines of comment that belong to a statement, without their `#`.
using Comments = std::vector<std::string>;

struct Anyone {
  friend bool operator==(const Anyone&, const Anyone&) = default;
};
struct PartnerUnit {
  model::PartnerName partner;
  model::UnitName unit;
  friend bool operator==(const PartnerUnit&, const PartnerUnit&) = default;
};
/// Whom a rule speaks of.
struct Party {
  std::variant<Anyone, model::Role, model::PartnerName, PartnerUnit> who;
  Place place;
  friend bool operator==(const Party&, const Party&) = default;
};

/// Days in UTC, as their first instants; `until` includes its whole day.
struct Period {
  std::optional<base::Time> from;
  std::optional<base::Time> until;

  [[nodiscard]] bool contains(base::Time now) const {
    return (!from || now >= *from) && (!until || now < *until + std::chrono::days(1));
  }
  friend bool operator==(const Period&, const Period&) = default;
};

/// `adopt`: these partners signed the NGO's text as their own.
struct Adoption {
  std::vector<Party> partners;  ///< Each one a PartnerName.
  Comments comments;
  Place place;
  friend bool operator==(const Adoption&, const Adoption&) = default;
};

struct Agreement {
  std::string name;
  model::PartnerName first;
  model::PartnerName second;
  Period period;  ///< Both ends are always set.
  EnumSet<model::Purpose> purposes;
  Choice<model::Kind> kinds;  ///< `any` when the text lists none.
  std::optional<base::Time> review;
  Comments comments;
  Place place;
  friend bool operator==(const Agreement&, const Agreement&) = default;
};

/// What a recipient promises for what it was given.
struct Obligations {
  EnumSet<Retention> keep;
  bool no_onward = false;
  std::uint16_t report_back_days = 0;  ///< 0: need not report.
  friend bool operator==(const Obligations&, const Obligations&) = default;
};

enum class Effect : std::uint8_t { kForbid = 0, kPermit = 1 };

struct Rule {
  Effect effect = Effect::kForbid;
  std::string name;
  std::vector<Party> senders;
  Choice<model::Kind> kinds;
  Choice<model::Section> sections;
  std::vector<Party> recipients;
  Choice<model::Purpose> purposes;
  std::optional<Condition> when;
  std::optional<Condition> unless;  ///< Only of a forbid.
  // The rest only of a permit.
  Treatment treatment = Treatment::kFull;
  model::SectionMode mode = model::SectionMode::kDirect;
  Period period;
  Obligations obligations;
  Comments comments;
  Place place;
  friend bool operator==(const Rule&, const Rule&) = default;
};

using Statement = std::variant<Adoption, Agreement, Rule>;

struct Policy {
  std::optional<model::PartnerName> owner;  ///< Absent: the NGO's.
  std::uint32_t version = 0;
  std::vector<Statement> statements;
  Comments header_comments;
  Comments closing_comments;
  std::string file;  ///< For error messages; not part of what the text says.
  friend bool operator==(const Policy& a, const Policy& b);
};

/// A value, or everything that is wrong with the text it was to be made of.
template <class T>
struct Loaded {
  std::optional<T> value;
  base::Diagnostics problems;  ///< Empty exactly when there is a value.
  explicit operator bool() const { return value.has_value(); }
};

inline constexpr std::size_t kMaxTextSize = std::size_t{1} << 20U;
inline constexpr std::size_t kMaxStatements = 10'000;
inline constexpr std::size_t kMaxNesting = 16;
inline constexpr std::size_t kMaxConditionParts = 64;
inline constexpr std::size_t kMaxListSize = 256;
inline constexpr std::size_t kMaxProblems = 100;

/// Reads one text. All errors are reported (up to kMaxProblems), each with line, column and, where
/// a word was unknown, the word that was probably meant. `file` is used in error messages only.
Loaded<Policy> parse_policy(std::string_view text, std::string_view file);

/// The text in its one canonical layout. Parsing it again gives an equal Policy.
std::string to_text(const Policy& policy);

}  // namespace gateway::policy
