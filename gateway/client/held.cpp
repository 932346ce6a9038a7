#include "gateway/client/held.h"

#include "gateway/audit/commitments.h"
#include "gateway/base/text.h"
#include "gateway/client/inbox.h"
#include "gateway/client/outbox.h"
#include "gateway/crypto/random.h"

#include <utility>

namespace gateway::client {
namespace {

using base::ErrorCode;
using base::fail;
using base::Result;

Result<Held> read_held(Side side, envelope::Checked<envelope::ExcerptParts> parts) {
  const auto damaged = fail(ErrorCode::kMalformed, "a kept envelope is damaged");
  if (!parts) return damaged;
  auto excerpt = envelope::open_excerpt(parts->head, parts->digests);
  if (!excerpt) return damaged;
  Held held{side, *std::move(excerpt), *std::move(parts), {}, {}};
  for (const auto& [index, bytes] : held.parts.rows) {
    auto row = envelope::row_of(held.excerpt, index, bytes);
    if (!row) return damaged;
    held.rows.emplace(index, *std::move(row));
  }
  return held;
}

// What is asked for, in the one form it can have.
struct Wanted {
  explicit Wanted(std::string_view what) : text(what) {
    if (const auto id = model::parse_message_id(what)) message = *id;
    const auto bytes = base::from_hex(what);
    if (!bytes) return;
    if (const auto id = model::EnvelopeId::from(*bytes)) envelope = *id;
  }

  std::string_view text;
  std::optional<model::MessageId> message;
  std::optional<model::EnvelopeId> envelope;
};

Result<base::Done> add_sent(const Desk& desk, const Wanted& wanted, std::vector<Held>& found) {
  const Outbox outbox(desk.context().state / "outbox");
  for (const model::MessageId& id : outbox.list()) {
    const auto item = outbox.find(id);
    if (!item) return item.error();
    if (!*item) continue;
    for (const OutboxPiece& piece : (*item)->pieces) {
      const bool is_wanted = wanted.envelope == piece.envelope || wanted.message == id ||
                             wanted.message == piece.wire_id;
      if (!is_wanted) continue;
      auto held = read_held(Side::kSender, envelope::parts_of_container(piece.container));
      if (!held) return held.error();
      held->sender_file = (*item)->file;
      found.push_back(*std::move(held));
    }
  }
  return base::Done{};
}

Result<base::Done> add_received(Desk& desk, const Wanted& wanted, std::vector<Held>& found) {
  crypto::SystemRandom random;
  const Inbox inbox(desk, random);
  for (const InboxSummary& summary : inbox.list()) {
    const auto item = inbox.find(summary.id);
    const auto view =
        item ? envelope::open_view(item->view)
             : envelope::Checked<envelope::RecipientView>(model::Refusal::kEnvelopeMalformed);
    if (!view) continue;
    const bool is_wanted = wanted.envelope == view->id || wanted.message == summary.message ||
                           wanted.text == summary.id;
    if (!is_wanted) continue;
    auto held = read_held(Side::kRecipient, envelope::parts_of_view(item->view));
    if (!held) return held.error();
    found.push_back(*std::move(held));
  }
  return base::Done{};
}

}  // namespace

std::set<base::Digest> Held::subjects() const {
  std::set<base::Digest> subjects{*base::Digest::from(excerpt.id.bytes())};
  for (const auto& [index, row] : rows) {
    subjects.insert(audit::row_subject(excerpt.id, row.salt));
  }
  return subjects;
}

Result<std::vector<Held>> find_held(Desk& desk, std::string_view what) {
  const Wanted wanted(what);
  std::vector<Held> found;
  if (const auto added = add_sent(desk, wanted, found); !added) return added.error();
  if (const auto added = add_received(desk, wanted, found); !added) return added.error();
  return found;
}

}  // namespace gateway::client
