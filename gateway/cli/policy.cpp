#include "gateway/policy/policy.h"

#include "gateway/cli/choose.h"
#include "gateway/cli/directory_commands.h"
#include "gateway/cli/notices.h"
#include "gateway/cli/offline.h"
#include "gateway/cli/policy_commands.h"
#include "gateway/cli/policy_texts.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <nlohmann/json.hpp>

namespace gateway::cli {
namespace {

struct CheckArguments {
  PolicyArguments texts;
  TrustArguments trust;
};

std::vector<policy::KnownPartner> known_partners(const directory::Directory& directory) {
  std::vector<policy::KnownPartner> known;
  // Whom things are published to holds no key, so no directory lists it.
  if (auto page = model::PartnerName::parse("public")) known.push_back({*std::move(page), {}});
  for (const auto& partner : directory.data().partners) {
    auto name = model::PartnerName::parse(partner.name);
    if (!name) continue;
    policy::KnownPartner row{*std::move(name), {}};
    for (const auto& unit : partner.units) {
      if (auto parsed = model::UnitName::parse(unit.name)) row.units.push_back(*std::move(parsed));
    }
    known.push_back(std::move(row));
  }
  return known;
}

// Partners and units that the texts name and the directory does not list.
base::Diagnostics strangers(const std::vector<policy::PolicyText>& texts,
                            const directory::Directory& directory) {
  const auto known = known_partners(directory);
  base::Diagnostics problems;
  for (const auto& text : texts) {
    const auto parsed = policy::parse_policy(text.text, text.file);
    if (!parsed) continue;
    for (auto& each : policy::unknown_parties(*parsed.value, known)) {
      problems.push_back(std::move(each));
    }
  }
  return problems;
}

ExitCode check(const Invocation& invocation, const CheckArguments& arguments) {
  const Console& console = invocation.console;
  const auto now = moment(console, arguments.trust.at);
  if (!now) return ExitCode::kUsage;
  const auto read = read_texts(invocation, arguments.texts.files, ".policy");
  if (const auto* const code = std::get_if<ExitCode>(&read)) return *code;
  const auto& texts = std::get<std::vector<policy::PolicyText>>(read);
  std::string ngo = arguments.texts.ngo;
  base::Diagnostics problems;
  if (!arguments.trust.folder.empty()) {
    const auto believed = believe(invocation, arguments.trust);
    if (const auto* const code = std::get_if<ExitCode>(&believed)) return *code;
    const auto& directory = *std::get<Believed>(believed).chain.directory;
    problems = strangers(texts, directory);
    if (const auto number = trust::ngo_of(directory)) ngo = directory.partner(*number)->name;
  }
  const auto name = model::PartnerName::parse(ngo);
  if (!name) {
    return give_up(console, ExitCode::kUsage, "--ngo is no partner's name", "it is one like hfj");
  }
  auto loaded = policy::load_policies(*name, texts);
  for (auto& each : loaded.problems) problems.push_back(std::move(each));
  if (!problems.empty()) return do_not_load(console, std::move(problems));
  console.line("good: " + std::to_string(texts.size()) + " texts, " +
               std::to_string(loaded.value->rule_count()) + " rules, " +
               std::to_string(loaded.value->agreement_count()) + " agreements");
  console.object({{"good", true},
                  {"texts", texts.size()},
                  {"rules", loaded.value->rule_count()},
                  {"agreements", loaded.value->agreement_count()}});
  tell_due(console, *loaded.value, *now, *name);
  return ExitCode::kOk;
}

ExitCode format(const Invocation& invocation, const std::string& file) {
  const auto read = read_texts(invocation, {file}, ".policy");
  if (const auto* const code = std::get_if<ExitCode>(&read)) return *code;
  const auto& text = std::get<std::vector<policy::PolicyText>>(read).front();
  const auto parsed = policy::parse_policy(text.text, text.file);
  if (!parsed) return do_not_load(invocation.console, parsed.problems);
  std::string canonical = policy::to_text(*parsed.value);
  invocation.console.object(
      {{"file", file}, {"canonical", canonical == text.text}, {"text", canonical}});
  if (canonical.ends_with('\n')) canonical.pop_back();  // The console ends the line.
  invocation.console.line(canonical);
  return ExitCode::kOk;
}

ExitCode sign_policy(const Invocation& invocation, const SignArguments& arguments) {
  return sign_paper(invocation, arguments, {PaperKind::kPolicy});
}

}  // namespace

void add_policy(CLI::App& program, Action& chosen) {
  CLI::App* const policy =
      program.add_subcommand("policy", "What may be shared with whom, and under which conditions");
  policy->require_subcommand(1);

  CLI::App* const checking = policy->add_subcommand(
      "check", "Loads texts or signed notes together and lists everything that is wrong");
  const auto texts = std::make_shared<CheckArguments>();
  add_policy_options(*checking, texts->texts);
  add_trust_options(*checking, texts->trust);
  choose(*checking, chosen, texts, check);

  CLI::App* const formatting =
      policy->add_subcommand("fmt", "Prints a text in its one canonical layout");
  const auto file = std::make_shared<std::string>();
  formatting->add_option("file", *file, "a text or signed note")->required();
  choose(*formatting, chosen, file, format);

  add_policy_explain(*policy, chosen);
  add_policy_matrix(*policy, chosen);
  add_policy_access(*policy, chosen);
  add_policy_test(*policy, chosen);
  add_policy_diff(*policy, chosen);

  CLI::App* const signing = policy->add_subcommand("sign", "Adds one trustee's signature");
  const auto arguments = std::make_shared<SignArguments>();
  signing->add_option("note", arguments->file, "the text, signed by others or by nobody yet")
      ->required();
  signing->add_option("--key", arguments->key, "the trustee's secret key file")->required();
  signing->add_option("--name", arguments->name, "the trustee's name as in the root note")
      ->required();
  choose(*signing, chosen, arguments, sign_policy);
}

}  // namespace gateway::cli
