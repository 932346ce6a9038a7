#include "gateway/cli/choose.h"
#include "gateway/cli/policy_commands.h"
#include "gateway/cli/policy_matrix_page.h"
#include "gateway/cli/policy_texts.h"
#include "gateway/policy/matrix.h"

#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <nlohmann/json.hpp>

namespace gateway::cli {
namespace {

using policy::MatrixRow;
using policy::Possibility;

struct PolicyMatrixArguments {
  PolicyArguments texts;
  bool csv = false;
  bool html = false;
};

std::string_view word_of(Possibility answer) {
  switch (answer) {
    case Possibility::kNo:
      return "no";
    case Possibility::kConditional:
      return "conditional";
    case Possibility::kYes:
      return "yes";
  }
  return "no";
}

std::string rules_text(const policy::PolicySet& set, const MatrixRow& row) {
  std::string text;
  for (const policy::RuleId id : row.rules) {
    text.append(text.empty() ? "" : " ").append(set.name_of(id));
  }
  return text;
}

// "yes", "cond", with the treatment when it is not the full text and "release" when it is asked
// for.
std::string cell_text(const MatrixRow& row) {
  if (row.answer == Possibility::kNo) return "-";
  std::string text = row.answer == Possibility::kYes ? "yes" : "cond";
  if (row.treatment != policy::Treatment::kFull) {
    text.append(" ").append(policy::to_text(row.treatment));
  }
  if (row.mode == model::SectionMode::kRelease) text += " release";
  return text;
}

// Nobody needs columns of roles that a kind never reaches, nor rows of sections nobody gets.
void print_kind(const Console& console, model::Kind kind, const std::vector<MatrixRow>& all) {
  std::set<model::Role> roles;
  std::map<model::Section, std::map<model::Role, std::string>> cells;
  for (const MatrixRow& row : all) {
    if (row.kind != kind || row.answer == Possibility::kNo) continue;
    roles.insert(row.role);
    cells[row.section][row.role] = cell_text(row);
  }
  console.line("");
  console.line(model::to_text(kind));
  if (roles.empty()) {
    console.line("  nobody");
    return;
  }
  std::vector<std::vector<std::string>> table(1, {"section"});
  for (const model::Role role : roles) table.front().emplace_back(model::to_text(role));
  for (const auto& [section, answers] : cells) {
    std::vector<std::string> line = {std::string(model::to_text(section))};
    for (const model::Role role : roles) {
      const auto found = answers.find(role);
      line.push_back(found == answers.end() ? "-" : found->second);
    }
    table.push_back(std::move(line));
  }
  console.table(table);
}

std::string csv_line(const policy::PolicySet& set, const MatrixRow& row) {
  const bool is_no = row.answer == Possibility::kNo;
  std::string line;
  for (const std::string_view field :
       {model::to_text(row.kind), model::to_text(row.section), model::to_text(row.role),
        word_of(row.answer), is_no ? std::string_view() : policy::to_text(row.treatment),
        is_no ? std::string_view() : model::to_text(row.mode)}) {
    line.append(field).append(",");
  }
  return line + rules_text(set, row);
}

void print_rows(const Console& console, const policy::PolicySet& set,
                const std::vector<MatrixRow>& rows) {
  console.line("kind,section,role,answer,treatment,mode,rules");
  for (const MatrixRow& row : rows) {
    console.line(csv_line(set, row));
    nlohmann::ordered_json object = {{"kind", model::to_text(row.kind)},
                                     {"section", model::to_text(row.section)},
                                     {"role", model::to_text(row.role)},
                                     {"answer", word_of(row.answer)}};
    const bool is_no = row.answer == Possibility::kNo;
    object["treatment"] = is_no ? nlohmann::ordered_json() : policy::to_text(row.treatment);
    object["mode"] = is_no ? nlohmann::ordered_json() : model::to_text(row.mode);
    object["rules"] = nlohmann::ordered_json::array();
    for (const policy::RuleId id : row.rules) object["rules"].push_back(set.name_of(id));
    console.object(object);
  }
}

ExitCode matrix(const Invocation& invocation, const PolicyMatrixArguments& arguments) {
  const Console& console = invocation.console;
  const auto loaded = load_texts(invocation, arguments.texts);
  if (const auto* const code = std::get_if<ExitCode>(&loaded)) return *code;
  const auto& texts = std::get<LoadedTexts>(loaded);
  const policy::PolicySet& set = texts.set;
  std::vector<MatrixRow> rows = policy::matrix(set);
  std::erase_if(rows, [](const MatrixRow& row) { return !has_section(row.kind, row.section); });
  if (arguments.html && !console.json()) {
    std::string page = matrix_page(texts, rows);
    page.pop_back();  // The console ends the line.
    console.line(page);
    return ExitCode::kOk;
  }
  if (arguments.csv || console.json()) {
    print_rows(console, set, rows);
    return ExitCode::kOk;
  }
  console.line("What could ever be given, to whom: yes, cond (when a condition holds), - (never).");
  for (const auto& kind : model::kKindTexts) print_kind(console, kind.value, rows);
  return ExitCode::kOk;
}

}  // namespace

void add_policy_matrix(CLI::App& policy, Action& chosen) {
  CLI::App* const showing = policy.add_subcommand(
      "matrix", "What texts could ever give: kind by section by receiving role");
  const auto arguments = std::make_shared<PolicyMatrixArguments>();
  add_policy_options(*showing, arguments->texts);
  CLI::Option* const csv =
      showing->add_flag("--csv", arguments->csv, "one line for each kind, section and role");
  showing->add_flag("--html", arguments->html, "a page to print, with the text of every permit")
      ->excludes(csv);
  choose(*showing, chosen, arguments, matrix);
}

}  // namespace gateway::cli
