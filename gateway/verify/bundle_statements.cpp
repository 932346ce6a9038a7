#include "gateway/base/text.h"
#include "gateway/page/document.h"
#include "gateway/verify/statements.h"

#include <string_view>

#include <nlohmann/json.hpp>

namespace gateway::verify {
namespace {

using bundle::Outcome;
using nlohmann::ordered_json;

std::string_view next_step(const bundle::Report& report) {
  switch (report.verdict) {
    case Outcome::kFail:
      return "do not rely on it; keep it as it is, and ask its maker for the bundle again";
    case Outcome::kIndeterminate:
      for (const bundle::Finding& finding : report.findings) {
        if (finding.check == bundle::Check::kRootPinned) {
          return finding.outcome == Outcome::kIndeterminate
                     ? "ask a trustee or the auditor for the hash of the first root note, and give "
                       "it with --root"
                     : "ask the maker for what is missing";
        }
      }
      return "ask the maker for what is missing";
    case Outcome::kPass:
    case Outcome::kNote:
      break;
  }
  return "";
}

// File names come from strangers; what arrives stays valid UTF-8.
std::string dump_statement(const ordered_json& object) {
  return object.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

Statement statement_of(const bundle::Finding& finding) {
  const std::string_view outcome = to_text(finding.outcome);
  const std::string_view says = explain(finding.check, finding.outcome);
  std::string line = "  " + std::string(outcome) + "  " + std::string(to_text(finding.check));
  if (!finding.file.empty()) line += "  " + page::visible(finding.file);
  if (!says.empty()) line += ": " + std::string(says);
  return {line, dump_statement({{"check", to_text(finding.check)},
                                {"file", finding.file},
                                {"outcome", outcome},
                                {"says", says}})};
}

}  // namespace

int exit_status(Outcome verdict) {
  switch (verdict) {
    case Outcome::kFail:
      return exit_status(audit::Verdict::kFail);
    case Outcome::kIndeterminate:
      return exit_status(audit::Verdict::kIndeterminate);
    case Outcome::kPass:
    case Outcome::kNote:
      return exit_status(audit::Verdict::kPass);
  }
  return exit_status(audit::Verdict::kFail);
}

std::vector<Statement> statements_of(const bundle::Report& report) {
  std::vector<Statement> said;
  for (const bundle::Finding& finding : report.findings) said.push_back(statement_of(finding));
  ordered_json object = {{"verdict", to_text(report.verdict)},
                         {"findings", report.findings.size()}};
  if (report.story.message) {
    object["envelope"] = base::to_hex(report.story.message->id.bytes());
    object["message"] = model::to_text(report.story.message->head.message_id);
  }
  if (!report.story.roots.empty()) {
    const std::string root = base::to_base64(report.story.roots.front().hash.bytes());
    object["root"] = root;
    said.push_back({"trust begins with the root note " + root, ""});
  }
  const std::string next(next_step(report));
  if (!next.empty()) object["next"] = next;
  said.push_back({std::string(to_text(report.verdict)), dump_statement(object)});
  if (!next.empty()) said.push_back({"next: " + next, ""});
  return said;
}

bundle::Report unread_bundle() {
  return {Outcome::kFail, {{bundle::Check::kList, "", Outcome::kFail}}, {}};
}

}  // namespace gateway::verify
