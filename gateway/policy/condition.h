#pragma once

#include "gateway/model/handling.h"
#include "gateway/model/legal.h"
#include "gateway/policy/enum_set.h"

#include <cstddef>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace gateway::policy {

// What a `when` or `unless` may ask, one type per question. GRAMMAR.md has the words.

struct ConsentCovers {
  model::ConsentPurpose purpose = model::ConsentPurpose::kNone;
  friend bool operator==(const ConsentCovers&, const ConsentCovers&) = default;
};
struct OverrideRecorded {
  friend bool operator==(const OverrideRecorded&, const OverrideRecorded&) = default;
};
struct BasisIs {
  EnumSet<model::LegalBasis> bases;
  friend bool operator==(const BasisIs&, const BasisIs&) = default;
};
struct SubjectIsChild {
  friend bool operator==(const SubjectIsChild&, const SubjectIsChild&) = default;
};
struct UrgencyIs {
  EnumSet<model::Urgency> urgencies;
  friend bool operator==(const UrgencyIs&, const UrgencyIs&) = default;
};
struct MarkingIs {
  EnumSet<model::Marking> markings;
  friend bool operator==(const MarkingIs&, const MarkingIs&) = default;
};
struct HandlingIs {
  EnumSet<model::HandlingCode> codes;
  friend bool operator==(const HandlingIs&, const HandlingIs&) = default;
};
/// The section in question was sanitised by its sender.
struct Sanitised {
  friend bool operator==(const Sanitised&, const Sanitised&) = default;
};
struct AreaMatches {
  friend bool operator==(const AreaMatches&, const AreaMatches&) = default;
};
struct SectorMatches {
  friend bool operator==(const SectorMatches&, const SectorMatches&) = default;
};
/// `*` stands for exactly one part between slashes.
struct TopicIs {
  std::string pattern;
  friend bool operator==(const TopicIs&, const TopicIs&) = default;
};
/// The section in question was approved by this many different trustees.
struct ApprovedBy {
  std::size_t trustees = 0;
  friend bool operator==(const ApprovedBy&, const ApprovedBy&) = default;
};

struct Condition;
struct Not {
  std::vector<Condition> operand;  ///< Exactly one; a vector, because the type is not complete yet.
  friend bool operator==(const Not&, const Not&);
};
struct AllOf {
  std::vector<Condition> operands;  ///< Two or more.
  friend bool operator==(const AllOf&, const AllOf&);
};
struct AnyOf {
  std::vector<Condition> operands;  ///< Two or more.
  friend bool operator==(const AnyOf&, const AnyOf&);
};

struct Condition {
  std::variant<ConsentCovers, OverrideRecorded, BasisIs, SubjectIsChild, UrgencyIs, MarkingIs,
               HandlingIs, Sanitised, AreaMatches, SectorMatches, TopicIs, ApprovedBy, Not, AllOf,
               AnyOf>
      question;
  friend bool operator==(const Condition&, const Condition&) = default;
};

inline bool operator==(const Not& a, const Not& b) { return a.operand == b.operand; }
inline bool operator==(const AllOf& a, const AllOf& b) { return a.operands == b.operands; }
inline bool operator==(const AnyOf& a, const AnyOf& b) { return a.operands == b.operands; }

/// How a condition stands in a policy text. Parsing it again gives the same condition.
std::string to_text(const Condition& condition);

}  // namespace gateway::policy
