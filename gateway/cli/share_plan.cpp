#include "gateway/cli/share_plan.h"

#include "gateway/base/enum_text.h"
#include "gateway/client/tokens.h"
#include "gateway/kinds/field_map.h"
#include "gateway/kinds/message.h"
#include "gateway/kinds/pairwise.h"
#include "gateway/kinds/sections.h"

#include <algorithm>
#include <string>
#include <variant>
#include <vector>

#include <nlohmann/json.hpp>

namespace gateway::cli {
namespace {

using nlohmann::ordered_json;

std::string_view outcome_text(policy::SectionOutcome outcome) {
  switch (outcome) {
    case policy::SectionOutcome::kNotAsked:
      return "not in this kind";
    case policy::SectionOutcome::kNoPermit:
      return "no rule gives it";
    case policy::SectionOutcome::kConditionFailed:
      return "a condition is not met";
    case policy::SectionOutcome::kForbidden:
      return "forbidden";
    case policy::SectionOutcome::kPermitted:
      return "readable";
  }
  return "no";
}

}  // namespace

void show_plan(const Console& console, const client::Desk& desk, const client::Plan& plan) {
  std::vector<std::vector<std::string>> rows = {
      {"recipient", "role", "section", "given", "opened by", "rule"}};
  for (const client::PlannedRow& row : plan.rows) {
    const std::string partner = row.recipient.partner.text();
    const std::string role(model::to_text(row.recipient.role));
    ordered_json sections = ordered_json::array();
    if (row.refusal) {
      rows.push_back({partner, role, "-", "refused",
                      std::string(model::describe(*row.refusal).name),
                      model::to_code(*row.refusal)});
    }
    for (const auto& [section, name] : model::kSectionTexts) {
      const policy::SectionDecision& decision = row.decision.section(section);
      if (decision.outcome == policy::SectionOutcome::kNotAsked || row.refusal) continue;
      const std::string rule(desk.trust().policies.name_of(decision.rule));
      const std::string mode(decision.permitted() ? model::to_text(decision.mode) : "");
      rows.push_back({partner, role, std::string(name), std::string(outcome_text(decision.outcome)),
                      mode, rule});
      sections.push_back({{"section", name},
                          {"given", decision.permitted()},
                          {"why", outcome_text(decision.outcome)},
                          {"mode", mode},
                          {"rule", rule}});
    }
    ordered_json object = {{"recipient", partner}, {"role", role}, {"sections", sections}};
    if (row.refusal) {
      object["refused"] = model::describe(*row.refusal).name;
      object["code"] = model::to_code(*row.refusal);
    }
    console.object(object);
  }
  console.table(rows);
  if (plan.override_ground != model::LegalBasis::kNone) {
    console.line("override on ground " + std::string(model::to_text(plan.override_ground)) +
                 ": counts when the person who decided has signed (`share send --decided-by`)");
  }
}

ExitCode show_view(const Console& console, const client::Desk& desk, const client::Plan& plan,
                   std::string_view file, std::string_view role) {
  const auto found = std::ranges::find_if(plan.rows, [&](const client::PlannedRow& row) {
    return model::to_text(row.recipient.role) == role;
  });
  const auto parsed = kinds::parse_json(file);
  const auto* const message = std::get_if<kinds::Message>(&parsed);
  if (found == plan.rows.end() || message == nullptr) {
    console.error("no recipient in that role is addressed", "roles are words like SAFEHOUSE");
    return ExitCode::kUsage;
  }
  if (found->refusal) {
    console.refusal(*found->refusal, "", "");
    return ExitCode::kRefused;
  }
  const std::string& partner = found->recipient.partner.text();
  const auto token_of = [&](std::string_view identifier) {
    return partner == desk.context().partner
               ? std::string(identifier)
               : client::pairwise_token(desk.keys().tokens, partner, identifier);
  };
  const kinds::Copy copy =
      kinds::copy_for(*message, {found->recipient, std::nullopt, plan.thread}, token_of);
  const kinds::View view = kinds::preview(copy, found->granted, found->recipient);
  const std::string json = kinds::to_json(view.document());
  console.line(json);
  console.object(ordered_json::parse(json));
  return ExitCode::kOk;
}

ExitCode report_not_sent(const Console& console, const client::NotSent& not_sent) {
  using Why = client::NotSent::Why;
  console.refusal(not_sent.refusal, not_sent.missing, not_sent.at);
  for (std::size_t i = 1; i < not_sent.violations.size(); ++i) {
    const kinds::Violation& also = not_sent.violations[i];
    console.refusal(also.rule, also.why, also.at);
  }
  switch (not_sent.why) {
    case Why::kRefused:
      return ExitCode::kRefused;
    case Why::kUsage:
      return ExitCode::kUsage;
    case Why::kUnsupported:
      return ExitCode::kRefused;
    case Why::kUnreachable:
      return ExitCode::kUnreachable;
    case Why::kLocal:
      return ExitCode::kFailed;
  }
  return ExitCode::kFailed;
}

}  // namespace gateway::cli
