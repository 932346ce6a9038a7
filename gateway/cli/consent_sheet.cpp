#include "gateway/cli/choose.h"
#include "gateway/cli/consent_commands.h"
#include "gateway/cli/offline.h"
#include "gateway/config/context.h"
#include "gateway/lab/network.h"
#include "gateway/sheet/print.h"

#include <memory>
#include <utility>

#include <nlohmann/json.hpp>

namespace gateway::cli {
namespace {

using nlohmann::ordered_json;

struct SheetArguments {
  ConsentChoices choices;
  std::string trust;
  std::string policy;
  std::string at;
  bool html = false;
  bool large = false;
};

// No key is needed to read what trustees signed, so a sheet can be made anywhere.
std::variant<SignedRules, ExitCode> load_rules(const Invocation& invocation,
                                               const SheetArguments& arguments) {
  const Console& console = invocation.console;
  std::string trust = arguments.trust;
  std::string policy = arguments.policy;
  std::string recorder;
  std::string at = arguments.at;
  if (!invocation.context.empty()) {
    auto loaded = config::load_context(invocation.context);
    if (const auto* const wrong = std::get_if<base::Diagnostics>(&loaded)) {
      console.diagnostics(*wrong);
      return ExitCode::kBadConfiguration;
    }
    const auto& context = std::get<config::Context>(loaded);
    if (trust.empty()) trust = context.trust.string();
    if (policy.empty()) policy = context.policy.string();
    recorder = context.partner;
    if (at.empty() && context.clock == config::ClockMode::kTraining) at = lab::kStart;
  }
  if (trust.empty() || policy.empty()) {
    return give_up(console, ExitCode::kUsage, "which signed rules?",
                   "give --context FILE, or --trust FOLDER and --policy FOLDER");
  }
  const auto now = moment(console, at);
  if (!now) return ExitCode::kUsage;
  auto loaded = trust::load(trust, policy, *now);
  if (const auto* const wrong = std::get_if<base::Diagnostics>(&loaded)) {
    console.diagnostics(*wrong);
    return ExitCode::kVerificationFailed;
  }
  SignedRules rules{std::get<trust::Trust>(std::move(loaded)), std::move(recorder), *now};
  const auto* const ngo = rules.trust.directory->partner(rules.trust.ngo);
  if (rules.recorder.empty() && ngo != nullptr) rules.recorder = ngo->name;
  return rules;
}

std::string_view shape_text(policy::Treatment treatment) { return policy::to_text(treatment); }

ordered_json flow_json(const sheet::Flow& flow, std::string_view when,
                       const sheet::Catalogue& words) {
  ordered_json groups = ordered_json::array();
  for (const auto& [group, shape] : flow.groups) {
    if (!sheet::is_told(group)) continue;
    groups.push_back({{"group", sheet::group_key(group).substr(6)},
                      {"text", words.text(sheet::group_key(group))},
                      {"shape", shape_text(shape.treatment)},
                      {"onward", !shape.no_onward}});
  }
  ordered_json keep = ordered_json::array();
  for (const policy::Retention klass : flow.keep) keep.push_back(policy::to_text(klass));
  return {{"partner", flow.partner.text()},
          {"unit", flow.unit.text()},
          {"role", model::to_text(flow.role)},
          {"when", when},
          {"groups", groups},
          {"keep", keep}};
}

ordered_json purpose_json(const sheet::PurposeFlows& part, const sheet::Catalogue& words) {
  ordered_json flows = ordered_json::array();
  for (const auto& flow : part.for_safety) flows.push_back(flow_json(flow, "safety", words));
  for (const auto& flow : part.with_yes) flows.push_back(flow_json(flow, "yes", words));
  return {{"purpose", model::to_text(part.purpose)},
          {"title", words.text(sheet::title_key(part.purpose))},
          {"reason", words.text(sheet::reason_key(part.purpose))},
          {"takeBack", words.text(sheet::take_back_key(part.purpose))},
          {"flows", flows}};
}

ExitCode sheet_command(const Invocation& invocation, const SheetArguments& arguments) {
  const Console& console = invocation.console;
  const auto loaded = load_rules(invocation, arguments);
  if (const auto* const code = std::get_if<ExitCode>(&loaded)) return *code;
  const auto& rules = std::get<SignedRules>(loaded);
  const auto checked = check_choices(console, arguments.choices, rules);
  if (const auto* const code = std::get_if<ExitCode>(&checked)) return *code;
  const auto& choices = std::get<CheckedChoices>(checked);
  const sheet::Sheet made = choices.sheet(rules);
  auto blocks = sheet::blocks_of(made, *choices.words);
  for (auto& block : sheet::footer_of(made, *choices.words, {policy_name(rules.trust)})) {
    blocks.push_back(std::move(block));
  }
  const auto type = arguments.large ? sheet::Type::kLarge : sheet::Type::kNormal;
  const std::string printed =
      arguments.html ? sheet::to_html(blocks, *choices.words, type) : sheet::to_text(blocks);
  console.line(std::string_view(printed).substr(0, printed.size() - 1));
  ordered_json object = to_json(made, *choices.words);
  object["policy"] = policy_name(rules.trust);
  object[arguments.html ? "html" : "text"] = printed;
  console.object(object);
  return ExitCode::kOk;
}

}  // namespace

ordered_json to_json(const sheet::Sheet& sheet, const sheet::Catalogue& words) {
  ordered_json object = {{"version", sheet::version_of(sheet, words)},
                         {"language", words.code()},
                         {"reviewed", words.is_reviewed()},
                         {"child", sheet.question.subject == sheet::Subject::kChild},
                         {"recorder", sheet.question.surroundings.recorder.text()}};
  object["until"] = sheet.until ? ordered_json(base::to_date_text(*sheet.until)) : ordered_json();
  for (const char* const list : {"recipients", "purposes", "excluded", "told", "withoutYes"}) {
    object[list] = ordered_json::array();
  }
  for (const auto& named : sheet.question.recipients) {
    object["recipients"].push_back(sheet::to_text(named));
  }
  for (const auto& part : sheet.flows.purposes) {
    object["purposes"].push_back(purpose_json(part, words));
  }
  for (const auto purpose : sheet.excluded) {
    object["excluded"].push_back(model::to_text(purpose));
  }
  for (const auto& told : sheet.flows.told) {
    object["told"].push_back({{"partner", told.partner.text()},
                              {"role", model::to_text(told.role)},
                              {"shape", shape_text(told.treatment)}});
  }
  for (const auto& flow : sheet.flows.without_yes) {
    object["withoutYes"].push_back(flow_json(flow, "other-ground", words));
  }
  return object;
}

void add_consent_sheet(CLI::App& consent, Action& chosen) {
  CLI::App* const command = consent.add_subcommand(
      "sheet", "Prints what a person is asked, in plain words, made from the signed policy");
  const auto arguments = std::make_shared<SheetArguments>();
  add_choices(*command, arguments->choices);
  command->add_option("--trust", arguments->trust, "folder of root and directory notes");
  command->add_option("--policy", arguments->policy, "folder of signed policies");
  add_time_option(*command, arguments->at);
  command->add_flag("--html", arguments->html, "a page to print");
  command->add_flag("--large", arguments->large, "large type, with --html");
  choose(*command, chosen, arguments, sheet_command);
}

}  // namespace gateway::cli
