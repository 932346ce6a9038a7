#include "tests/unit/sheet/network.h"

#include "tests/unit/policy/fixture.h"
#include "tests/unit/policy/shipped_policy.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace gateway::sheet::example {

using policy::shipped::words;

std::vector<Post> posts() {
  std::vector<Post> all;
  for (const auto& row : policy::shipped::table("keys-example/partners.csv")) {
    if (row.at(0) == "public") continue;  // A page: it is in no directory.
    const std::string unit = row.at(1).empty() ? std::string("main") : row.at(1);
    Post& post = all.emplace_back(Post{policy::partner(row.at(0)), policy::unit(unit), {}});
    for (const auto& role : words(row.at(2))) post.roles.insert(policy::shipped::role(role));
  }
  return all;
}

FlowQuestion question(std::initializer_list<model::ConsentPurpose> purposes,
                      std::initializer_list<std::string_view> recipients) {
  FlowQuestion question{{policy::partner("hfj"), policy::partner("hfj"), posts()},
                        {},
                        purposes,
                        Subject::kAdult,
                        policy::at("2026-06-01T12:00:00Z")};
  for (const auto recipient : recipients) {
    const auto named = parse_recipient(recipient);
    EXPECT_TRUE(named) << recipient;
    if (named) question.recipients.push_back(*named);
  }
  return question;
}

const Flow* find(const std::vector<Flow>& flows, std::string_view partner, model::Role role) {
  const auto found = std::ranges::find_if(
      flows, [&](const Flow& flow) { return flow.partner.text() == partner && flow.role == role; });
  return found == flows.end() ? nullptr : &*found;
}

const PurposeFlows& part(const Flows& flows, model::ConsentPurpose purpose) {
  return *std::ranges::find(flows.purposes, purpose, &PurposeFlows::purpose);
}

policy::Treatment shape(const Flow* flow, unsigned group) {
  if (flow == nullptr) return policy::Treatment::kNone;
  const auto found = flow->groups.find(static_cast<kinds::FieldGroup>(group));
  return found == flow->groups.end() ? policy::Treatment::kNone : found->second.treatment;
}

}  // namespace gateway::sheet::example
