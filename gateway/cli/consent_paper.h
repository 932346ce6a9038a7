#pragma once

#include "gateway/cli/command.h"
#include "gateway/cli/connected.h"
#include "gateway/cli/consent_commands.h"
#include "gateway/client/consent_papers.h"
#include "gateway/model/ids.h"

#include <filesystem>
#include <optional>
#include <string>
#include <variant>

// Papers about consents: from options and files to a message that is sent.

namespace gateway::cli {

/// Whom a paper is about, in this unit's own words.
struct PersonOptions {
  std::string case_ref;
  std::string pseudonym;
  std::string thread;  ///< UUID; a new one when empty.
};
void add_person_options(CLI::App& command, PersonOptions& person);

/// Nothing for an option that was not given.
std::optional<std::string> text_if_any(const std::string& option);

struct GrantArguments {
  ConsentChoices choices;
  PersonOptions person;
  std::string sheet;
  std::string from;
  std::string evidence;
  std::string interpreter;
  std::string given_by;
  std::string given_at;
  std::string capacity;
  std::string method;
  std::string notice;
  std::string notes;
  std::string out;
  bool understood = false;
  bool age_unconfirmed = false;
  bool plan_only = false;
};

/// Takes from the file of --from what was not typed. A key it does not know, or one of another
/// type, is reported: kUsage.
std::optional<ExitCode> read_grant_file(const Console& console, GrantArguments& arguments);

/// What `consent sheet --json` printed, as far as a grant needs it.
struct PrintedSheet {
  std::string version;
  ConsentChoices choices;
};
/// Nothing for no file. A file that is no printed sheet was reported: kUsage.
std::variant<std::optional<PrintedSheet>, ExitCode> read_printed_sheet(const Console& console,
                                                                       const std::string& file);
/// Takes from the sheet what was not typed.
void fill_from(const PrintedSheet& sheet, ConsentChoices& choices);

/// SHA-256 in hex; nothing when the file cannot be read.
std::optional<std::string> hash_of_file(const std::filesystem::path& file);

/// The rules this unit's machine holds, at the gateway's time.
SignedRules rules_of(const Connected& unit);

/// Sender, times and a new message id. The recipients are left empty.
client::PaperHead paper_head(Connected& unit, base::Time now, const PersonOptions& person);

/// A message in interchange form that this program wrote.
struct Paper {
  model::MessageId message;
  std::string json;
  std::string out;  ///< A file to keep it in; empty for none.
};
ExitCode plan_paper(const Invocation& invocation, Connected& unit, const Paper& paper);
/// Sends it. Until it is accepted it lies in the unit's state folder, so that `share send` can
/// finish what was interrupted.
ExitCode send_paper(const Invocation& invocation, Connected& unit, const Paper& paper);

}  // namespace gateway::cli
