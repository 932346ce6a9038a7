#include "gateway/verify/answer.h"

#include <cstdlib>
#include <exception>
#include <iostream>
#include <string>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

// safeconduct-verify: for a court or an auditor who has files and nothing else. Reads no
// configuration, opens no connection, writes nothing.

namespace {

using gateway::verify::Answer;
using gateway::verify::Question;
using gateway::verify::Statement;

enum class Style { kText, kJson };

constexpr int kMainUsage = 2;

void complain(Style style, const std::string& what, const std::string& next) {
  if (style == Style::kJson) {
    const nlohmann::ordered_json object = {{"error", what}, {"next", next}};
    std::cout << object.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace)
              << '\n';
  } else {
    std::cerr << "error: " << what << "\nnext:  " << next << '\n';
  }
}

int tell(Style style, const Answer& answer) {
  for (const Statement& said : answer.statements) {
    const std::string& text = style == Style::kJson ? said.json : said.line;
    if (!text.empty()) std::cout << text << '\n';
  }
  for (const auto& wrong : answer.wrong) {
    const std::string line = wrong.line > 0 ? ":" + std::to_string(wrong.line) : "";
    complain(style, wrong.file + line + ": " + wrong.message, wrong.next_step);
  }
  return answer.exit_status;
}

int start(int argc, char** argv) {
  CLI::App program("Verifies an evidence bundle, a log or a proof, from files alone.",
                   "safeconduct-verify");
  program.set_version_flag("--version", "safeconduct-verify " SAFECONDUCT_VERSION);
  Question question;
  bool json = false;
  bool opaque = false;
  program
      .add_option("what", question.what, "a bundle (folder or zip), a log's folder, a .tlog-proof")
      ->required();
  program.add_option("--root", question.root,
                     "of a bundle: hash of the trustees' first root note, base64 or hex");
  program.add_option("--policy", question.policy, "of a log or a proof: whom to believe");
  program.add_option("--since", question.since, "of a log: an earlier checkpoint it must extend");
  program.add_flag("--opaque", opaque, "a foreign log: entries are not looked into");
  program.add_flag("--json", json, "one JSON object a line");
  try {
    program.parse(argc, argv);
  } catch (const CLI::Success& wanted) {  // --help, --version
    return program.exit(wanted, std::cout, std::cerr);
  } catch (const CLI::ParseError& wrong) {
    complain(json ? Style::kJson : Style::kText, wrong.what(), "see `safeconduct-verify --help`");
    return kMainUsage;
  }
  if (opaque) question.entries = gateway::audit::EntryFormat::kOpaque;
  return tell(json ? Style::kJson : Style::kText, gateway::verify::answer(question));
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return start(argc, argv);
  } catch (const std::exception&) {
    // Texts of exceptions may hold what was read; the person learns what to do instead.
    std::cerr << "error: something unexpected went wrong\n"
                 "next:  try again; if it happens again, report it\n";
  }
  return EXIT_FAILURE;
}
