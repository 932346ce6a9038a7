#pragma once

#include "gateway/base/time.h"
#include "gateway/cli/command.h"
#include "gateway/model/legal.h"
#include "gateway/policy/enum_set.h"
#include "gateway/sheet/sheet.h"
#include "gateway/trust/trust.h"

#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <nlohmann/json_fwd.hpp>

// The parts of `safeconduct consent`.

namespace gateway::cli {

void add_consent(CLI::App& program, Action& chosen);

/// What a person is asked, as typed.
struct ConsentChoices {
  std::vector<std::string> purposes;
  std::vector<std::string> recipients;
  std::vector<std::string> excluded;
  std::string language;  ///< Empty: English.
  std::string until;
  bool child = false;
};
void add_choices(CLI::App& command, ConsentChoices& choices);

/// The signed rules that a sheet is made from.
struct SignedRules {
  trust::Trust trust;
  std::string recorder;  ///< The partner whose unit asks.
  base::Time now;
};

/// The choices, checked against the directory.
struct CheckedChoices {
  sheet::FlowQuestion question;
  policy::EnumSet<model::ConsentPurpose> excluded;
  std::optional<base::Time> until;
  const sheet::Catalogue* words = nullptr;

  [[nodiscard]] sheet::Sheet sheet(const SignedRules& rules) const;
};
/// Everything wrong was reported otherwise, each with what was probably meant: kUsage.
std::variant<CheckedChoices, ExitCode> check_choices(const Console& console,
                                                     const ConsentChoices& choices,
                                                     const SignedRules& rules);

/// A sheet in a form for scripts; what `consent sheet --json` prints and `consent grant --sheet`
/// reads.
nlohmann::ordered_json to_json(const sheet::Sheet& sheet, const sheet::Catalogue& words);

/// First words of the digest of the policies in force.
std::string policy_name(const trust::Trust& trust);

void add_consent_sheet(CLI::App& consent, Action& chosen);
void add_consent_grant(CLI::App& consent, Action& chosen);
void add_consent_list(CLI::App& consent, Action& chosen);
void add_consent_withdraw(CLI::App& consent, Action& chosen);

}  // namespace gateway::cli
