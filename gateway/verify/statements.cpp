#include "gateway/verify/statements.h"

#include "gateway/base/text.h"

#include <string_view>

#include <nlohmann/json.hpp>

namespace gateway::verify {
namespace {

using audit::Verdict;
using nlohmann::ordered_json;

std::string_view next_step(Verdict verdict) {
  switch (verdict) {
    case Verdict::kFail:
      return "keep these files as they are, and tell the trustees and the auditor";
    case Verdict::kIndeterminate:
      return "fetch what is missing, or verify with a newer program, then verify again";
    case Verdict::kPass:
      return "";
  }
  return "";
}

// Whatever arrives, JSON stays valid UTF-8.
std::string dump(const ordered_json& object) {
  return object.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

Statement statement_of(const audit::Finding& finding) {
  const Verdict verdict = audit::verdict_of(finding.fault);
  return {"  " + std::string(to_text(verdict)) + "  " + std::string(to_text(finding.fault)) + "  " +
              finding.file + " " + std::to_string(finding.index),
          dump({{"finding", to_text(finding.fault)},
                {"file", finding.file},
                {"index", finding.index},
                {"verdict", to_text(verdict)}})};
}

std::string number_text(model::PartnerNumber partner) {
  return std::to_string(static_cast<std::uint32_t>(partner));
}

}  // namespace

Verdict verdict_of(const base::Result<audit::VerifiedLeaf>& proof) {
  if (!proof) return Verdict::kFail;
  return proof->head.is_witnessed ? Verdict::kPass : Verdict::kIndeterminate;
}

std::vector<Statement> statements_of(const base::Result<audit::VerifiedLeaf>& proof) {
  const std::string verdict(to_text(verdict_of(proof)));
  if (!proof) {
    const std::string why(proof.error().what.view());
    return {{"  FAIL  " + why, ""},
            {verdict, dump({{"verdict", verdict}, {"finding", why}})},
            {"next: " + std::string(next_step(Verdict::kFail)), ""}};
  }
  const audit::Leaf& leaf = proof->evidence.leaf;
  const audit::Checkpoint& head = proof->head.checkpoint;
  const std::string subject = base::to_hex(leaf.subject.bytes());
  return {
      {"entry " + std::to_string(proof->index) + " of " + head.origin + ": " +
           std::string(audit::to_text(leaf.type)) + ", " + base::to_text(leaf.time) + ", from " +
           number_text(leaf.actor) + " to " + number_text(leaf.peer) + ", subject " + subject,
       ""},
      {proof->head.is_witnessed ? "" : "  INDETERMINATE  not witnessed", ""},
      {verdict, dump({{"verdict", verdict},
                      {"origin", head.origin},
                      {"index", proof->index},
                      {"size", head.size},
                      {"type", audit::to_text(leaf.type)},
                      {"time", base::to_text(leaf.time)},
                      {"actor", static_cast<std::uint32_t>(leaf.actor)},
                      {"peer", static_cast<std::uint32_t>(leaf.peer)},
                      {"basis", leaf.basis},
                      {"subject", subject},
                      {"witnessed", proof->head.is_witnessed}})}};
}

int exit_status(Verdict verdict) {
  switch (verdict) {
    case Verdict::kFail:
      return 4;
    case Verdict::kIndeterminate:
      return 5;
    case Verdict::kPass:
      return 0;
  }
  return 4;
}

std::vector<Statement> statements_of(const audit::LogReport& report) {
  std::vector<Statement> said;
  for (const audit::Finding& finding : report.findings) said.push_back(statement_of(finding));
  ordered_json object = {{"verdict", to_text(report.verdict)},
                         {"entries", report.entries},
                         {"findings", report.findings.size()}};
  object["leaves"] = ordered_json::object();
  for (const auto& [type, count] : report.leaves) {
    said.push_back({"  " + std::string(audit::to_text(type)) + "  " + std::to_string(count), ""});
    object["leaves"][std::string(audit::to_text(type))] = count;
  }
  object["unsupported_leaves"] = report.unsupported_leaves;
  if (report.head) {
    const audit::Checkpoint& head = report.head->checkpoint;
    const std::string root = base::to_base64(head.root.bytes());
    said.push_back({"log " + head.origin + ", " + std::to_string(head.size) + " entries, root " +
                        root + (report.head->is_witnessed ? "" : ", not yet witnessed"),
                    ""});
    object["origin"] = head.origin;
    object["size"] = head.size;
    object["root"] = root;
    object["witnessed"] = report.head->is_witnessed;
  }
  const std::string next(next_step(report.verdict));
  if (!next.empty()) object["next"] = next;
  said.push_back({std::string(to_text(report.verdict)), dump(object)});
  if (!next.empty()) said.push_back({"next: " + next, ""});
  return said;
}

}  // namespace gateway::verify
