#include "gateway/base/text.h"
#include "gateway/cli/choose.h"
#include "gateway/cli/connected.h"
#include "gateway/cli/consent_commands.h"
#include "gateway/cli/consent_paper.h"
#include "gateway/client/consent_papers.h"
#include "gateway/client/plan.h"
#include "gateway/consent/register.h"
#include "gateway/promise/duty.h"

#include <algorithm>
#include <map>
#include <memory>
#include <utility>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

namespace gateway::cli {
namespace {

using nlohmann::ordered_json;

struct WithdrawArguments {
  std::string consent;
  std::vector<std::string> purposes;
  std::vector<std::string> actions;
  PersonOptions person;
  std::string requested_by = "SELF";
  std::string reason;
  std::string nrm_effect;
  std::string out;
  bool child = false;
  bool plan_only = false;
};

using Entries = std::vector<wire::ConsentEntry>;
/// By the name of the partner.
using Actions = std::map<std::string, client::RequiredAction>;

// What the register has of the consent; nothing when that was reported, with `code` set.
std::optional<Entries> entries_of(const Console& console, Connected& unit,
                                  const model::MessageId& consent, ExitCode& code) {
  const auto group = consent::group_of(consent, unit.desk->unit().partner);
  const auto reply = unit.link->ask(wire::AskConsents{group}, {}, kAnswerTimeout);
  if (!reply.answer) {
    code = report(console, unit.link->fault().value_or(client::LinkError()));
    return std::nullopt;
  }
  const auto* const found = std::get_if<wire::Consents>(&reply.answer->body);
  if (found != nullptr && !found->entries.empty()) return found->entries;
  console.error("the gateway's register has no such consent of this partner",
                "`consent list` shows those this unit recorded");
  code = ExitCode::kUsage;
  return std::nullopt;
}

// Keeps what is to be taken back: the purposes that were named, or all that were not taken back
// yet.
std::optional<ExitCode> choose_entries(const Console& console,
                                       const std::vector<std::string>& typed, Entries& entries) {
  policy::EnumSet<model::ConsentPurpose> recorded;
  policy::EnumSet<model::ConsentPurpose> chosen;
  std::vector<std::string> words;
  for (const wire::ConsentEntry& entry : entries) {
    if (recorded.contains(entry.purpose)) continue;
    recorded.insert(entry.purpose);
    words.emplace_back(model::to_text(entry.purpose));
  }
  base::Diagnostics wrong;
  for (const std::string& word : typed) {
    const auto purpose = base::value_in(model::kConsentPurposeTexts, word);
    if (purpose && recorded.contains(*purpose)) {
      chosen.insert(*purpose);
      continue;
    }
    const std::string near = base::nearest(word, words);
    wrong.push_back(
        {"--purposes", 0, 0, "the consent has no such purpose",
         near.empty() ? "`consent list` shows what it has" : "did you mean " + near + "?"});
  }
  if (!wrong.empty()) {
    console.diagnostics(wrong);
    return ExitCode::kUsage;
  }
  std::erase_if(entries, [&](const wire::ConsentEntry& entry) {
    return entry.withdrawn || (!typed.empty() && !chosen.contains(entry.purpose));
  });
  if (!entries.empty()) return std::nullopt;
  console.error("all of this was taken back before", "`consent list` shows who has not answered");
  return ExitCode::kUsage;
}

// Those the consent named, and the controller when somebody else recorded it: each in the role in
// which it could rely on it. Who cannot be told by this road is told by hand.
std::vector<kinds::Recipient> recipients_of(const Console& console, const client::Desk& desk,
                                            const Entries& entries) {
  std::vector<kinds::Recipient> recipients;
  const auto add = [&](model::PartnerNumber number, model::Role role) {
    const auto name = model::PartnerName::parse(desk.name_of(number));
    if (!name) return;
    const kinds::Recipient recipient{*name, role};
    if (std::ranges::find(recipients, recipient) == recipients.end()) {
      recipients.push_back(recipient);
    }
  };
  for (const wire::ConsentEntry& entry : entries) add(entry.recipient, entry.role);
  const model::PartnerNumber ngo = desk.trust().ngo;
  const bool is_told = std::ranges::any_of(
      entries, [&](const wire::ConsentEntry& entry) { return entry.recipient == ngo; });
  if (desk.unit().partner != ngo && !is_told) add(ngo, model::Role::kHfjCare);
  std::erase_if(recipients, [&](const kinds::Recipient& each) {
    if (client::is_eligible(desk, model::Kind::kConsentWithdraw, each.role)) return false;
    console.progress("tell by hand: " + each.partner.text() + " as " +
                     std::string(model::to_text(each.role)) + " may not receive a withdrawal");
    return true;
  });
  return recipients;
}

// PARTNER=ACTION or PARTNER=ACTION:BASIS.
void read_action(const std::string& typed, Actions& actions, base::Diagnostics& wrong) {
  const auto complain = [&](std::string_view what, std::string next) {
    wrong.push_back({"--action", 0, 0, std::string(what), std::move(next)});
  };
  const auto equals = typed.find('=');
  if (equals == std::string::npos) {
    return complain("is no action of a partner", "write PARTNER=DELETE");
  }
  const std::string partner = typed.substr(0, equals);
  const auto found = actions.find(partner);
  if (found == actions.end()) {
    std::vector<std::string> names;
    for (const auto& [name, ignored] : actions) names.push_back(name);
    const std::string near = base::nearest(partner, names);
    return complain("this partner is not told of the withdrawal",
                    near.empty() ? "`--plan` shows who is" : "did you mean " + near + "?");
  }
  const auto colon = typed.find(':', equals);
  const std::string word = typed.substr(equals + 1, colon - equals - 1);
  const std::string basis = colon == std::string::npos ? "" : typed.substr(colon + 1);
  const auto action = base::value_in(promise::kActionTexts, word);
  if (!action || *action == promise::Action::kStopUseItem) {
    const std::string near = base::nearest(word, base::words_of(promise::kActionTexts));
    return complain("there is no such action", near.empty() ? "for example STOP_USE, RETURN, DELETE"
                                                            : "did you mean " + near + "?");
  }
  if (!basis.empty() && !base::value_in(model::kLegalBasisTexts, basis)) {
    return complain("there is no such legal basis", "name one like P3 or 9.2.f");
  }
  if (*action == promise::Action::kRetainUnderLegalHold && basis.empty()) {
    return complain("nothing is kept without a ground",
                    "name the legal basis: PARTNER=RETAIN_UNDER_LEGAL_HOLD:P3");
  }
  found->second.action = word;
  if (!basis.empty()) found->second.basis = basis;
}

// One for each partner; to stop using it is the least.
std::optional<Actions> actions_of(const Console& console,
                                  const std::vector<kinds::Recipient>& recipients,
                                  const std::vector<std::string>& typed) {
  Actions actions;
  for (const kinds::Recipient& each : recipients) {
    const std::string name(each.partner.text());
    actions.try_emplace(
        name, client::RequiredAction{name, std::string(to_text(promise::Action::kStopUse)),
                                     std::nullopt});
  }
  base::Diagnostics wrong;
  for (const std::string& each : typed) read_action(each, actions, wrong);
  if (wrong.empty()) return actions;
  console.diagnostics(wrong);
  return std::nullopt;
}

void show(const Console& console, const client::WithdrawalDraft& draft) {
  ordered_json purposes = ordered_json::array();
  for (const model::ConsentPurpose purpose : draft.purposes) {
    console.line("taken back: " + std::string(model::to_text(purpose)));
    purposes.push_back(model::to_text(purpose));
  }
  std::vector<std::vector<std::string>> rows = {{"partner", "has to", "ground"}};
  ordered_json required = ordered_json::array();
  for (const client::RequiredAction& action : draft.required) {
    rows.push_back({action.partner, action.action, action.basis.value_or("")});
    ordered_json object = {{"partner", action.partner}, {"action", action.action}};
    if (action.basis) object["basis"] = *action.basis;
    required.push_back(std::move(object));
  }
  console.table(rows);
  console.object({{"withdrawal", model::to_text(draft.head.message)},
                  {"consent", draft.consent},
                  {"purposes", purposes},
                  {"required", required}});
}

client::WithdrawalDraft draft_of(Connected& unit, const WithdrawArguments& arguments,
                                 const Entries& entries, const Actions& actions) {
  client::WithdrawalDraft draft;
  draft.head = paper_head(unit, unit.link->welcome().time, arguments.person);
  draft.head.is_adult = !arguments.child;
  draft.consent = arguments.consent;
  for (const wire::ConsentEntry& entry : entries) {
    if (std::ranges::find(draft.purposes, entry.purpose) == draft.purposes.end()) {
      draft.purposes.push_back(entry.purpose);
    }
  }
  std::ranges::sort(draft.purposes);
  draft.effective = draft.head.created;
  draft.requested_by = arguments.requested_by;
  for (const auto& [name, action] : actions) draft.required.push_back(action);
  draft.reason = text_if_any(arguments.reason);
  draft.nrm_effect = text_if_any(arguments.nrm_effect);
  return draft;
}

ExitCode withdraw(const Invocation& invocation, const WithdrawArguments& arguments) {
  const Console& console = invocation.console;
  const auto consent = model::parse_message_id(arguments.consent);
  if (!consent) {
    console.error("that is no id of a consent", "`consent list` shows them");
    return ExitCode::kUsage;
  }
  auto connected = connect(invocation);
  if (const auto* const code = std::get_if<ExitCode>(&connected)) return *code;
  auto& unit = *std::get<std::unique_ptr<Connected>>(connected);
  ExitCode code = ExitCode::kOk;
  auto entries = entries_of(console, unit, *consent, code);
  if (!entries) return code;
  if (const auto wrong = choose_entries(console, arguments.purposes, *entries)) return *wrong;
  auto recipients = recipients_of(console, *unit.desk, *entries);
  if (recipients.empty()) {
    console.error("nobody can be told by this road", "tell them by hand, at once");
    return ExitCode::kRefused;
  }
  const auto actions = actions_of(console, recipients, arguments.actions);
  if (!actions) return ExitCode::kUsage;
  client::WithdrawalDraft draft = draft_of(unit, arguments, *entries, *actions);
  draft.head.recipients = std::move(recipients);
  show(console, draft);
  const Paper paper{draft.head.message, kinds::to_json(client::consent_withdrawal(draft)),
                    arguments.out};
  return arguments.plan_only ? plan_paper(invocation, unit, paper)
                             : send_paper(invocation, unit, paper);
}

}  // namespace

void add_consent_withdraw(CLI::App& consent, Action& chosen) {
  CLI::App* const command = consent.add_subcommand(
      "withdraw", "Takes a consent back, and tells everybody who may have relied on it");
  const auto arguments = std::make_shared<WithdrawArguments>();
  command->add_option("id", arguments->consent, "as `consent list` shows it")->required();
  command
      ->add_option("--purposes", arguments->purposes,
                   "only these: HEALTH,FOLLOW_UP,...; all without")
      ->delimiter(',');
  command->add_option("--action", arguments->actions,
                      "what a partner has to do: PARTNER=ACTION or PARTNER=ACTION:BASIS; several "
                      "times (STOP_USE)");
  add_person_options(*command, arguments->person);
  command->add_option("--requested-by", arguments->requested_by,
                      "SELF, PARENT, GUARDIAN, DEPUTY or SUPPORT_WORKER (SELF)");
  command->add_option("--reason", arguments->reason, "only if the person gave one unasked");
  command->add_option("--nrm-effect", arguments->nrm_effect,
                      "what it means for the case in the referral mechanism");
  command->add_flag("--child", arguments->child, "the person is under 18");
  command->add_option("--out", arguments->out, "keep the message in this file, too");
  command->add_flag("--plan", arguments->plan_only, "show what would be sent; send nothing");
  choose(*command, chosen, arguments, withdraw);
}

}  // namespace gateway::cli
