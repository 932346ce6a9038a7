#include "gateway/base/text.h"
#include "gateway/cli/choose.h"
#include "gateway/cli/offline.h"
#include "gateway/cli/policy_commands.h"
#include "gateway/cli/policy_texts.h"
#include "gateway/cli/policy_ways.h"
#include "gateway/policy/diff.h"
#include "gateway/policy/print.h"
#include "gateway/policy/wording.h"

#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

namespace gateway::cli {
namespace {

using nlohmann::ordered_json;
using policy::AccessChange;
using policy::ChangeKind;
using policy::Terms;

struct PolicyDiffArguments {
  std::string before;
  std::string after;
  std::string ngo = "hfj";
};

std::string_view word_of(ChangeKind change) {
  switch (change) {
    case ChangeKind::kLoses:
      return "loses";
    case ChangeKind::kGains:
      return "gains";
    case ChangeKind::kChanges:
      return "changes";
  }
  return "changes";
}

char sign_of(ChangeKind change) {
  switch (change) {
    case ChangeKind::kLoses:
      return '-';
    case ChangeKind::kGains:
      return '+';
    case ChangeKind::kChanges:
      return '~';
  }
  return '~';
}

std::string purposes_of(const AccessChange& change) {
  if (change.purposes.size() == model::kPurposeTexts.size()) return "any purpose";
  return purposes_text({false, change.purposes});
}

std::string terms_text(const Terms& terms) {
  std::string text = std::string(policy::to_text(terms.treatment)) + ", " +
                     std::string(model::to_text(terms.mode));
  if (!terms.when.empty()) text += ", when " + terms.when;
  for (const std::string& guard : terms.guards) text += ", " + guard;
  if (terms.period.from) text += ", from " + base::to_date_text(*terms.period.from);
  if (terms.period.until) text += ", until " + base::to_date_text(*terms.period.until);
  const std::string promises = policy::in_words(terms.promises);
  return promises.empty() ? text : text + "; " + promises;
}

ordered_json terms_json(const std::optional<Terms>& terms) {
  if (!terms) return {};
  const auto day = [](const std::optional<base::Time>& time) {
    return time ? ordered_json(base::to_date_text(*time)) : ordered_json();
  };
  ordered_json object = {{"treatment", policy::to_text(terms->treatment)},
                         {"mode", model::to_text(terms->mode)}};
  object["when"] = terms->when.empty() ? ordered_json() : ordered_json(terms->when);
  object["forbids"] = ordered_json::array();
  for (const std::string& guard : terms->guards) object["forbids"].push_back(guard);
  object["from"] = day(terms->period.from);
  object["until"] = day(terms->period.until);
  object["promises"] = policy::in_words(terms->promises);
  return object;
}

ordered_json parties_json(const std::vector<policy::Party>& parties) {
  ordered_json list = ordered_json::array();
  for (const policy::Party& party : parties) list.push_back(policy::to_text(party));
  return list;
}

void show(const Console& console, const AccessChange& change) {
  std::string rules;
  for (const std::string& rule : change.rules) rules += (rules.empty() ? "" : ", ") + rule;
  console.line(std::string(1, sign_of(change.change)) + " " + policy::to_text(change.to) + " " +
               std::string(word_of(change.change)) + " " +
               std::string(model::to_text(change.kind)) + " [" + sections_text(change.sections) +
               "]");
  console.line("    from " + policy::to_text(change.from) + " for " + purposes_of(change) + "  (" +
               change.text.text() + ": " + rules + ")");
  if (change.before) {
    console.line((change.after ? "    before: " : "    was: ") + terms_text(*change.before));
  }
  if (change.after) {
    console.line((change.before ? "    now:    " : "    ") + terms_text(*change.after));
  }
  ordered_json object = {{"change", word_of(change.change)},
                         {"text", change.text.text()},
                         {"kind", model::to_text(change.kind)}};
  object["sections"] = ordered_json::array();
  for (const model::Section section : change.sections) {
    object["sections"].push_back(model::to_text(section));
  }
  object["from"] = parties_json(change.from);
  object["to"] = parties_json(change.to);
  object["purposes"] = purposes_of(change);
  object["before"] = terms_json(change.before);
  object["after"] = terms_json(change.after);
  object["rules"] = change.rules;
  console.object(object);
}

void show(const Console& console, const policy::PaperChange& change) {
  const auto shown = [](const std::optional<std::string>& value) { return value.value_or("-"); };
  console.line("  " + change.what + ": " + shown(change.before) + " => " + shown(change.after));
  const auto or_null = [](const std::optional<std::string>& value) {
    return value ? ordered_json(*value) : ordered_json();
  };
  console.object({{"change", "paper"},
                  {"what", change.what},
                  {"before", or_null(change.before)},
                  {"after", or_null(change.after)}});
}

// A folder, or texts between commas.
std::variant<LoadedTexts, ExitCode> load(const Invocation& invocation, const std::string& named,
                                         const std::string& ngo) {
  PolicyArguments arguments;
  for (const std::string_view file : base::split(named, ',')) arguments.files.emplace_back(file);
  arguments.ngo = ngo;
  return load_texts(invocation, arguments);
}

ExitCode compare(const Invocation& invocation, const PolicyDiffArguments& arguments) {
  const Console& console = invocation.console;
  const auto before = load(invocation, arguments.before, arguments.ngo);
  if (const auto* const code = std::get_if<ExitCode>(&before)) return *code;
  const auto after = load(invocation, arguments.after, arguments.ngo);
  if (const auto* const code = std::get_if<ExitCode>(&after)) return *code;
  const policy::PolicyDiff found =
      policy::diff(std::get<LoadedTexts>(before).set, std::get<LoadedTexts>(after).set);
  for (const policy::PaperChange& change : found.papers) show(console, change);
  for (const AccessChange& change : found.accesses) show(console, change);
  if (found.empty()) console.line("nobody gains and nobody loses anything");
  console.object({{"papers", found.papers.size()}, {"accesses", found.accesses.size()}});
  return ExitCode::kOk;
}

}  // namespace

void add_policy_diff(CLI::App& policy, Action& chosen) {
  CLI::App* const comparing = policy.add_subcommand(
      "diff", "Who gains and who loses what when other texts come into force");
  const auto arguments = std::make_shared<PolicyDiffArguments>();
  comparing->add_option("old", arguments->before, "a folder of texts, or texts with commas")
      ->required();
  comparing->add_option("new", arguments->after, "the same of what is to come")->required();
  comparing->add_option("--ngo", arguments->ngo, "the NGO's name (hfj)");
  choose(*comparing, chosen, arguments, compare);
}

}  // namespace gateway::cli
