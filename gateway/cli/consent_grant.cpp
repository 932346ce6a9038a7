#include "gateway/base/text.h"
#include "gateway/cli/choose.h"
#include "gateway/cli/connected.h"
#include "gateway/cli/consent_commands.h"
#include "gateway/cli/consent_paper.h"
#include "gateway/cli/files.h"
#include "gateway/cli/share_plan.h"
#include "gateway/client/consent_papers.h"
#include "gateway/client/consents.h"
#include "gateway/client/plan.h"
#include "gateway/client/sender.h"

#include <algorithm>
#include <memory>
#include <utility>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

namespace gateway::cli {
namespace {

using nlohmann::ordered_json;

/// The unit at work with what it needs to judge choices.
struct Desk {
  std::unique_ptr<Connected> unit;
  SignedRules rules;
};

struct Granting {
  const Invocation& invocation;
  const GrantArguments& arguments;
  Desk& desk;
};

ExitCode complain(const Console& console, std::string_view what, std::string_view next) {
  console.error(what, next);
  return ExitCode::kUsage;
}

// A consent that a person did not understand, or nobody can show, is none.
std::optional<ExitCode> missing_in(const Console& console, const GrantArguments& arguments) {
  if (!arguments.understood) {
    return complain(console, "did the person understand that they can refuse and take it back?",
                    "say --understood when they did; without it there is no consent");
  }
  if (arguments.evidence.empty()) {
    return complain(console, "there is no evidence of the consent",
                    "give --evidence FILE: the scan or recording; only its hash is sent");
  }
  if (arguments.interpreter.empty()) {
    return complain(console, "who interpreted?", "give --interpreter TEXT, or --interpreter none");
  }
  return std::nullopt;
}

bool is_part_of(const CheckedChoices& part, const CheckedChoices& whole) {
  const auto& offered = whole.question.recipients;
  const bool ends_in_time = !whole.until || (part.until && *part.until <= *whole.until);
  return ends_in_time && (part.question.purposes - whole.question.purposes).empty() &&
         part.question.subject == whole.question.subject && part.words == whole.words &&
         std::ranges::all_of(part.question.recipients, [&](const auto& named) {
           return std::ranges::find(offered, named) != offered.end();
         });
}

// The version of the sheet the person read: of the file they were shown, or of these very choices.
std::variant<std::string, ExitCode> notice_of(const Granting& granting,
                                              const CheckedChoices& choices,
                                              const std::optional<PrintedSheet>& printed) {
  const Console& console = granting.invocation.console;
  if (!granting.arguments.notice.empty()) return granting.arguments.notice;
  if (!printed) return version_of(choices.sheet(granting.desk.rules), *choices.words);
  const auto checked = check_choices(console, printed->choices, granting.desk.rules);
  if (const auto* const code = std::get_if<ExitCode>(&checked)) return *code;
  const auto& offered = std::get<CheckedChoices>(checked);
  if (version_of(offered.sheet(granting.desk.rules), *offered.words) != printed->version) {
    console.error("the signed rules have changed: the sheet no longer says what would happen",
                  "print a new sheet, go through it with the person, and have that one signed");
    return ExitCode::kRefused;
  }
  if (!is_part_of(choices, offered)) {
    return complain(console, "the sheet does not ask for all of this",
                    "grant only what stands on the sheet, or print another one");
  }
  return printed->version;
}

void add_once(const kinds::Recipient& recipient, std::vector<kinds::Recipient>& all) {
  if (std::ranges::find(all, recipient) == all.end()) all.push_back(recipient);
}

bool gains(const sheet::Flows& flows, const model::PartnerName& partner, model::Role role) {
  const auto is_it = [&](const sheet::Flow& flow) {
    return flow.partner == partner && flow.role == role;
  };
  return std::ranges::any_of(flows.purposes, [&](const sheet::PurposeFlows& part) {
    return std::ranges::any_of(part.with_yes, is_it) || std::ranges::any_of(part.for_safety, is_it);
  });
}

// Who has to know of the record: whoever it names and, of a partner named as a whole, the desks
// that gain something by it; the controller when it is not the one recording.
std::vector<kinds::Recipient> recipients_of(const Granting& granting,
                                            const CheckedChoices& choices) {
  const sheet::Sheet made = choices.sheet(granting.desk.rules);
  const auto& surroundings = choices.question.surroundings;
  std::vector<kinds::Recipient> recipients;
  for (const auto& named : choices.question.recipients) {
    std::vector<kinds::Recipient> meant;
    for (const auto& post : surroundings.posts) {
      for (const model::Role role : post.roles) {
        if (is_named(named, post, role)) meant.push_back({post.partner, role});
      }
    }
    const auto gaining = [&](const kinds::Recipient& each) {
      return gains(made.flows, each.partner, each.role);
    };
    if (!named.role && std::ranges::any_of(meant, gaining)) {
      std::erase_if(meant, [&](const kinds::Recipient& each) { return !gaining(each); });
    }
    for (const auto& each : meant) add_once(each, recipients);
  }
  if (surroundings.recorder != surroundings.controller) {
    const model::PartnerName& ngo = surroundings.controller;
    for (const auto& role : model::kRoleTexts) {
      if (gains(made.flows, ngo, role.value)) add_once({ngo, role.value}, recipients);
    }
    const bool is_told = std::ranges::any_of(
        recipients, [&](const kinds::Recipient& each) { return each.partner == ngo; });
    if (!is_told) add_once({ngo, model::Role::kHfjCare}, recipients);
  }
  return recipients;
}

// Those a record may not go to by this road are told by hand.
std::vector<kinds::Recipient> reachable(const Granting& granting,
                                        std::vector<kinds::Recipient> recipients) {
  const client::Desk& desk = *granting.desk.unit->desk;
  std::erase_if(recipients, [&](const kinds::Recipient& each) {
    if (client::is_eligible(desk, model::Kind::kConsentRecord, each.role)) return false;
    granting.invocation.console.progress("tell by hand: " + each.partner.text() + " as " +
                                         std::string(model::to_text(each.role)) +
                                         " may not receive a consent record");
    return true;
  });
  return recipients;
}

template <class Set>
std::vector<model::ConsentPurpose> list_of(const Set& set) {
  std::vector<model::ConsentPurpose> list;
  for (const model::ConsentPurpose purpose : set) list.push_back(purpose);
  return list;
}

std::variant<client::RecordDraft, ExitCode> draft_of(const Granting& granting,
                                                     const CheckedChoices& choices,
                                                     const std::string& notice) {
  const Console& console = granting.invocation.console;
  const GrantArguments& arguments = granting.arguments;
  Connected& unit = *granting.desk.unit;
  const auto evidence = hash_of_file(arguments.evidence);
  if (!evidence) return complain(console, "the evidence cannot be read", "check --evidence FILE");
  client::RecordDraft draft;
  draft.head = paper_head(unit, granting.desk.rules.now, arguments.person);
  draft.head.recipients = reachable(granting, recipients_of(granting, choices));
  draft.head.is_adult = choices.question.subject == sheet::Subject::kAdult;
  draft.purposes = list_of(choices.question.purposes);
  draft.excluded = list_of(choices.excluded);
  for (const auto& named : choices.question.recipients) {
    draft.recipients.push_back(sheet::to_text(named));
  }
  if (!arguments.given_by.empty()) draft.given_by = arguments.given_by;
  if (!arguments.capacity.empty()) draft.capacity = arguments.capacity;
  if (!arguments.method.empty()) draft.method = arguments.method;
  draft.age_confirmed = !arguments.age_unconfirmed;
  draft.explained_in = choices.words->english();
  draft.interpreter = arguments.interpreter;
  draft.notice = notice;
  draft.evidence = *evidence;
  draft.given = draft.head.created;
  if (!arguments.given_at.empty()) {
    const auto given = base::parse_time(arguments.given_at);
    if (!given || *given > draft.head.created) {
      return complain(console, "--given-at is no time up to now", "write 2026-01-17T19:30:00Z");
    }
    draft.given = *given;
  }
  draft.expires = choices.until;
  draft.notes = text_if_any(arguments.notes);
  return draft;
}

void show_handles(const Granting& granting, const client::RecordDraft& draft) {
  const Console& console = granting.invocation.console;
  std::vector<std::vector<std::string>> rows = {{"purpose", "may be used towards", "until"}};
  const std::string until = draft.expires ? base::to_date_text(*draft.expires) : "taken back";
  ordered_json purposes = ordered_json::array();
  for (const auto purpose : draft.purposes) {
    purposes.push_back(model::to_text(purpose));
    for (const std::string& named : draft.recipients) {
      rows.push_back({std::string(model::to_text(purpose)), named, until});
    }
  }
  console.table(rows);
  ordered_json excluded = ordered_json::array();
  for (const auto purpose : draft.excluded) excluded.push_back(model::to_text(purpose));
  console.object({{"consent", model::to_text(draft.head.message)},
                  {"notice", draft.notice},
                  {"purposes", purposes},
                  {"recipients", draft.recipients},
                  {"excluded", excluded},
                  {"evidence", draft.evidence},
                  {"until", draft.expires ? ordered_json(base::to_date_text(*draft.expires))
                                          : ordered_json()}});
}

ExitCode grant(const Invocation& invocation, const GrantArguments& typed) {
  const Console& console = invocation.console;
  GrantArguments arguments = typed;
  if (const auto wrong = read_grant_file(console, arguments)) return *wrong;
  const auto read = read_printed_sheet(console, arguments.sheet);
  if (const auto* const code = std::get_if<ExitCode>(&read)) return *code;
  const auto& printed = std::get<std::optional<PrintedSheet>>(read);
  if (printed) fill_from(*printed, arguments.choices);
  if (const auto wrong = missing_in(console, arguments)) return *wrong;
  auto connected = connect(invocation);
  if (const auto* const code = std::get_if<ExitCode>(&connected)) return *code;
  auto unit = std::get<std::unique_ptr<Connected>>(std::move(connected));
  SignedRules rules = rules_of(*unit);
  Desk desk{std::move(unit), std::move(rules)};
  const Granting granting{invocation, arguments, desk};
  const auto checked = check_choices(console, arguments.choices, desk.rules);
  if (const auto* const code = std::get_if<ExitCode>(&checked)) return *code;
  const auto& choices = std::get<CheckedChoices>(checked);
  const auto notice = notice_of(granting, choices, printed);
  if (const auto* const code = std::get_if<ExitCode>(&notice)) return *code;
  const auto drafted = draft_of(granting, choices, std::get<std::string>(notice));
  if (const auto* const code = std::get_if<ExitCode>(&drafted)) return *code;
  const auto& draft = std::get<client::RecordDraft>(drafted);
  show_handles(granting, draft);
  const Paper paper{draft.head.message, kinds::to_json(client::consent_record(draft)),
                    arguments.out};
  return arguments.plan_only ? plan_paper(invocation, *desk.unit, paper)
                             : send_paper(invocation, *desk.unit, paper);
}

}  // namespace

void add_consent_grant(CLI::App& consent, Action& chosen) {
  CLI::App* const command = consent.add_subcommand(
      "grant", "Records what a person agreed to, and tells everybody who may rely on it");
  const auto arguments = std::make_shared<GrantArguments>();
  add_choices(*command, arguments->choices);
  add_person_options(*command, arguments->person);
  command->add_option("--sheet", arguments->sheet,
                      "the sheet they signed: what `consent sheet --json` printed");
  command->add_option("--from", arguments->from, "a JSON file that holds these options");
  command->add_option("--evidence", arguments->evidence,
                      "the scan or recording; only its hash is sent");
  command->add_option("--interpreter", arguments->interpreter, "who interpreted, or none");
  command->add_flag("--understood", arguments->understood,
                    "the person understood that they can refuse and take it back");
  command->add_option("--given-by", arguments->given_by, "SELF, PARENT, GUARDIAN or DEPUTY (SELF)");
  command->add_option("--given-at", arguments->given_at, "when; now when left out");
  command->add_option("--capacity", arguments->capacity,
                      "CAPACITY_PRESUMED, CAPACITY_ASSESSED or BEST_INTERESTS");
  command->add_option("--method", arguments->method,
                      "SIGNED_PAPER_SCANNED, SIGNED_ELECTRONICALLY, RECORDED_VERBAL or "
                      "WITNESSED_VERBAL");
  command->add_flag("--age-unconfirmed", arguments->age_unconfirmed,
                    "nobody has confirmed the age");
  command->add_option("--notice", arguments->notice,
                      "version of another notice that the person read");
  command->add_option("--notes", arguments->notes, "what else matters; no story");
  command->add_option("--out", arguments->out, "keep the message in this file, too");
  command->add_flag("--plan", arguments->plan_only, "show what would be sent; send nothing");
  choose(*command, chosen, arguments, grant);
}

}  // namespace gateway::cli
