#include "gateway/cli/choose.h"
#include "gateway/cli/offline.h"
#include "gateway/cli/policy_commands.h"
#include "gateway/cli/policy_texts.h"
#include "gateway/policy/cases.h"

#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

namespace gateway::cli {
namespace {

using nlohmann::ordered_json;

// Policies and cases among the files that were named.
struct Sorted {
  std::vector<policy::PolicyText> policies;
  std::vector<policy::PolicyText> cases;
};

std::variant<Sorted, ExitCode> sort_files(const Invocation& invocation,
                                          const PolicyArguments& arguments) {
  Sorted sorted;
  for (const char* suffix : {".policy", ".cases"}) {
    std::vector<std::string> wanted;
    for (const std::string& file : arguments.files) {
      std::error_code failed;
      const bool is_folder = std::filesystem::is_directory(file, failed);
      if (is_folder || (file.ends_with(".cases") == (suffix == std::string_view(".cases")))) {
        wanted.push_back(file);
      }
    }
    auto read = read_texts(invocation, wanted, suffix);
    if (const auto* const code = std::get_if<ExitCode>(&read)) return *code;
    for (auto& text : std::get<std::vector<policy::PolicyText>>(read)) {
      (policy::is_cases(text.text) ? sorted.cases : sorted.policies).push_back(std::move(text));
    }
  }
  return sorted;
}

void show(const Console& console, const std::string& file, const policy::CaseFailure& failure) {
  console.line(file + ":" + std::to_string(failure.place.line) + ": " + failure.share);
  console.line("  expected: " + failure.expected);
  console.line("  came:     " + failure.came +
               (failure.rule.empty() ? "" : ", by rule " + failure.rule));
  if (!failure.missing.empty()) console.line("  missing:  " + failure.missing);
  if (!failure.because.empty()) console.line("  because:  " + failure.because);
  console.object({{"failed", true},
                  {"file", file},
                  {"line", failure.place.line},
                  {"share", failure.share},
                  {"expected", failure.expected},
                  {"came", failure.came},
                  {"rule", failure.rule},
                  {"missing", failure.missing},
                  {"because", failure.because}});
}

// Every text of cases, or all that is wrong with them.
std::variant<std::vector<policy::Cases>, ExitCode> parse_all(
    const Console& console, const std::vector<policy::PolicyText>& texts) {
  std::vector<policy::Cases> all;
  base::Diagnostics problems;
  for (const policy::PolicyText& text : texts) {
    auto parsed = policy::parse_cases(text.text, text.file);
    for (auto& each : parsed.problems) problems.push_back(std::move(each));
    if (parsed) all.push_back(*std::move(parsed.value));
  }
  if (!problems.empty()) return do_not_load(console, std::move(problems));
  return all;
}

ExitCode test(const Invocation& invocation, const PolicyArguments& arguments) {
  const Console& console = invocation.console;
  auto sorted = sort_files(invocation, arguments);
  if (const auto* const code = std::get_if<ExitCode>(&sorted)) return *code;
  auto& files = std::get<Sorted>(sorted);
  if (files.cases.empty()) {
    return give_up(console, ExitCode::kUsage, "no cases are named",
                   "name *.cases files besides the policies, or the folder of both");
  }
  const auto parsed = parse_all(console, files.cases);
  if (const auto* const code = std::get_if<ExitCode>(&parsed)) return *code;
  const auto loaded = load_texts(invocation, std::move(files.policies), arguments.ngo);
  if (const auto* const code = std::get_if<ExitCode>(&loaded)) return *code;
  const auto& texts = std::get<LoadedTexts>(loaded);
  std::size_t rows = 0;
  std::size_t shares = 0;
  std::size_t failures = 0;
  for (const policy::Cases& cases : std::get<std::vector<policy::Cases>>(parsed)) {
    const policy::CasesResult result = policy::run_cases(texts.set, cases, sections_of);
    rows += cases.cases.size();
    shares += result.shares;
    failures += result.failures.size();
    for (const policy::CaseFailure& failure : result.failures) show(console, cases.file, failure);
  }
  const std::string cases_digest = digest_of_texts(files.cases);
  const std::string policy_digest = digest_of_texts(texts.texts);
  console.line((failures == 0 ? "all hold: " : "failed: " + std::to_string(failures) + " of ") +
               std::to_string(shares) + " shares in " + std::to_string(rows) + " rows");
  console.line("cases:    " + cases_digest);
  console.line("policies: " + policy_digest);
  console.object({{"rows", rows},
                  {"shares", shares},
                  {"failures", failures},
                  {"casesDigest", cases_digest},
                  {"policyDigest", policy_digest}});
  return failures == 0 ? ExitCode::kOk : ExitCode::kRefused;
}

}  // namespace

void add_policy_test(CLI::App& policy, Action& chosen) {
  CLI::App* const testing = policy.add_subcommand(
      "test", "Asks texts everything that tables of cases beside them expect");
  const auto arguments = std::make_shared<PolicyArguments>();
  add_policy_options(*testing, *arguments);
  choose(*testing, chosen, arguments, test);
}

}  // namespace gateway::cli
