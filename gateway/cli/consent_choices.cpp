#include "gateway/base/text.h"
#include "gateway/cli/consent_commands.h"

#include <utility>

#include <CLI/CLI.hpp>

namespace gateway::cli {
namespace {

using base::Diagnostics;
using Purposes = policy::EnumSet<model::ConsentPurpose>;

Purposes purposes_of(const std::vector<std::string>& typed, const std::string& option,
                     Diagnostics& wrong) {
  Purposes purposes;
  for (const std::string& word : typed) {
    if (const auto purpose = base::value_in(model::kConsentPurposeTexts, word)) {
      purposes.insert(*purpose);
      continue;
    }
    const std::string near = base::nearest(word, base::words_of(model::kConsentPurposeTexts));
    wrong.push_back({option, 0, 0, "there is no such purpose",
                     near.empty() ? "purposes are words like CARE_PLACEMENT, HEALTH, FOLLOW_UP"
                                  : "did you mean " + near + "?"});
  }
  return purposes;
}

std::vector<kinds::NamedRecipient> recipients_of(const std::vector<std::string>& typed,
                                                 Diagnostics& wrong) {
  std::vector<kinds::NamedRecipient> recipients;
  for (const std::string& word : typed) {
    if (auto named = sheet::parse_recipient(word)) {
      recipients.push_back(*std::move(named));
    } else {
      wrong.push_back({"--recipient", 0, 0, "is no name of a recipient",
                       "write PARTNER, PARTNER/UNIT or PARTNER/ROLE"});
    }
  }
  return recipients;
}

std::vector<sheet::Post> posts_of(const directory::Directory& directory) {
  std::vector<sheet::Post> posts;
  for (const directory::Partner& partner : directory.data().partners) {
    const auto name = model::PartnerName::parse(partner.name);
    for (const directory::Unit& unit : partner.units) {
      const auto unit_name = model::UnitName::parse(unit.name);
      if (!name || !unit_name) continue;
      sheet::Post& post = posts.emplace_back(sheet::Post{*name, *unit_name, {}});
      for (const model::Role role : unit.roles) post.roles.insert(role);
    }
  }
  return posts;
}

}  // namespace

void add_choices(CLI::App& command, ConsentChoices& choices) {
  command.add_option("--purposes", choices.purposes, "what is asked: CARE_PLACEMENT,HEALTH,...")
      ->delimiter(',');
  command.add_option("--recipient", choices.recipients,
                     "who may get it: PARTNER, PARTNER/UNIT or PARTNER/ROLE; several times");
  command.add_option("--exclude", choices.excluded, "purposes the person said no to")
      ->delimiter(',');
  command.add_option("--lang", choices.language, "language of the sheet: en, pl, ro, sq, vi (en)");
  command.add_option("--until", choices.until, "the day it ends, 2027-01-17; open without");
  command.add_flag("--child", choices.child, "the person is under 18");
}

std::string policy_name(const trust::Trust& trust) {
  return base::to_hex(trust.policy_digest.bytes().first<8>());
}

sheet::Sheet CheckedChoices::sheet(const SignedRules& rules) const {
  return sheet::make_sheet(rules.trust.policies, question, excluded, until);
}

std::variant<CheckedChoices, ExitCode> check_choices(const Console& console,
                                                     const ConsentChoices& choices,
                                                     const SignedRules& rules) {
  Diagnostics wrong;
  const directory::Directory& directory = *rules.trust.directory;
  const auto* const ngo = directory.partner(rules.trust.ngo);
  const auto controller = model::PartnerName::parse(ngo == nullptr ? "" : ngo->name);
  const auto recorder = model::PartnerName::parse(rules.recorder);
  if (!controller || !recorder || directory.partner(rules.recorder) == nullptr) {
    console.error("the directory does not list the partner who asks", "check 'context.partner'");
    return ExitCode::kBadConfiguration;
  }
  CheckedChoices checked{{{*controller, *recorder, posts_of(directory)},
                          recipients_of(choices.recipients, wrong),
                          purposes_of(choices.purposes, "--purposes", wrong),
                          choices.child ? sheet::Subject::kChild : sheet::Subject::kAdult,
                          rules.now},
                         purposes_of(choices.excluded, "--exclude", wrong),
                         std::nullopt,
                         sheet::built_in(choices.language.empty() ? "en" : choices.language)};
  if (wrong.empty()) wrong = sheet::faults_of(checked.question, checked.excluded);
  if (checked.words == nullptr) {
    wrong.push_back({"--lang", 0, 0, "there is no catalogue for this language",
                     "there is en, pl, ro, sq and vi"});
  }
  if (!choices.until.empty()) {
    const auto day = base::parse_date(choices.until);
    if (day && *day > rules.now) {
      checked.until = *day;
    } else {
      wrong.push_back({"--until", 0, 0, "is no day to come", "write a date like 2027-01-17"});
    }
  }
  if (wrong.empty()) return checked;
  console.diagnostics(wrong);
  return ExitCode::kUsage;
}

}  // namespace gateway::cli
