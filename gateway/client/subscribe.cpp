#include "gateway/client/subscribe.h"

#include "gateway/client/files.h"
#include "gateway/directory/keys.h"
#include "gateway/note/signed_note.h"

#include <variant>

namespace gateway::client {
namespace {

constexpr std::size_t kMaxText = 4096;

// What the chain continues: the text of the last subscription the gateway took.
std::optional<directory::Subscription> last_of(const Desk& desk) {
  const auto bytes = read_whole(desk.context().state / "last-subscription", kMaxText);
  if (!bytes) return std::nullopt;
  const auto parsed = directory::parse_subscription(base::text_of(*bytes));
  if (!parsed) return std::nullopt;
  return *parsed;
}

}  // namespace

std::optional<LinkError> subscribe(Desk& desk, Link& link, const directory::TopicPattern& pattern,
                                   directory::SubscriptionState state, base::Millis timeout) {
  directory::Subscription next{desk.unit(), pattern, state, 1, std::nullopt};
  if (const auto last = last_of(desk)) {
    next.counter = last->counter + 1;
    next.previous = directory::hash_of(*last);
  }
  note::SignedNote note{directory::to_text(next), {}};
  note::sign(note, directory::unit_key_name(desk.context().partner, desk.unit().unit),
             desk.keys().signing);
  const auto reply = link.ask(wire::Subscribe{note::to_text(note)}, {}, timeout);
  if (!reply.answer) return reply.error;
  if (const auto* const refused = std::get_if<wire::Refused>(&reply.answer->body)) {
    return LinkError{LinkFault::kRefused, refused->refusal};
  }
  if (!write_durably(desk.context().state / "last-subscription", base::bytes_of(note.text))) {
    return LinkError{LinkFault::kProtocol, model::Refusal::kUnavailable};
  }
  return std::nullopt;
}

}  // namespace gateway::client
