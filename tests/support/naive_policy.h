#pragma once

#include "gateway/policy/decide.h"
#include "gateway/policy/policy.h"

#include <array>
#include <string>
#include <vector>

// The policy language read a second time, from "What it means" in gateway/policy/GRAMMAR.md alone:
// loops over the statements as they stand, names compared as names, nothing prepared and nothing
// remembered. It shares no code with the evaluator of the gateway, so that a mistake would have to
// be made twice.

namespace gateway::tests {

struct NaiveSection {
  policy::SectionOutcome outcome = policy::SectionOutcome::kNotAsked;
  model::SectionMode mode = model::SectionMode::kNone;
  policy::Treatment treatment = policy::Treatment::kNone;
  policy::Obligations obligations;
  std::string rule;        ///< "owner/name", "" for none.
  std::string owner_rule;  ///< Of the sending partner's own text.
  friend bool operator==(const NaiveSection&, const NaiveSection&) = default;
};

struct NaiveDecision {
  bool shared = false;
  model::Refusal refusal = model::Refusal::kUnspecified;
  std::array<NaiveSection, policy::kSectionSlots> sections{};
  std::string sender_agreement;
  std::string recipient_agreement;
  friend bool operator==(const NaiveDecision&, const NaiveDecision&) = default;
};

/// `texts` load as one set without problems.
NaiveDecision decide_naively(const model::PartnerName& ngo,
                             const std::vector<policy::Policy>& texts,
                             const policy::ShareFacts& facts);

/// The gateway's decision in the same words, to be compared.
NaiveDecision in_words(const policy::PolicySet& set, const policy::RowDecision& decision);

/// Both, on several lines, for the message of a test that fails.
std::string to_text(const NaiveDecision& decision);

}  // namespace gateway::tests
