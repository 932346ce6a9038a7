#include "gateway/client/grouping.h"

#include "gateway/client/tokens.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

namespace gateway::client {
namespace {

kinds::TokenOf tokens_for(const Desk& desk, const std::string& partner) {
  const bool is_ours = partner == desk.context().partner;
  return [&desk, partner, is_ours](std::string_view identifier) {
    return is_ours ? std::string(identifier)
                   : pairwise_token(desk.keys().tokens, partner, identifier);
  };
}

}  // namespace

std::vector<Group> group_rows(const Desk& desk, const kinds::Message& message, const Plan& plan) {
  const auto copy_of = [&](const PlannedRow& row, std::optional<model::MessageId> id) {
    return kinds::copy_for(message, {row.recipient, id, plan.thread},
                           tokens_for(desk, row.recipient.partner.text()));
  };
  std::vector<Group> groups;
  for (const PlannedRow& row : plan.rows) {
    kinds::Copy copy = copy_of(row, std::nullopt);
    const auto same = std::ranges::find_if(
        groups, [&](const Group& each) { return may_share_envelope(each.copy, copy); });
    if (same != groups.end()) {
      same->rows.push_back(&row);
    } else {
      groups.push_back({std::move(copy), message.envelope().message_id, {&row}});
    }
  }
  if (groups.size() < 2) return groups;
  // The gateway takes (sender, message id) for one envelope: each needs an id of its own.
  for (Group& each : groups) {
    const kinds::Recipient& first = each.rows.front()->recipient;
    each.wire_id =
        pairwise_message_id(desk.keys().tokens, message.envelope().message_id, first.partner.text(),
                            std::string(model::to_text(first.role)));
    each.copy = copy_of(*each.rows.front(), each.wire_id);
  }
  return groups;
}

}  // namespace gateway::client
