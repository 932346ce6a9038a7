#pragma once

#include "gateway/base/diagnostic.h"
#include "gateway/model/refusal.h"
#include "gateway/verify/statements.h"

#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace gateway::cli {

/// What scripts rely on. Never renumber.
enum class ExitCode : int {
  kOk = 0,
  kFailed = 1,
  kUsage = 2,
  kRefused = 3,
  kVerificationFailed = 4,
  kIndeterminate = 5,
  kUnreachable = 6,
  kPartial = 7,
  kBadConfiguration = 78,
};

/// How results reach people and scripts: plain text, or one JSON object a line.
enum class Style { kText, kJson };
enum class Verbosity { kNormal, kQuiet };

/// Standard output for results, standard error for progress and faults. The only place in the
/// project that prints.
class Console {
 public:
  Console(Style style, Verbosity verbosity) : style_(style), verbosity_(verbosity) {}

  [[nodiscard]] bool json() const { return style_ == Style::kJson; }

  /// One line of a result for people; nothing in JSON style.
  void line(std::string_view text) const;
  /// One line of a result for scripts; nothing in text style.
  void object(const nlohmann::ordered_json& object) const;
  /// What a verifier says, to either.
  void statement(const verify::Statement& said) const;
  /// Rows with aligned columns, the first row being the heading; nothing in JSON style.
  void table(const std::vector<std::vector<std::string>>& rows) const;
  /// What long work is doing, on standard error; nothing when quiet.
  void progress(std::string_view text) const;

  /// "error: WHAT" and "next: WHAT TO DO" on standard error; as {"error", "next"} in JSON style.
  void error(std::string_view what, std::string_view next_step) const;
  /// A refusal with its code, cause and next step; {"refused","code","why","missing","at"} in JSON.
  void refusal(model::Refusal refusal, std::string_view missing, std::string_view at) const;
  void diagnostics(const base::Diagnostics& diagnostics) const;

 private:
  Style style_;
  Verbosity verbosity_;
};

}  // namespace gateway::cli
