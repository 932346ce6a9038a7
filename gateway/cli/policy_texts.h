#pragma once

#include "gateway/cli/command.h"
#include "gateway/policy/cases.h"
#include "gateway/policy/policy_set.h"

#include <string>
#include <string_view>
#include <variant>
#include <vector>

// How the commands of `safeconduct policy` read texts.

namespace gateway::cli {

/// Files as the command line names them, and whose text a text without a header is.
struct PolicyArguments {
  std::vector<std::string> files;
  std::string ngo = "hfj";
};
void add_policy_options(CLI::App& command, PolicyArguments& arguments);

/// What they read of each file: the text of a signed note, or the file as it stands. A folder
/// stands for its files whose names end in `suffix`, in the order of their names; one without any
/// is reported.
std::variant<std::vector<policy::PolicyText>, ExitCode> read_texts(
    const Invocation& invocation, const std::vector<std::string>& files, std::string_view suffix);

/// Lists what is wrong with texts, each with a next step: kFailed.
ExitCode do_not_load(const Console& console, base::Diagnostics problems);

/// Texts that load together.
struct LoadedTexts {
  std::vector<policy::PolicyText> texts;
  std::vector<policy::Policy> policies;  ///< One for each text.
  policy::PolicySet set;

  /// "FILE:LINE" of a rule; "" for none.
  [[nodiscard]] std::string place_of(policy::RuleId rule) const;
};
std::variant<LoadedTexts, ExitCode> load_texts(const Invocation& invocation,
                                               const PolicyArguments& arguments);
/// The same of texts that were read already.
std::variant<LoadedTexts, ExitCode> load_texts(const Invocation& invocation,
                                               std::vector<policy::PolicyText> texts,
                                               const std::string& ngo);

/// A kind without a schema yet may have any section.
[[nodiscard]] bool has_section(model::Kind kind, model::Section section);
policy::EnumSet<model::Section> sections_of(model::Kind kind);

/// Names texts, whatever their order and signatures: base64 of digest_of("safeconduct policy texts
/// v1", the SHA-256 of each text, sorted).
std::string digest_of_texts(const std::vector<policy::PolicyText>& texts);

}  // namespace gateway::cli
