#include "gateway/client/audience.h"

#include "gateway/audit/leaf.h"
#include "gateway/directory/subscription.h"

#include <algorithm>
#include <utility>

namespace gateway::client {

std::variant<Audience, LinkError> resolve_audience(const Desk& desk, Link& link,
                                                   const std::string& topic,
                                                   const kinds::Message& message,
                                                   base::Millis timeout) {
  Audience audience;
  const auto parsed = directory::parse_topic(topic);
  if (!parsed || parsed->kind != message.kind()) return audience;
  audience.is_topic = true;
  const auto reply = link.ask(wire::AskSubscriptions{topic}, {}, timeout);
  if (!reply.answer) return reply.error;
  const auto* const found = std::get_if<wire::Subscriptions>(&reply.answer->body);
  if (found == nullptr) return audience;
  const base::Time now = message.envelope().created;
  std::vector<directory::Subscription> subscriptions;
  for (const std::string& note : found->notes) {
    auto verified = directory::verify_subscription(note, desk.directory(), now);
    if (verified) subscriptions.push_back(*std::move(verified));
  }
  const auto may_receive = [&](const model::UnitRef& unit, model::Role role, model::Kind kind) {
    return unit != desk.unit() && is_eligible(desk, kind, role);
  };
  for (const directory::Listener& listener :
       directory::audience(*parsed, desk.directory(), subscriptions, may_receive, now)) {
    const auto name = model::PartnerName::parse(desk.name_of(listener.unit.partner));
    if (!name) continue;
    audience.rows.push_back({{*name, listener.role}, listener.unit, {}, {}, {}, {}});
  }
  audience.log_size = found->log_size;
  return audience;
}

bool proves_acceptance(Desk& desk, const OutboxPiece& piece, const wire::SubmitResult& result) {
  const auto leaf = audit::parse_leaf(result.proof.leaf);
  return leaf && leaf->type == audit::LeafType::kAccept && leaf->actor == desk.unit().partner &&
         std::ranges::equal(leaf->subject.bytes(), piece.envelope.bytes()) &&
         desk.log().proves(result.proof);
}

}  // namespace gateway::client
