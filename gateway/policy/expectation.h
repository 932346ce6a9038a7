#pragma once

#include "gateway/model/refusal.h"
#include "gateway/policy/decide.h"
#include "gateway/policy/share_words.h"

#include <optional>
#include <string>
#include <string_view>

namespace gateway::policy {

/// What a row of a table of cases expects. What is absent may be anything.
struct Expectation {
  bool yes = false;
  std::optional<Treatment> treatment;  ///< Of a yes, so is `mode`.
  std::optional<model::SectionMode> mode;
  std::optional<SectionOutcome> outcome;  ///< Of a no, so is `refusal`.
  std::optional<model::Refusal> refusal;
};

/// `yes [as TREATMENT] [by MODE]` or `no [forbidden | condition | no-permit | REFUSAL]`.
std::optional<WordFault> parse_expectation(std::string_view value, Expectation& out);

/// Parsing it again gives the same.
std::string to_text(const Expectation& expectation);

}  // namespace gateway::policy
