#pragma once

#include "gateway/rules/rules.h"

#include "tests/unit/kinds/example_messages.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gateway::tests {

inline base::Time at(std::string_view time) { return *base::parse_time(time); }

/// The consents of all storylines, as the NGO knows them.
inline std::vector<rules::KnownConsent> read_consents() {
  std::vector<rules::KnownConsent> consents;
  for (const auto& file : example_files()) {
    if (file.parent_path().filename() != "consent_record") continue;
    const kinds::Message message = message_of(read_file(file));
    consents.push_back({*kinds::consent_grant_of(message.content()), {}});
  }
  return consents;
}

inline const std::vector<rules::KnownConsent>& all_consents() {
  static const auto kConsents = read_consents();
  return kConsents;
}

inline rules::RuleContext context_at(base::Time now) {
  rules::RuleContext context;
  context.now = now;
  context.consents = all_consents();
  context.controller = "hfj";
  return context;
}

inline rules::KnownConsent& consent_of(rules::RuleContext& context, std::string_view id) {
  return *std::ranges::find(context.consents, id,
                            [](const rules::KnownConsent& known) { return known.grant.id; });
}

/// "RULE at", of every violation, for a file shared when it was made.
inline std::vector<std::string> told(const std::string& text,
                                     const rules::RuleContext* given = nullptr) {
  auto parsed = kinds::parse_json(text);
  const Json json = Json::parse(text);
  const Json& bare = json.contains("message") ? json["message"] : json;
  const rules::RuleContext context =
      given != nullptr ? *given : context_at(at(bare["envelope"]["createdAt"].get<std::string>()));
  std::vector<std::string> lines;
  for (const auto& violation : rules::examine(std::move(parsed), context).violations) {
    lines.push_back(std::string(describe(violation.rule).name) + " " + violation.at);
  }
  return lines;
}

inline std::vector<std::string> told(const Json& json, const rules::RuleContext* given = nullptr) {
  return told(json.dump(), given);
}

}  // namespace gateway::tests
